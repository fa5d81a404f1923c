"""Keeps the search up to date, in the transaction that changes what is public."""

from django.db.models import Exists, OuterRef

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


def forget_unused_words() -> None:
    """Delete the words that no public proposal contains any more."""
    SearchWord.objects.exclude(Exists(SearchEntry.objects.filter(word=OuterRef("word")))).delete()
