"""What participants type, made safe to show: one normal form, no invisible or stacked characters."""

import unicodedata

MAX_MARKS = 2  # combining marks on one letter


def tidy(text: str, *, multiline: bool = False) -> str:
    """NFC, without control, format and surrogate characters (joiners inside emoji stay), without stacks of marks, trimmed."""
    kept: list[str] = []
    marks = 0
    for letter in unicodedata.normalize("NFC", text):
        category = unicodedata.category(letter)
        if letter == "\n" and multiline:
            kept.append(letter)
            continue
        if letter.isspace():
            kept.append(" ")
            continue
        if category in {"Cc", "Cs", "Co", "Cn"} or (category == "Cf" and letter != "\u200d"):
            continue
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks <= MAX_MARKS:
            kept.append(letter)
    lines = "".join(kept).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()
