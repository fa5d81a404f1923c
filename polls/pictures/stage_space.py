"""Estimates of how much space text takes on the stage, where 1 unit is 1 px at 1920 × 1080.

Fonts differ, so these are estimates. The style sheet shrinks a picture that does not fit.
"""

from math import ceil

STAGE_WIDTH = 1760
LETTER, BOLD_LETTER = 0.55, 0.6  # mean width by font size, for a wide system font


def text_width(words: str, size: int = 34, *, bold: bool = False) -> int:
    """The width of `words` on one line at font size `size`."""
    return round(len(words) * size * (BOLD_LETTER if bold else LETTER))


def lines(words: str, size: int, width: int) -> int:
    """How many lines bold `words` take at font size `size` in a column of `width`."""
    return max(1, ceil(text_width(words, size, bold=True) / width))


def picture_height(question: str, poles: tuple[str, str], sentence: str) -> int:
    """The height that question, poles and sentence leave for the picture of a line: 536 if each takes one line."""
    return (
        536
        - 65 * (lines(question, 58, STAGE_WIDTH) - 1)
        - 44 * (max(lines(pole, 38, 856) for pole in poles) - 1)
        - 46 * (lines(sentence, 38, STAGE_WIDTH) - 1)
    )


def rows_height(question: str, sentence: str) -> int:
    """The height that question and sentence leave for a picture of rows: 590 if each takes one line."""
    return 590 - 65 * (lines(question, 58, STAGE_WIDTH) - 1) - 46 * (lines(sentence, 38, STAGE_WIDTH) - 1)
