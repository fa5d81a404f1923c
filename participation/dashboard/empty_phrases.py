"""Phrases of officialese that tell young people nothing, and what they would like to read instead. A hint, which nobody has to follow."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from participation.proposals.gaps import TYPED_GAP, sentences_of
from participation.proposals.models import Response

WHAT_FOLLOWS = _("What follows from it? Who does what, and by when?")
WHICH_DAY = _("On which day, or in which month?")
WHO_LOOKS = _("Who looks at what, and by when do you say what came of it?")
WHAT_IS_MISSING = _("What is possible and what is not: how much money, how many people, which law?")
WHAT_INSTEAD = _("What can they do instead, and with whom?")

# Between two words of a phrase there are at most 200 characters, so that the time grows with the length of the text alone.
EMPTY_PHRASES = [
    (r"nehm\w*\b[^.!?]{0,200}\b(?:sehr |wirklich )?ernst\b", WHAT_FOLLOWS),
    (r"tak\w+\b[^.!?]{0,200}\b(?:very )?seriously\b", WHAT_FOLLOWS),
    (r"begrüß\w+ (?:wir|ich)\b|(?:wir|ich) begrüß\w+\b|\b(?:we|I) (?:very much )?welcome\b", WHAT_FOLLOWS),
    (r"zur Kenntnis (?:genommen|nehmen)\b|\b(?:taken|take) note of\b", WHAT_FOLLOWS),
    (r"(?:bemühen uns|sind bemüht|setzen uns dafür ein)\b|\b(?:do our best|endeavour|strive) to\b", WHAT_FOLLOWS),
    (r"zu gegebener Zeit\b|\bzeitnah\b|\bmittelfristig\b|\b(?:so bald|sobald) wie möglich\b", WHICH_DAY),
    (r"in due (?:course|time)\b|\bin a timely manner\b|\bas soon as possible\b", WHICH_DAY),
    (r"im Rahmen (?:unserer|der) Möglichkeiten\b|\bwithin (?:our|the) (?:means|possibilities)\b", WHAT_IS_MISSING),
    (r"aus (?:haushalts)?(?:rechtlichen|finanziellen|organisatorischen) Gründen\b|\baus Kostengründen\b", WHAT_IS_MISSING),
    (r"for (?:legal|financial|budgetary|organisational|organizational) reasons\b", WHAT_IS_MISSING),
    (r"(?:bitten|bitte) (?:wir )?(?:um|für) (?:euer |Ihr |dafür um )?Verständnis\b|\bask for your understanding\b", WHAT_INSTEAD),
]
CHECKS = [
    r"(?:wird|werden)\b[^.!?]{0,200}\b(?:geprüft|überprüft|prüfen)\b|\b(?:wir|ich) prüfen?\b",
    r"(?:is|are|will be) (?:\w+ )?(?:being )?(?:reviewed|examined|considered|looked into|checked)\b|\bwe (?:will|are going to) look into\b",
]
GERMAN_MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
ENGLISH_MONTHS = "January|February|March|May|June|July|October|December"  # the others are spelled as in German
DATED = re.compile(rf"\d|\b(?:{GERMAN_MONTHS}|{ENGLISH_MONTHS})\b")
PATTERNS = [(re.compile(rf"\b(?:{pattern})", re.IGNORECASE), question) for pattern, question in EMPTY_PHRASES]
CHECKED = re.compile("|".join(rf"\b(?:{pattern})" for pattern in CHECKS), re.IGNORECASE)
SAYS_WHY = re.compile(
    r"\b(?:weil|denn|da|damit|sonst|deshalb|deswegen|darum|daher|wegen|dafür|dagegen|Gr(?:u|ü)nde?|because|since|so that|otherwise|"
    r"therefore|due to|reasons?|why|that is why|"
    r"teuer|fehl(?:t|en)|reich(?:t|en)\b[^.!?]{0,200}\bnicht|zu wenige?|verboten|"
    r"too expensive|missing|not enough|too few|too little|not allowed)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Hint:
    """A phrase of the answer, "" for the whole of it, and what young people would like to read."""

    phrase: str
    question: str | Promise


def hints_for(verdict: str, *texts: str) -> list[Hint]:
    """Hints for the words of an answer: each empty phrase once, and whether anything but a plain "yes" has no word that says why."""
    found = {hint.phrase.casefold(): hint for text in texts for sentence in sentences_of(text) for hint in _hints_in(sentence)}
    hints = list(found.values())
    if texts and texts[0].strip() and verdict != Response.Verdict.ACCEPTED and not SAYS_WHY.search(texts[0]):
        hints.append(Hint("", _("Does it say why? There is no “because” in this answer.")))
    return hints


def _hints_in(sentence: str) -> list[Hint]:
    hints = [Hint(found[0], question) for pattern, question in PATTERNS if (found := pattern.search(sentence))]
    if (found := CHECKED.search(sentence)) and not DATED.search(sentence) and not TYPED_GAP.search(sentence):
        hints.append(Hint(found[0], WHO_LOOKS))
    return hints
