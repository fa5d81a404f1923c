"""Results of a ranking: one row per option, with a bar that is longer the better the option's mean place is."""

from typing import Any

from .rows import WIDTH, shape

LEAST = 24  # the lowest row, in stage units


def ranked_picture(
    labels: dict[str, str], ranked: list[tuple[str, dict]], *, n: int, before: dict | None, audience: str, room: int
) -> dict[str, Any]:
    """Rows in the order of `ranked`. Each has its place, which tied options share, its first places, and a bar in units and percent."""
    earlier = before["options"] if before and before.get("n") else {}
    fit = shape(len(ranked), room - 50, 102 if earlier else 60)
    high = max(LEAST, min(fit["height"], (room - 50) // max(len(ranked), 1) - 10))
    rows: list[dict[str, Any]] = []
    for place, (key, spread) in enumerate(ranked, start=1):
        level = rows[-1]["place"] if rows and ranked[place - 2][1]["points"] == spread["points"] else place
        was = earlier.get(key)
        share, share_was = _share(spread, n, len(ranked)), _share(was, before["n"], len(earlier)) if before and was else 0
        rows.append(
            {
                "id": key,
                "label": labels.get(key, "?"),
                "place": level,
                "first": spread["first"],
                "mean": spread["mean"],
                "was": was["first"] if was else 0,
                "mean_was": was["mean"] if was else None,
                "bar": round(WIDTH * share),
                "bar_was": round(WIDTH * share_was),
                "percent": round(100 * share),
                "percent_was": round(100 * share_was),
            }
        )
    drawn = {
        "height": high,
        "below": high // 2 + 6,
        "thick": high // 2 - 6 if earlier else high - 8,
        "line": high // 2,
        "last": len(ranked),
    }
    return fit | drawn | {"rows": rows, "compared": bool(earlier), "on_stage": audience == "stage"}


def _share(spread: dict[str, Any], n: int, options: int) -> float:
    """The length of a bar: points divided by the most possible. 1 if everybody puts the option first, 0 if everybody puts it last."""
    return spread["points"] / max(n * (options - 1), 1)
