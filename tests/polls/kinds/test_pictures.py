"""Pictures say what the counts say: everybody has a dot, near enough to her own value, and nobody stands on anybody."""

import json
import re
import time
from itertools import combinations

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from polls.kinds import KINDS
from polls.pictures import people, ridge
from polls.pictures.line import AWAY, SIDES, STAGE, middle, moved, stage_picture
from polls.pictures.stage_space import text_width
from polls.pictures.swarm import LARGEST, SMALLEST, swarms

from .asked import asked, shares, stops

rooms = st.lists(st.integers(0, 12), min_size=21, max_size=21).filter(lambda counts: 0 < sum(counts) < ridge.FROM)


def tally_of(values):
    return KINDS["slider"].tally(asked("slider"), [{"value": value} for value in values])


def whole(value) -> bool:
    """No float anywhere: "12,5" in an attribute breaks a picture."""
    return not any(isinstance(leaf, float) for leaf in leaves(value))


def leaves(value):
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list | tuple):
        return [value]
    return [leaf for inner in value for leaf in leaves(inner)]


@settings(deadline=None, max_examples=40)
@given(rooms, st.integers(260, 520))
def test_everybody_stands_near_her_own_value_and_on_nobody(counts, height):
    placed = swarms([counts], STAGE, height=height, away=AWAY)
    assert placed is not None
    radius, (dots,) = placed
    assert SMALLEST <= radius <= LARGEST
    assert [sum(dot.stop == stop for dot in dots) for stop in range(21)] == counts
    assert all(abs(dot.x - STAGE.x(dot.stop * 5)) <= 80 for dot in dots)
    assert all(AWAY + radius <= dot.y <= height - radius for dot in dots)
    assert all((a.x - b.x) ** 2 + (a.y - b.y) ** 2 >= (2 * radius) ** 2 for a, b in combinations(dots, 2))


@settings(deadline=None, max_examples=25)
@given(rooms, rooms)
def test_both_halves_share_the_smaller_radius(now, before):
    alone = [swarms([half], STAGE, height=268, away=AWAY)[0] for half in (now, before)]
    assert swarms([now, before], STAGE, height=268, away=AWAY)[0] == min(alone)


@settings(deadline=None, max_examples=40)
@given(st.lists(stops, min_size=1, max_size=200), st.lists(stops, max_size=200))
def test_the_line_counts_everybody_in_whole_numbers(values, earlier):
    tally, before = tally_of(values), tally_of(earlier) if earlier else None
    drawn = stage_picture(tally, before, 536)
    assert whole(drawn)
    if "ridges" not in drawn:
        shown = [person["side"] for person in drawn["people"]]
        assert {"a": shown.count("a"), "m": shown.count("middle"), "b": shown.count("b")} == {key: tally[key] for key in "amb"}
        assert len(drawn["rings"]) == len(earlier)
        assert drawn["people"] == sorted(drawn["people"], key=lambda person: person["x"])  # so that they can walk
    level = KINDS["slider"].picture(asked("slider"), tally, before=before, audience="phone").level
    assert whole(level)


def test_a_ridge_has_equal_areas_for_equal_numbers():
    tally = tally_of([20] * 100 + [80] * 100)
    drawn = stage_picture(tally, None, 536)
    heights = [min(int(y) for y in re.findall(r"[QVL](?:\d+ )?(\d+)", each["d"])) for each in drawn["ridges"]]
    assert heights[0] == pytest.approx(heights[2], abs=1)
    assert ridge.density(tally["stops"], 20) == pytest.approx(ridge.density(tally["stops"], 80))


def test_many_people_are_drawn_in_no_time():
    tally = tally_of([(7 * person) % 21 * 5 for person in range(1000)])
    ridge.kernel.cache_clear()
    started = time.perf_counter()
    stage_picture(tally, tally, 536)
    assert time.perf_counter() - started < 0.2  # 20 ms on an idle machine


medians = st.integers(0, 200).map(lambda half_stops: half_stops / 2)


def stands_with_its_marker(label, marker):
    """Close enough to be read as its name, and never in the other pole's half."""
    wide = text_width(label["text"], bold=True)
    start = label["x"] - (wide if label["anchor"] == "end" else 0)
    away = max(start - marker, marker - start - wide)
    assert 30 <= away <= max(330, wide + 120) + 60, away
    nearest = label["x"]
    assert not (marker < STAGE.x(42.5) and nearest > STAGE.x(57.5)) and not (marker > STAGE.x(57.5) and nearest < STAGE.x(42.5))
    assert start >= 24 + 24 and start + wide <= 1736 - 24  # clear of the ends of the line


@given(st.lists(medians, min_size=3, max_size=3).map(sorted))
def test_the_name_of_the_middle_stands_with_its_marker(quartiles):
    low, median, high = quartiles
    drawn = middle({"q1": low, "median": median, "q3": high})
    stands_with_its_marker(drawn["labels"][0], drawn["median"])


@given(medians, medians)
def test_the_name_of_the_middle_stands_at_the_head_of_the_arrow(was, now):
    drawn = moved({"median": now}, {"median": was})
    stands_with_its_marker(drawn["labels"][0], STAGE.x(now))


def test_a_room_at_the_blue_pole_has_no_name_at_the_orange_one():
    """A tenth at one end, most at the other: its thick half reaches far over the middle."""
    drawn = middle({"q1": 5, "median": 25, "q3": 80})
    assert drawn["labels"][0]["x"] < STAGE.x(50)


@pytest.mark.parametrize(("was", "now", "is_arrow"), [(30, 30, False), (30, 35, True), (80, 20, True)])
def test_an_arrow_only_where_the_middle_moved(was, now, is_arrow):
    drawn = stage_picture(tally_of([now] * 9), tally_of([was] * 9), 536)
    assert ("arrow" in drawn) is is_arrow
    if is_arrow:
        assert (drawn["arrow"]["to"] > drawn["arrow"]["from"]) is (now > was)


def test_sides_of_the_picture_are_those_of_the_tally():
    assert SIDES.count("a") == 9 and SIDES.count("middle") == 3 and SIDES.count("b") == 9


@settings(deadline=None, max_examples=25)
@given(st.lists(shares(), min_size=1, max_size=80))
def test_points_in_whole_numbers(answers):
    kind, poll = KINDS["points"], asked("points")
    picture = kind.picture(poll, kind.tally(poll, answers), audience="stage")
    for row in picture["rows"]:
        assert len(row["dots"]) == len(answers) or row["towers"]
        assert whole([row["dots"], row["towers"], row["x"], row["low"], row["high"]])


@given(st.integers(0, 80), st.integers(0, 80), st.integers(0, 80))
def test_choices_have_a_dot_for_each_or_a_bar(first, second, earlier):
    kind, poll = KINDS["single_choice"], asked("single_choice")
    tally = kind.tally(poll, [{"option": 31}] * first + [{"option": 32}] * second)
    before = kind.tally(poll, [{"option": 31}] * earlier)
    picture = kind.picture(poll, tally, before=before, audience="stage")
    assert whole(picture) and [row["count"] for row in picture["rows"]] == sorted([first, second], reverse=True)
    for row in picture["rows"]:
        assert picture["bars"] or (len(row["dots"]), len(row["rings"])) == (row["count"], row["was"])
        assert all(x - picture["radius"] >= 0 and x + picture["radius"] <= 848 for x in row["dots"] + row["rings"])


@given(st.integers(0, 400), st.integers(1, 400))
def test_turnout_is_one_dot_for_each(here, everybody):
    row = people.row(here, everybody)
    everybody = max(here, everybody)
    if row["bar"] is None:
        assert len(row["people"]) == everybody and sum(person["here"] for person in row["people"]) == here
        assert all(person["x"] + row["radius"] <= 1760 for person in row["people"])
    else:
        assert row["bar"] == 1760 * here // everybody


@given(st.lists(st.text("abcdefgh", min_size=5, max_size=22), min_size=1, max_size=60), st.integers(0, 80))
def test_names_in_the_lobby_never_overlap(names, more):
    line = people.named(names, len(names) + more)
    labels = line["names"]
    assert 1 <= len(labels) <= 5 and len(line["people"]) == min(120, len(names) + more)
    assert all(one["x"] + one["half"] <= other["x"] - other["half"] for one, other in zip(labels, labels[1:], strict=False))


ANSWERS = {
    "slider": [{"value": value} for value in (0, 15, 45, 45, 50, 80, 100)],
    "single_choice": [{"option": 31}] * 5 + [{"option": 32}] * 2,
    "multiple_choice": [{"options": [31, 32]}] * 5 + [{"options": [32]}] * 2 + [{"options": []}],
    "dots": [{"dots": {"31": 2, "32": 3}}] * 5 + [{"dots": {"31": 0, "32": 1}}] * 2,
    "resistance": [{"resistance": {"31": 2, "32": 8}}] * 5 + [{"resistance": {"31": 0, "32": 9}}] * 2,
    "points": [{"points": {"31": 35, "32": 65}}] * 6 + [{"points": {"31": 100, "32": 0}}],
    "budget": [{"points": {"31": 35, "32": 65}}] * 6 + [{"points": {"31": 100, "32": 0}}],
    "ranking": [{"order": [31, 32]}] * 5 + [{"order": [32]}] * 2,
    "criteria": [{"weights": {"1": 4, "2": 1}, "scores": {"31": {"1": 7, "2": 3}, "32": {"1": 2, "2": 9}}}] * 5
    + [{"weights": {"1": 0, "2": 5}}] * 2,
    "pairwise": [{"pairs": [[31, 32]]}] * 5 + [{"pairs": [[32, 31]]}] * 2,
    "statements": [{"votes": {"31": 1, "32": -1}}] * 5 + [{"votes": {"32": 0}}] * 2,
    "grid": [{"x": x, "y": 100 - x // 2 // 5 * 5} for x in (0, 15, 45, 45, 50, 80, 100)],
    "knowledge": [{"option": 31}] * 4 + [{"option": 32}] * 3,
    "words": [{}] * 7,
}


@pytest.mark.parametrize("audience", ["stage", "phone", "public"])
@pytest.mark.parametrize("slug", KINDS)
def test_results_templates_in_german_have_no_comma_in_an_attribute(slug, audience):
    kind, poll = KINDS[slug], asked(slug)
    tally = kind.tally(poll, ANSWERS[slug])
    with translation.override("de"):
        context = {
            "poll": poll,
            "tally": tally,
            "picture": kind.picture(poll, tally, audience=audience),
            "summary": kind.summary(poll, tally),
        }
        html = render_to_string(f"polls/kinds/{slug}_results.html", context | {"reasons": {"a": ["<b>weil</b>"], "m": [], "b": []}})
    assert "style=" not in html and "<b>weil" not in html
    for value in re.findall(r'\b(?:cx|cy|x|y|x1|x2|y1|y2|d|width|height|font-size|viewBox)="([^"]*)"', html):
        assert "," not in value and "None" not in value
    assert json.dumps(tally)
