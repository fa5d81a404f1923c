"""Results of comparisons: one row per option, with a dot for how often it wins and a band for how uncertain that is."""

from typing import Any

from .rows import shape

WIDTH = 700  # of a row's picture, in stage units
LEAST = 24  # the lowest row


def pairwise_picture(rows: list[dict[str, Any]], tally: dict[str, Any], *, audience: str, room: int = 545) -> dict[str, Any]:
    """Rows by falling strength with x of dot and band, in stage units. Without common order: `groups` of rows, and `alone`."""
    found = {row["id"]: row | {"x": _x(row["chance"]), "from": _x(row["low"]), "to": _x(row["high"])} for row in rows}
    fit = shape(len(rows), room - 50, 66)
    high = max(LEAST, min(fit["height"], (room - 50) // max(len(rows), 1) - 8))
    strength = {key: spread["strength"] for key, spread in tally["options"].items()}
    groups = [sorted(group, key=lambda key: -strength[key]) for group in tally["groups"]]
    drawn = {"height": high, "y": high // 2, "thick": min(18, high // 2), "on_stage": audience == "stage"}
    return (
        fit
        | drawn
        | {
            "rows": [found[key] for key in tally["ranking"] or []],
            "groups": [[found[key] for key in group] for group in groups if len(group) > 1],
            "alone": [found[group[0]] for group in groups if len(group) == 1],
        }
    )


def _x(chance: int) -> int:
    return WIDTH * chance // 100
