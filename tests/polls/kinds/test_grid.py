"""Grid: how far two goals are reached, and what of it may leave the room."""

import statistics
from itertools import combinations
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from polls import disclosure
from polls.kinds import KINDS, InvalidAnswer
from polls.kinds.nine_cells import NAMES, hidden
from polls.models import Poll
from polls.pictures.field import LABEL
from polls.pictures.scatter import Field, scatter

from .asked import asked, spots

kind = KINDS["grid"]
counts = st.lists(st.one_of(st.integers(0, 6), st.integers(0, 40)), min_size=9, max_size=9)
cells = counts.map(lambda many: dict(zip(NAMES, many, strict=True)))


def tally(*places):
    return kind.tally(asked("grid"), [{"x": x, "y": y} for x, y in places])


@pytest.mark.parametrize(
    "raw",
    [
        None, [], {}, {"x": 75}, {"y": 60}, {"x": 75, "y": 61}, {"x": 105, "y": 0}, {"x": -5, "y": 0},
        {"x": True, "y": 0}, {"x": 75.0, "y": 60}, {"x": "75", "y": 60}, {"x": float("nan"), "y": 0}, {"x": 2**53, "y": 0},
        {"x": {"x": 5}, "y": 0}, {"x": None, "y": 0}, {"x": 5, "y": 5, "z": 5}, {"x": 5, "y": 5, "\ud800": 5},
    ],
)  # fmt: skip
def test_a_bad_answer_is_refused_with_a_sentence(raw):
    with pytest.raises(InvalidAnswer) as refused:
        kind.clean(asked("grid"), raw)
    assert str(refused.value).endswith(".") and str(refused.value).encode()


@given(st.lists(spots, max_size=60))
def test_points_and_cells_count_everybody_once(answers):
    counted = kind.tally(asked("grid"), answers)
    assert sum(many for _x, _y, many in counted["points"]) == sum(counted["cells"].values()) == counted["n"] == len(answers)
    assert counted["cells"]["ba"] == sum(answer["x"] >= 60 and answer["y"] <= 40 for answer in answers)
    assert counted["cells"]["am"] == sum(answer["x"] <= 40 and 45 <= answer["y"] <= 55 for answer in answers)


@given(st.lists(spots, min_size=2, max_size=60))
def test_median_quartiles_and_mean_of_each_axis(answers):
    counted = kind.tally(asked("grid"), answers)
    for axis in "xy":
        values = [answer[axis] for answer in answers]
        assert [counted[axis][name] for name in ("q1", "median", "q3")] == statistics.quantiles(values, n=4, method="inclusive")
        assert counted[axis]["mean"] == sum(values) / len(values)


@given(st.lists(spots, max_size=60))
def test_turned_goals_turn_the_picture(answers):
    straight = kind.tally(asked("grid"), answers)
    turned = kind.tally(asked("grid"), [{"x": answer["y"], "y": answer["x"]} for answer in answers])
    assert turned["x"] == straight["y"] and turned["cells"] == {name: straight["cells"][name[::-1]] for name in NAMES}


# -- outside the room --


@given(cells)
def test_no_cell_under_five_leaves_the_room(counts):
    shown = hidden(counts)
    assert all(many is None or many == counts[name] >= 5 for name, many in shown.items())
    assert (None in shown.values()) is any(many < 5 for many in counts.values())


@given(cells)
def test_no_hidden_cell_follows_from_what_is_shown(counts):
    """Other rooms have the same sum and the same picture: with two hidden cells exchanged, or with all people in one of nine equal ones."""
    shown = hidden(counts)
    secret = [name for name, many in shown.items() if many is None]
    assert len(secret) != 1
    for one, other in combinations(secret, 2):
        assert hidden(counts | {one: counts[other], other: counts[one]}) == shown
    if secret and len({counts[name] for name in secret}) == 1:
        elsewhere = dict.fromkeys(NAMES, 0) | {"bb": sum(counts.values())}
        assert len(secret) == len(NAMES) and hidden(elsewhere) == shown


def revealed(counted):
    return Poll(
        kind="grid", question={"de": "Wohin?"}, pole_a={"de": "Wind"}, pole_b={"de": "Ruhe"}, state=Poll.State.REVEALED, tally=counted
    )


TWELVE = [(75, 60)] * 7 + [(80, 20)] * 6 + [(10, 10)] * 2


def test_the_public_sees_cells_and_no_points_medians_or_means(monkeypatch):
    moved = [({"x": 20, "y": 20}, {"x": 75, "y": 60})] * 12
    shift = kind.shift(tally(*TWELVE), tally(*TWELVE), moved)
    monkeypatch.setattr(disclosure, "_moved", lambda poll, place: (tally(*TWELVE), shift))
    shown = disclosure.shown(revealed(tally(*TWELVE)), "public")
    assert shown.tally == shown.before == {"n": 15, "cells": dict.fromkeys(NAMES) | {"bb": 7}}
    counts = {"up": 12, "down": 0, "stayed": 0, "net": 12, "gross": 12}
    assert shown.shift == {"pairs": 12, "x": counts, "y": counts}
    assert sorted(str(row["count"]) for row in shown.table["rows"]) == ["7"] + ["nicht gezeigt"] * 8
    assert disclosure.shown(revealed(tally(*TWELVE)), "room").tally["points"]


def test_medians_without_pairs_stay_in_the_room():
    assert kind.public_shift(kind.shift(tally(*TWELVE), tally(*TWELVE), None)) is None


def test_where_nothing_may_be_shown_a_sentence_says_so():
    with translation.override("de"):
        said = kind.summary(asked("grid"), kind.public_tally(tally(*[(75, 60)] * 30)))
    assert said == "30 Personen haben abgestimmt. Kein Feld lässt sich zeigen, ohne einzelne Antworten zu verraten."


# -- words --


@pytest.mark.parametrize(
    ("places", "summary", "verdict"),
    [
        ([], "Niemand hat abgestimmt.", ""),
        ([(75, 60)], "1 Person hat abgestimmt. Beides gelingt: 1.", "1 von 1 glaubt, dass beide Ziele zugleich gelingen."),
        ([(50, 60)] * 5, "5 Personen haben abgestimmt. dazwischen: 5.", "Niemand glaubt, dass beide Ziele zugleich gelingen."),
        (
            TWELVE,
            "15 Personen haben abgestimmt. Beides gelingt: 7, Nur „Wind“: 6, Keins von beiden: 2.",
            "7 von 15 glauben, dass beide Ziele zugleich gelingen.",
        ),
    ],
)
def test_the_room_in_german_sentences(places, summary, verdict):
    counted = tally(*places)
    with translation.override("de"):
        assert kind.summary(asked("grid"), counted).replace("\u00a0", " ") == summary
        assert not places or kind.verdict(counted).replace("\u00a0", " ") == verdict


def test_movement_on_each_axis_and_the_change_of_spread():
    moves = [((20, 80), (60, 80))] * 6 + [((40, 80), (45, 40))] * 4 + [((60, 80), (50, 80))] * 2
    pairs = [tuple({"x": x, "y": y} for x, y in move) for move in moves]
    before, after = (tally(*(move[half] for move in moves)) for half in (0, 1))
    shift = kind.shift(before, after, pairs)
    assert shift == kind.shift(before, after, pairs[::-1]) and shift["pairs"] == 12
    moved = {name: shift["x"][name] for name in ("up", "down", "stayed", "net", "gross")}
    assert moved == {"up": 6, "down": 2, "stayed": 4, "net": 4, "gross": 8}  # one stop is no movement
    assert (shift["x"]["median_before"], shift["x"]["median_after"]) == (30, 55)
    assert shift["y"]["spread"] == shift["y"]["spread_after"] - shift["y"]["spread_before"] == 40
    assert kind.largest_move(shift) == 8 / 12
    with translation.override("de"):
        said = kind.shift_summary(asked("grid"), shift)
        apart = kind.shift_summary(asked("grid"), kind.shift(before, after, pairs[:9]))
    assert said.endswith("sehen 6 „Wind“ jetzt weiter erreicht und 2 weniger weit; bei „Ruhe“ sind es 0 und 4.")
    assert apart.startswith("Die Mitte des Raums: „Wind“ eher nicht → teils, teils;") and "verschiedene Leute" in apart
    assert kind.shift(tally(), after, pairs) is None


# -- pictures --


@settings(deadline=None, max_examples=30)
@given(st.lists(spots, min_size=1, max_size=60))
def test_everybody_has_a_dot_in_her_own_cell_and_nobody_is_covered(answers):
    field = Field(2, LABEL, 1710, 482, 34)
    counted = kind.tally(asked("grid"), answers)
    placed = scatter(counted["points"], field, largest=24, smallest=6, reach=240)
    if placed is None:  # many of them in a small cell in the middle
        assert max(counted["cells"].values()) > 30
        return
    radius, dots = placed
    for number, name in enumerate(NAMES):
        column, row = divmod(number, 3)
        assert sum((dot["column"], dot["row"]) == (column, row) for dot in dots) == counted["cells"][name]
    for dot in dots:
        left, right = field.columns()[dot["column"]]
        top, bottom = field.rows()[dot["row"]]
        assert left <= dot["x"] <= right and top <= dot["y"] <= bottom
    assert all((a["x"] - b["x"]) ** 2 + (a["y"] - b["y"]) ** 2 > (2 * radius) ** 2 for a, b in combinations(dots, 2))


@pytest.mark.parametrize("audience", ["stage", "phone", "console"])
def test_a_large_room_is_drawn_as_blocks(audience):
    counted = tally(*[(5 * (n % 21), 5 * (n * 7 % 21)) for n in range(2_000)])
    picture = kind.picture(asked("grid"), counted, audience=audience)
    assert not picture["people"] and len(picture["blocks"]) == len(counted["points"])


def test_an_arrow_never_stands_alone_on_its_line():
    """A blank after it would leave it behind when the first word of a goal is too long for the line."""
    picture = kind.picture(asked("grid"), tally(*TWELVE), audience="stage")
    html = render_to_string("polls/kinds/grid_results.html", {"picture": picture})
    assert "→&nbsp;</span><bdi>" in html and "↑&nbsp;</span><bdi>" in html


def test_a_goal_with_a_long_name_is_called_the_first():
    poll = SimpleNamespace(**vars(asked("grid")) | {"pole_a": {"de": "Mehr Windstrom für den Klimaschutz aus allen vierzehn Anlagen"}})
    with translation.override("de"):
        corners = kind.picture(poll, tally(*TWELVE), audience="stage")["corners"]
    assert (corners["ba"]["label"], corners["ab"]["label"]) == ("Nur das erste Ziel", "Nur „Ruhe“")


def test_the_picture_for_papers_names_every_cell_and_keeps_hidden_ones():
    with translation.override("de"):
        drawn = kind.svg(asked("grid"), kind.public_tally(tally(*TWELVE)))
    assert "Wind 60–100, Ruhe 60–100" in drawn and drawn.count("–</text>") == 8
