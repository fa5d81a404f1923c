"""Tallies are counts: they add up, know no order, and say the same on every screen."""

import json
import statistics
from xml.etree import ElementTree

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from polls.kinds import KINDS
from polls.kinds.slider import STOPS, side

from .asked import approvals, asked, duels, felt, orders, shares, spots, stickers, stops, verdicts, weighings

ANSWERS = {
    "slider": stops.map(lambda value: {"value": value}),
    "single_choice": st.sampled_from([31, 32]).map(lambda option: {"option": option}),
    "multiple_choice": approvals,
    "dots": stickers,
    "resistance": felt,
    "points": shares(),
    "budget": shares(),
    "ranking": orders(),
    "criteria": weighings(),
    "pairwise": duels(),
    "statements": verdicts(),
    "grid": spots,
    "knowledge": st.sampled_from([31, 32]).map(lambda option: {"option": option}),
    "words": st.just({}),
}


@pytest.mark.parametrize("slug", KINDS)
@given(data=st.data())
def test_order_tells_nothing_and_everybody_counts_once(slug, data):
    answers = data.draw(st.lists(ANSWERS[slug], max_size=60))
    shuffled = data.draw(st.permutations(answers))
    kind, poll = KINDS[slug], asked(slug)
    tally = kind.tally(poll, answers)
    assert tally == kind.tally(poll, iter(shuffled))
    assert tally["n"] == len(answers)
    assert json.loads(json.dumps(tally)) == tally
    for language in ("de", "en"):
        with translation.override(language):
            assert kind.summary(poll, tally).endswith(".")
            assert all(set(row) == {key for key, _heading in kind.columns(poll)} for row in kind.rows(poll, tally))


@pytest.mark.parametrize("slug", [slug for slug, kind in KINDS.items() if not kind.is_wall])
@given(data=st.data())
def test_every_kind_draws_a_file(slug, data):
    """Well-formed, and with attributes that a German number would break."""
    kind, poll = KINDS[slug], asked(slug)
    tally = kind.tally(poll, data.draw(st.lists(ANSWERS[slug], min_size=1, max_size=12)))
    drawing = ElementTree.fromstring(kind.svg(poll, tally))
    assert drawing.find("{http://www.w3.org/2000/svg}title").text.startswith("Wohin?")
    places = {value for part in drawing.iter() for name, value in part.attrib.items() if name in {"x", "y", "cx", "cy", "width", "height"}}
    assert all(value.lstrip("-").isdigit() for value in places)


@pytest.mark.parametrize("slug", [slug for slug, kind in KINDS.items() if not kind.is_wall])
@given(data=st.data())
def test_who_answers_alike_is_seen_to_be_of_one_mind(slug, data):
    kind, poll = KINDS[slug], asked(slug)
    first, *others = data.draw(st.lists(ANSWERS[slug], min_size=2, max_size=12))
    assert kind.largest_share(kind.tally(poll, [first] * len(others))) == 1
    alike = 1 + others.count(first)
    assert alike / (1 + len(others)) <= kind.largest_share(kind.tally(poll, [first, *others])) <= 1


@given(st.lists(stops, min_size=1, max_size=80))
def test_the_slider_s_numbers(values):
    tally = KINDS["slider"].tally(asked("slider"), [{"value": value} for value in values])
    assert len(tally["stops"]) == 21 and sum(tally["stops"]) == len(values)
    assert tally["a"] + tally["m"] + tally["b"] == len(values)
    assert tally["b"] == sum(side(value) == "b" for value in values)
    assert tally["median"] == statistics.median(values)
    if len(values) > 1:
        low, _middle, high = statistics.quantiles(values, n=4, method="inclusive")
        assert tally["q1"] == pytest.approx(low, abs=0.06) and tally["q3"] == pytest.approx(high, abs=0.06)


@given(st.lists(shares(), min_size=1, max_size=60))
def test_points_add_up_to_the_whole_sum(answers):
    tally = KINDS["points"].tally(asked("points"), answers)
    assert sum(spread["mean"] for spread in tally["options"].values()) == pytest.approx(100, abs=0.2)
    assert all(sum(spread["stops"]) == len(answers) for spread in tally["options"].values())


def test_a_retired_option_keeps_its_votes_and_an_empty_one_vanishes():
    kind, poll = KINDS["single_choice"], asked("single_choice")
    assert kind.tally(poll, [{"option": 33}, {"option": 31}])["options"] == {"31": 1, "32": 0, "33": 1}
    assert kind.tally(poll, [])["options"] == {"31": 0, "32": 0}


pairs = st.lists(st.tuples(stops, stops), max_size=40)


@given(pairs, st.randoms())
def test_a_shift_is_three_counts_from_ten_pairs_on(moves, random):
    kind, poll = KINDS["slider"], asked("slider")
    answers = [({"value": earlier}, {"value": later}) for earlier, later in moves]
    before, after = kind.tally(poll, [a for a, _b in answers]), kind.tally(poll, [b for _a, b in answers])
    shift = kind.shift(before, after, answers)
    if not moves:
        assert shift is None
        return
    random.shuffle(answers)
    assert shift == kind.shift(before, after, answers)
    if len(moves) < 10:
        assert shift == {"pairs": 0, "median_before": before["median"], "median_after": after["median"]}
    else:
        assert shift["to_a"] + shift["to_b"] + shift["stayed"] == shift["pairs"] == len(moves)
        assert shift["to_b"] == sum(later - earlier >= 10 for earlier, later in moves)
        assert set(shift) == {"pairs", "to_a", "to_b", "stayed", "median_before", "median_after"}
    assert kind.shift_summary(poll, shift)


def test_one_stop_is_no_move_two_are():
    kind, poll = KINDS["slider"], asked("slider")
    tally = kind.tally(poll, [{"value": 50}])
    one, two = [({"value": 50}, {"value": 55})] * 9, [({"value": 50}, {"value": 60})] * 2
    shift = kind.shift(tally, tally, one + two)
    assert (shift["to_a"], shift["to_b"], shift["stayed"]) == (0, 2, 9)


def test_choices_gain_and_lose_without_a_matrix():
    kind, poll = KINDS["single_choice"], asked("single_choice")
    moves = [({"option": 31}, {"option": 32})] * 6 + [({"option": 32}, {"option": 31})] + [({"option": 31}, {"option": 31})] * 4
    before, after = kind.tally(poll, [a for a, _b in moves]), kind.tally(poll, [b for _a, b in moves])
    shift = kind.shift(before, after, moves)
    assert shift == {"pairs": 11, "gains": {"31": 1, "32": 6}, "losses": {"31": 6, "32": 1}}
    assert kind.shift(before, after, moves[:9]) is None
    with translation.override("en"):
        assert kind.shift_summary(poll, shift) == "“Radweg” has gained 5, “Nachtbus” has lost 5."


def test_words_know_no_shift():
    kind = KINDS["words"]
    tally = kind.tally(asked("words"), [])
    assert not kind.can_pair and kind.shift(tally, tally, None) is None


def plain(sentence: str) -> str:
    return sentence.replace("\u00a0", " ")


SENTENCES = [
    ([30] * 20 + [50] * 4 + [70] * 3, "20 von 27 stehen näher bei „Wind“, 3 näher bei „Ruhe“, 4 dazwischen."),
    ([70], "1 von 1 steht näher bei „Ruhe“."),
    ([50] * 7, "Alle 7 stehen dazwischen."),
    ([70, 10, 50], "1 von 3 steht näher bei „Wind“, 1 näher bei „Ruhe“, 1 dazwischen."),
    ([50] * 5 + [0], "5 von 6 stehen dazwischen, 1 näher bei „Wind“, 0 bei „Ruhe“."),
    ([], "Niemand hat abgestimmt."),
]


@pytest.mark.parametrize(("values", "sentence"), SENTENCES)
def test_the_room_in_a_german_sentence(values, sentence):
    kind, poll = KINDS["slider"], asked("slider")
    with translation.override("de"):
        assert plain(kind.summary(poll, kind.tally(poll, [{"value": value} for value in values]))) == sentence


def test_the_shift_in_a_german_sentence():
    kind, poll = KINDS["slider"], asked("slider")
    shift = {"pairs": 27, "to_a": 1, "to_b": 17, "stayed": 9, "median_before": 37, "median_after": 49}
    with translation.override("de"):
        assert plain(kind.shift_summary(poll, shift)) == "17 von 27 sind zu „Ruhe“ gerückt, 1 zu „Wind“, 9 sind geblieben."
        words = "Vorher stand der Raum insgesamt etwas näher an „Wind“, jetzt steht er in der Mitte. Es können andere geantwortet haben."
        assert plain(kind.shift_summary(poll, shift | {"pairs": 0, "median_before": 37.5})) == words
        same = "Der Raum stand insgesamt in der Mitte und steht immer noch dort. Es können andere geantwortet haben."
        assert plain(kind.shift_summary(poll, shift | {"pairs": 0, "median_before": 52.5})) == same


def test_nobody_is_said_to_have_moved_unless_the_same_people_answered():
    """Twelve at 50 who went home and twelve others at 67.5: two groups, and no movement."""
    kind, poll = KINDS["slider"], asked("slider")
    first, others = ([{"value": value} for value in values] for values in ([50] * 12, [65, 70] * 6))
    before, after = kind.tally(poll, first), kind.tally(poll, others)
    for pairs, is_said in ((None, False), ([], False), (zip(first, others, strict=True), True)):
        shift = kind.shift(before, after, pairs)
        with translation.override("de"):
            said = kind.shift_summary(poll, shift)
        picture = kind.picture(poll, after, before=before, shift=shift, audience="stage")
        assert ("gerückt" in said, bool(picture.drawn(536)["arrow"])) == (is_said, is_said)
        assert ("andere" in said) is not is_said
        assert picture.drawn(536)["was"]  # both middles are shown


def test_every_stop_has_words_and_neighbours_of_the_middle_share_theirs():
    phrases = KINDS["slider"].phrases(asked("slider"))
    assert len(phrases) == len(STOPS)
    assert phrases[9] == phrases[10] == phrases[11] and phrases[8] != phrases[12]
    assert "Wind" in phrases[0] and "Ruhe" in phrases[20]
