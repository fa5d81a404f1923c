"""How much room words take on the stage, where 1 unit is 1 px at 1920 × 1080. Estimates: fonts differ, pictures shrink if need be."""

from math import ceil

STAGE_WIDTH = 1760
LETTER, BOLD_LETTER = 0.55, 0.6  # of the font size, for a wide system font


def text_width(words: str, size: int = 34, *, bold: bool = False) -> int:
    return round(len(words) * size * (BOLD_LETTER if bold else LETTER))


def lines(words: str, size: int, width: int) -> int:
    return max(1, ceil(text_width(words, size, bold=True) / width))


def picture_height(question: str, poles: tuple[str, str], sentence: str) -> int:
    """What question, poles and sentence leave: 536 when each has one line."""
    return (
        536
        - 65 * (lines(question, 58, STAGE_WIDTH) - 1)
        - 44 * (max(lines(pole, 38, 856) for pole in poles) - 1)
        - 46 * (lines(sentence, 38, STAGE_WIDTH) - 1)
    )


def rows_height(question: str, sentence: str) -> int:
    """The same for rows: there are no poles."""
    return 590 - 65 * (lines(question, 58, STAGE_WIDTH) - 1) - 46 * (lines(sentence, 38, STAGE_WIDTH) - 1)
