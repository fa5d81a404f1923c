"""Results of statements: one row per statement, with people who agree, are undecided or disagree, as dots or as a bar."""

from typing import Any

from .rows import DOTS_UP_TO, WIDTH, shape

SHOWN = 6  # rows on the stage
TAGGED = 3  # of these, the most agreed; the others are divisive
RADIUS = 14


def statements_picture(
    labels: dict[str, str], ordered: list[tuple[str, dict]], tally: dict, *, before: dict | None, audience: str, room: int
) -> dict[str, Any]:
    """Rows in the order of `ordered`, x in stage units and in percent. The stage has space for six: `hidden` is how many it leaves out."""
    n, on_stage = tally["n"], audience == "stage"
    earlier = before["statements"] if before and before.get("n") else {}
    shown = _rows_for_stage(ordered) if on_stage else ordered
    fit = shape(len(shown), room - 50, 2 * RADIUS + 4)
    pitch = min(31, WIDTH // max(n, 1))

    def row(key: str, spread: dict[str, Any]) -> dict[str, Any]:
        agree, passed, disagree = spread["agree"], spread["pass"], spread["disagree"]
        groups = [("ink", agree), ("unsure", passed), ("ring", disagree)]
        sides = [side for side, many in groups for _person in range(many)]
        was = earlier.get(key)
        return {
            "id": key,
            "label": labels.get(key, "?"),
            **{name: spread[name] for name in ("agree", "pass", "disagree")},
            "was": {"agree": was["agree"], "disagree": was["disagree"]} if was else None,
            "is_agreed": key in tally["most_agreed"],
            "is_divisive": key in tally["most_divisive"],
            "people": [{"x": pitch // 2 + pitch * place, "side": side} for place, side in enumerate(sides)] if n <= DOTS_UP_TO else [],
            **_bars(agree, passed, disagree, n),
        }

    rows = [row(key, spread) for key, spread in shown]
    dots = {"radius": min(RADIUS, pitch * 45 // 100), "bars": n > DOTS_UP_TO, "y": fit["height"] // 2}
    return fit | dots | {"rows": rows, "on_stage": on_stage, "compared": bool(earlier), "hidden": len(ordered) - len(shown)}


def _rows_for_stage(ordered: list[tuple[str, dict]]) -> list[tuple[str, dict]]:
    """The rows for the stage: the most agreed and the most divisive statements, in the same order."""
    if len(ordered) <= SHOWN:
        return ordered
    divided = sorted(ordered[TAGGED:], key=lambda entry: -entry[1]["divisive"])[: SHOWN - TAGGED]
    return ordered[:TAGGED] + [entry for entry in ordered[TAGGED:] if entry in divided]


def _bars(agree: int, passed: int, disagree: int, n: int) -> dict[str, int]:
    """Where the three parts of a bar end, in stage units and in percent. The rest of the bar is people who did not answer."""
    ends = {"agreed": agree, "undecided": agree + passed, "answered": agree + passed + disagree}
    units = {name: round(WIDTH * end / max(n, 1)) for name, end in ends.items()}
    percent = {f"{name}_percent": round(100 * end / max(n, 1)) for name, end in ends.items()}
    against = {
        "against": units["answered"] - units["undecided"],
        "against_percent": percent["answered_percent"] - percent["undecided_percent"],
    }
    return units | percent | against
