"""Gaps in an answer: places that a template leaves open. A draft may have them; nothing with a gap becomes public."""

import re

from django.utils.translation import gettext as _

from participation.texts import isolated
from workshops.refused import Refused

from .answers import WORDS, AnswerWords

GAP = "[…]"
TYPED_GAP = re.compile(r"\[\s*(?:…|\.{2,})\s*\]")  # whoever types one uses three dots
BETWEEN_SENTENCES = re.compile(r"(?<=[^\d\s][.!?])\s+|\n+")  # "3. Mai" is no end of a sentence


def sentences_of(text: str) -> list[str]:
    """The sentences and lines of a text."""
    return [sentence.strip() for sentence in BETWEEN_SENTENCES.split(text) if sentence.strip()]


def gap_problem(text: str) -> str:
    """What to say about the first gap in the text: it quotes the sentence. "" if there is none."""
    found = next((sentence for sentence in sentences_of(text) if TYPED_GAP.search(sentence)), "")
    if not found:
        return ""
    return _("There is a gap in “%(sentence)s”. The answer can be published when it is filled, or the sentence taken out.") % {
        "sentence": isolated(found)
    }


def gap_in_answer(answer: AnswerWords) -> str:
    """What to say about the first gap in any words of the answer; "" if there is none."""
    words = (getattr(answer, name, "") for name in (*WORDS, "wording"))
    return next((problem for text in words if isinstance(text, str) and (problem := gap_problem(text))), "")


def refuse_gaps(answer: AnswerWords) -> None:
    """Raise Refused if any words of the answer have a gap."""
    if problem := gap_in_answer(answer):
        raise Refused(problem)
