"""Keeps the search up to date, in the transaction that changes what is public."""

from array import array
from collections import defaultdict

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from polls.keyed import insert_rows

from ..models import Proposal, SearchEntry, SearchWord
from ..search import public_texts, words_of


def index(*proposals: Proposal) -> None:
    """Store the words of public proposals and their published answers; of any other proposal, remove them. With their rooms locked."""
    stems: dict[str, str] = {}
    entries: list[SearchEntry] = []
    for proposal in proposals:
        wanted = words_of(public_texts(proposal))
        stored = set(SearchEntry.objects.filter(proposal=proposal).values_list("word", flat=True))
        if gone := stored - wanted.keys():
            SearchEntry.objects.filter(proposal=proposal, word__in=gone).delete()
        stems |= wanted
        entries += [SearchEntry(word=word, proposal=proposal) for word in wanted.keys() - stored]
    new = sorted({entry.word for entry in entries})  # all at once and in order, so that two transactions can't wait for each other
    SearchWord.objects.bulk_create([SearchWord(word=word, stem=stems[word]) for word in new], ignore_conflicts=True)
    SearchEntry.objects.bulk_create(sorted(entries, key=lambda entry: (entry.word, entry.proposal_id)))


@transaction.atomic
def index_many(proposals: QuerySet[Proposal]) -> None:
    """Store the words of very many proposals of which the search has none yet. What is not public stays out, as with `index`."""
    stems: dict[str, str] = {}
    found: dict[str, array[int]] = defaultdict(lambda: array("q"))
    for proposal in proposals.select_related("workshop", "response").order_by("pk").iterator(chunk_size=1000):
        for word, stem in words_of(public_texts(proposal)).items():
            stems[word] = stem
            found[word].append(proposal.pk)
    SearchWord.objects.bulk_create([SearchWord(word=word, stem=stems[word]) for word in sorted(stems)], ignore_conflicts=True)
    entries = ((word, pk) for word in sorted(found) for pk in found[word])
    insert_rows(SearchEntry._meta.db_table, ("word", "proposal_id"), entries)


def forget_unused_words() -> None:
    """Delete the words that no public proposal contains any more. It waits for whoever is just storing some, and they for it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {SearchWord._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
    SearchWord.objects.exclude(Exists(SearchEntry.objects.filter(word=OuterRef("word")))).delete()
