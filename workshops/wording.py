"""What participants type, made safe to show: one normal form, no invisible or stacked characters."""

import unicodedata

MAX_MARKS = 2  # combining marks on one letter
JOINER = "\u200d"
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs by their category, but nobody sees them


def tidy(text: str, *, multiline: bool = False) -> str:
    """NFC, without control, format and surrogate characters (joiners inside emoji stay), without stacks of marks, trimmed."""
    kept: list[str] = []
    marks = 0
    normal = unicodedata.normalize("NFC", text)
    for letter, following in zip(normal, normal[1:] + " ", strict=False):
        category = unicodedata.category(letter)
        if letter == "\n" and multiline:
            kept.append(letter)
            continue
        if letter.isspace() or letter in BLANKS:
            kept.append(" ")
            continue
        if category in {"Cc", "Cs", "Co", "Cn"} or (category == "Cf" and not _joins(kept, letter, following)):
            continue
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks <= MAX_MARKS and (not marks or "".join(kept[-1:]).strip()):  # a mark needs a letter to stand on
            kept.append(letter)
    lines = unicodedata.normalize("NFC", "".join(kept)).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def _joins(kept: list[str], letter: str, following: str) -> bool:
    """A joiner between two parts of one emoji; anywhere else it would be a letter that nobody sees."""
    return (
        letter == JOINER and bool(kept) and unicodedata.category(kept[-1]) in {"So", "Sk", "Mn"} and unicodedata.category(following) == "So"
    )
