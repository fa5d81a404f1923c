"""Keeps the search up to date, in the transaction that changes what is public."""

from array import array
from collections import defaultdict

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from polls.keyed import insert_rows

from ..models import Proposal, SearchEntry, SearchWord
from ..search import public_texts, words_of


def index(proposal: Proposal) -> None:
    """Store the words of a public proposal and its published answer; of any other proposal, remove them. With its room locked."""
    wanted = words_of(public_texts(proposal))
    stored = set(SearchEntry.objects.filter(proposal=proposal).values_list("word", flat=True))
    if gone := stored - wanted.keys():
        SearchEntry.objects.filter(proposal=proposal, word__in=gone).delete()
    new = sorted(wanted.keys() - stored)  # in order, so that two transactions can't wait for each other
    SearchWord.objects.bulk_create([SearchWord(word=word, stem=wanted[word]) for word in new], ignore_conflicts=True)
    SearchEntry.objects.bulk_create([SearchEntry(word=word, proposal=proposal) for word in new])


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
    """Delete the words that no public proposal contains any more."""
    SearchWord.objects.exclude(Exists(SearchEntry.objects.filter(word=OuterRef("word")))).delete()
