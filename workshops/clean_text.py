"""Makes what participants type safe to show. Everything that is harmless stays as it was written, in normal form C.

Removed are control characters, code points that are no characters, long runs of blanks and marks, and unbalanced direction marks,
which would reverse the text around them. A code point that this Python does not know may be a letter of a newer Unicode, so it stays.
"""

import re
import unicodedata

# A text may arrive so many times longer than its limit, because decomposed letters and blanks shrink.
RAW_TIMES = 8
# Marks without width on one letter: the tallest Tibetan stack has eight.
MAX_MARKS = 8
# Of these, marks in the same place (above or below the letter).
MAX_ALIKE = 4
# Joiners, selectors and tags in a row: the flag of Scotland has six.
MAX_UNSEEN = 8
# Marks in a row that are kept for normalisation, which sorts them in quadratic time.
LONGEST_RUN = 32

# Letters and marks by their category, but invisible.
FILLERS = "\u115f\u1160\u17b4\u17b5"
# Signs and letters by their category, but shown as blanks.
BLANKS = "\u2800\u3164\uffa0"
SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef\u180b-\u180d\u180f\u034f"
OPENS_EMBEDDING, CLOSES_EMBEDDING = "\u202a\u202b\u202d\u202e", "\u202c"
OPENS_ISOLATE, CLOSES_ISOLATE = "\u2066\u2067\u2068", "\u2069"

_plain = re.compile("[ -~\xa1-\xac\xae-\u02ff]*")  # visible, and in normal form already
_unseen = re.compile(f"[{FILLERS}{SELECTORS}]")
_direction = re.compile("[\u202a-\u202e\u2066-\u2069]")
_blank = re.compile(rf"[\s{BLANKS}]")
_blanks = re.compile(rf"[\s{BLANKS}]+")


def is_far_too_long(text: str, limit: int) -> bool:
    """Whether a text is so long that it is refused without being read; `limit` is the number of characters allowed."""
    return len(text) > RAW_TIMES * limit


def tidy(text: str, *, multiline: bool = False) -> str:
    """The text in normal form C without harmful characters, trimmed, with runs of blanks made one. Takes linear time."""
    if _plain.fullmatch(text):  # fast path for most texts
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", _without_harm(text))
    lines = text.split("\n") if multiline else [text.replace("\n", " ")]
    return "\n".join(_with_single_blanks(_balanced(_with_few_marks(line))) for line in lines).strip("\n")


def _without_harm(text: str) -> str:
    """Only characters, no run of more than LONGEST_RUN marks, and "\\n" for every line end."""
    kept: list[str] = []
    run = 0
    for letter in text.replace("\r\n", "\n"):
        category = unicodedata.category(letter)
        if category in {"Zl", "Zp"} or letter == "\r":
            letter = "\n"
        elif category == "Cc" and letter != "\n":
            letter = " " if letter.isspace() else ""
        elif category == "Cs" or (category == "Cn" and _is_no_character(letter)):
            letter = ""
        run = run + 1 if category[0] == "M" else run if not letter else 0
        if run <= LONGEST_RUN:
            kept.append(letter)
    return "".join(kept)


def _is_no_character(letter: str) -> bool:
    return ord(letter) & 0xFFFE == 0xFFFE or "\ufdd0" <= letter <= "\ufdef"


def _with_few_marks(line: str) -> str:
    """Drop marks without a letter before them, and marks and invisible characters beyond the maximum for one letter."""
    kept: list[str] = []
    places: list[int] = []  # combining classes of this letter's marks
    unseen, has_base = 0, False
    for letter in line:
        category = unicodedata.category(letter)
        if category == "Cf" or _unseen.match(letter):
            unseen += not _direction.match(letter)
            if unseen > MAX_UNSEEN:
                continue
        elif category in {"Mn", "Me"}:
            place = unicodedata.combining(letter)
            if not has_base or len(places) == MAX_MARKS or (place and places.count(place) == MAX_ALIKE):
                continue
            places.append(place)
        elif category != "Mc":
            places, unseen, has_base = [], 0, not _blank.match(letter)
        kept.append(letter)
    return "".join(kept)


def _balanced(line: str) -> str:
    """Drop direction marks that close nothing, or that are never closed."""
    if not _direction.search(line):
        return line
    kept, open_at = list(line), []
    isolates = 0
    for place, letter in enumerate(line):
        if letter in OPENS_EMBEDDING or letter in OPENS_ISOLATE:
            open_at.append(place)
            isolates += letter in OPENS_ISOLATE
        elif letter == CLOSES_EMBEDDING:
            if open_at and line[open_at[-1]] in OPENS_EMBEDDING:
                open_at.pop()
            else:
                kept[place] = ""
        elif letter == CLOSES_ISOLATE:
            if not isolates:
                kept[place] = ""
                continue
            while line[(opened := open_at.pop())] not in OPENS_ISOLATE:
                kept[opened] = ""
            isolates -= 1
    for opened in open_at:
        kept[opened] = ""
    return "".join(kept)


def _with_single_blanks(line: str) -> str:
    """Trim; keep a single blank as it is and make several one space. Returns "" for a line without a visible character."""
    if not any(_is_seen(letter) for letter in line):
        return ""
    parts = _blanks.split(line)
    blanks = [run if len(run) == 1 else " " for run in _blanks.findall(line)]
    whole = "".join(part + blank for part, blank in zip(parts, [*blanks, ""], strict=True))
    return unicodedata.normalize("NFC", whole).strip().strip(BLANKS)


def _is_seen(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] not in "ZM" and category != "Cf" and letter not in FILLERS + BLANKS
