"""Results of a question of knowledge: the room's estimates on a line with the true value as a flag, or options with the right one."""

from collections.abc import Callable
from typing import Any

from .rows import choice_picture
from .stage_space import STAGE_WIDTH, lines, rows_height, text_width
from .swarm import Scale, swarms

START, END = 98, 1662  # of the stage's line
BELOW = 74  # the line's numbers
FLAG = 80  # height of the flag's cloth
FLAG_TEXT = 42
LEVEL_HEIGHT, LEVEL_FLAG, LEVEL_AWAY = 112, 44, 18  # px on phones and desks


def found_height(fact: str, source: str) -> int:
    """The height of fact and source below the stage's picture."""
    return 43 * (lines(fact, 34, STAGE_WIDTH) if fact else 0) + 43 * bool(source)


def right_picture(labels: dict[str, str], tally: dict, *, audience: str, **words: Any) -> dict[str, Any]:
    """Rows in the order of the question, the right option with `is_right`. `words` are question, sentence, fact, source and table."""
    room = rows_height(words["question"], words["sentence"]) - found_height(words["fact"], words["source"])
    picture = choice_picture(labels, tally, before=None, audience=audience, room=room)
    order = list(tally["options"])
    rows = sorted(picture["rows"], key=lambda row: order.index(row["id"]))
    return picture | words | {"rows": [row | {"is_right": row["id"] == tally["right"]} for row in rows], "has_options": True}


def estimate_picture(tally: dict, amount: Callable[[float], str], *, audience: str, **words: Any) -> dict[str, Any]:
    """The estimates as dots over the range, or towers for many people, and the true value as a flag.

    `amount` writes a number with its unit. `words` are question, sentence, title, fact, source and table. The stage's lengths are in its
    units; on other screens x is in percent and y in px.
    """
    on_stage = audience == "stage"
    room = rows_height(words["question"], words["sentence"]) - found_height(words["fact"], words["source"])
    drawn = _on_stage(tally, amount, max(300, room)) if on_stage else _level(tally, amount)
    ends = {"low": tally["low"], "high": tally["high"], "from": amount(tally["low"]).split()[0], "to": amount(tally["high"])}
    truth = None if tally["truth"] is None else amount(tally["truth"])
    return words | {"on_stage": on_stage, "audience": audience, "truth": truth} | ends | drawn


def _share(tally: dict, value: float) -> float:
    """Where a value lies in the range, 0 … 100."""
    return 100 * (value - tally["low"]) / (tally["high"] - tally["low"]) if tally["high"] > tally["low"] else 0


def _on_stage(tally: dict, amount: Callable[[float], str], height: int) -> dict[str, Any]:
    bins, y = tally["bins"], height - BELOW
    scale = Scale(START, END, len(bins))
    placed = swarms([bins], scale, height=y - FLAG - 12, away=22) if sum(bins) else (0, [[]])
    picture: dict[str, Any] = {"height": height, "y": y, "text": y + 56, "tick": y - 14, "towers": [], "people": [], "radius": 0}
    picture["ticks"] = [{"x": scale.x(share), "text": amount(value).split()[0]} for share, value in _ticks(tally)]
    if placed is None:
        most, width, high = max(bins), min(60, round(scale.pitch * 0.7)), y - FLAG - 40
        tall = [max(4, high * many // most) if many else 0 for many in bins]
        picture["towers"] = [
            {"x": scale.column(place, 1) - width // 2, "y": y - 16 - height, "width": width, "height": height}
            for place, height in enumerate(tall)
            if height
        ]
    else:
        picture["radius"] = placed[0]
        picture["people"] = [{"x": dot.x, "y": y - dot.y} for dot in placed[1][0]]
    return picture | {"flag": _flag(tally, amount, scale.x)}


def _flag(tally: dict, amount: Callable[[float], str], x_of: Callable[[float], int]) -> dict[str, Any] | None:
    """The flag of the stage: its mast, its cloth to the side that has room, and its text."""
    if tally["truth"] is None:
        return None
    x, text = x_of(_share(tally, tally["truth"])), amount(tally["truth"])
    wide = text_width(text, FLAG_TEXT, bold=True) + 90
    way = 1 if x + wide <= STAGE_WIDTH else -1
    cloth = f"M{x - 3 * way} 0h{way * wide}l{-28 * way} {FLAG // 2}l{28 * way} {FLAG // 2}h{-way * wide}z"
    return {"x": x, "cloth": cloth, "text": text, "at": x + 26 * way, "anchor": "start" if way > 0 else "end"}


def _ticks(tally: dict) -> list[tuple[float, int]]:
    """(share of the line, value) of the numbers below it: as many as divide the range evenly."""
    span = tally["high"] - tally["low"]
    parts = next((parts for parts in (4, 5, 2) if span % parts == 0), 1)
    return [(100 * place / parts, tally["low"] + span * place // parts) for place in range(parts + 1)]


def _level(tally: dict, amount: Callable[[float], str]) -> dict[str, Any]:
    """The picture for every width."""
    bins, parts = tally["bins"], len(tally["bins"]) - 1
    most = max([1, *bins])
    radius = next((radius for radius in ((6, 5, 4, 3) if parts <= 20 else (4, 3)) if most * (2 * radius + 2) <= LEVEL_HEIGHT), None)
    pitch = 2 * radius + 2 if radius else 0
    y = LEVEL_FLAG + LEVEL_AWAY + (most * pitch if radius else LEVEL_HEIGHT)
    people = [
        {"x": round(100 * place / parts), "y": y - LEVEL_AWAY - (radius or 0) - row * pitch}
        for place, many in enumerate(bins)
        for row in range(many if radius else 0)
    ]
    towers = [
        {"x": round(100 * place / parts) - 1, "height": max(2, LEVEL_HEIGHT * many // most)}
        for place, many in enumerate(bins)
        if many and not radius
    ]
    picture = {"height": y + LEVEL_AWAY, "y": y, "radius": radius, "people": people}
    picture["towers"] = [tower | {"y": y - 10 - tower["height"]} for tower in towers]
    picture["ticks"] = [{"x": round(share)} for share, _value in _ticks(tally)]
    if tally["truth"] is None:
        return picture | {"flag": None}
    share, text = _share(tally, tally["truth"]), amount(tally["truth"]).split()[0]
    way, wide = (1, 24 + 10 * len(text)) if share <= 60 else (-1, 24 + 10 * len(text))
    cloth = f"M0 4H{way * wide}L{way * (wide - 10)} 17L{way * wide} 30H0Z"
    return picture | {"flag": {"x": f"{share:.1f}", "cloth": cloth, "text": text, "at": 10 * way, "anchor": "start" if way > 0 else "end"}}
