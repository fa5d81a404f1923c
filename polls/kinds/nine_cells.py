"""The nine cells of a grid, and how small ones are hidden outside the room."""

from itertools import product

from polls.floors import ROOM_FLOOR

Cells = dict[str, int | None]

# Side of x, then side of y: "ba" is far on goal A and not far on goal B.
NAMES = tuple(x + y for x, y in product("amb", repeat=2))


def hidden(cells: dict[str, int]) -> Cells:
    """The cells as they may be shown outside the room: None instead of every count below 5, and of some larger ones.

    If any count is below 5, the smallest of the larger ones is hidden too, with all that equal it. Everybody knows the sum of the
    hidden cells, because n is shown, but no single one: the result would be the same if any two hidden cells were exchanged, and they
    are never known to be equal. This is complementary cell suppression (Hundepool et al., "Statistical Disclosure Control", 2012,
    chapter 4), with a rule that does not depend on the places of the cells.
    """
    large = [many for many in cells.values() if many >= ROOM_FLOOR]
    if len(large) == len(cells):
        return dict(cells)
    smallest = min(large, default=0)
    return {name: many if many > max(smallest, ROOM_FLOOR - 1) else None for name, many in cells.items()}
