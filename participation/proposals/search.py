"""Full-text search in public proposals and their answers.

The vocabulary of all texts is a table of its own, with the German stem of each word, the same on SQLite and PostgreSQL: "Bänke" finds
"Bank". A word of four letters or more is also found inside a compound, because German builds its nouns that way: "Abend" finds
"Freitagabend".
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from threading import local

import snowballstemmer
from django.db.models import Q, QuerySet

from .models import Proposal, SearchEntry, SearchWord

WORD_MAX, INSIDE_FROM = 40, 4  # letters
ASKED_MAX, WORDS_MAX = 100, 8  # characters and words of a query
REFERENCE = re.compile(r"\b(\d{4})-(\d{1,9})\b")
WORD = re.compile(r"[^\W_]+")
COMMON_WORDS = """
    aber alle als also am an auch auf aus bei das dass dem den der des die dies diese doch dort durch ein eine einem einen einer eines er es
    für hat ihr im in ist ja kann man mehr mit nach nicht noch nur oder sein sich sie sind so und uns vom von vor war was weil wenn wer wie
    will wir wird zu zum zur a and are be can for from is it of on or that the there this to we with
"""
COMMON = frozenset(COMMON_WORDS.split())
FOLDED = str.maketrans("äöü", "aou")
_of_thread = local()


def public_texts(proposal: Proposal) -> list[str]:
    """What the search looks through: title, what, why and the published answer. Nothing of a proposal that is not public."""
    if not proposal.is_public:
        return []
    response = getattr(proposal, "response", None)
    answer = [response.reason, response.english, response.wording] if response and response.is_published else []
    return [proposal.title, proposal.what, proposal.why, *answer]


def words_of(texts: Iterable[str]) -> dict[str, str]:
    """The words in `texts` with their stems, without words that stand in nearly every text. In small letters, umlauts without dots."""
    words = {word for text in texts for word in WORD.findall(unicodedata.normalize("NFC", text).casefold())}
    return {word.translate(FOLDED)[:WORD_MAX]: stem(word[:WORD_MAX]) for word in words if word not in COMMON}


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The German stem of one word in small letters."""
    if not hasattr(_of_thread, "stemmer"):
        _of_thread.stemmer = snowballstemmer.stemmer("german")  # one for each thread: it keeps the word while it works
    return _of_thread.stemmer.stemWord(word).translate(FOLDED)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for: proposals with all these words (each with its stem), and with all these numbers (year, number)."""

    words: dict[str, str]
    references: set[tuple[int, int]]

    def __bool__(self) -> bool:
        return bool(self.words or self.references)


def asked_for(typed: str) -> Asked:
    """What a query means. Everything but words and numbers like 2026-31 is ignored. It is empty if the query has no word to look for."""
    references = {(int(year), int(number)) for year, number in REFERENCE.findall(typed)}
    words = words_of([REFERENCE.sub(" ", typed)])
    return Asked({word: its for word, its in words.items() if not (references and word in {"nr", "no"})}, references)


def matching(proposals: QuerySet[Proposal], asked: Asked) -> QuerySet[Proposal]:
    """Those of `proposals` that contain all words of `asked`."""
    for year, number in asked.references:
        proposals = proposals.filter(year=year, number=number)
    for word, its_stem in sorted(asked.words.items()):
        entries = SearchEntry.objects.filter(word__in=SearchWord.objects.filter(_fits(word, its_stem)).values("word"))
        proposals = proposals.filter(pk__in=entries.values("proposal_id"))
    return proposals


def _fits(word: str, its_stem: str) -> Q:
    """The words of the vocabulary that count as `word`. A short one stands inside far too many, so it must begin or end them."""
    fits = Q(stem=its_stem)
    if len(its_stem) >= INSIDE_FROM:
        return fits | Q(word__contains=its_stem)
    if len(word) > 1 and not word.isdigit():
        return fits | Q(word__startswith=word) | Q(word__endswith=word)
    return fits


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A few words around the place where a text contains what was looked for."""

    before: str
    found: str
    after: str


AROUND = 40  # characters


def excerpt(text: str, asked: Asked) -> Excerpt | None:
    """The first place in `text` that contains one of the words; None if there is none, or if letters have changed their places."""
    plain = text.lower().translate(FOLDED)
    places = [(plain.find(word), len(word)) for both in asked.words.items() for word in both if word in plain]
    if not places or len(plain) != len(text):
        return None
    start, length = min(places, key=lambda place: (place[0], -place[1]))
    end = start + length
    first = max(0, text.rfind(" ", 0, max(0, start - AROUND)) + 1)
    last = text.find(" ", end + AROUND)
    last = len(text) if last < 0 else last
    return Excerpt(("… " if first else "") + text[first:start], text[start:end], text[end:last] + (" …" if last < len(text) else ""))
