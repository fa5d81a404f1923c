"""An agenda as plain data: it comes back as it was, takes nothing of the room along, and says where a fault is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.demo_data.evenings import DISTRICTS_EVENING, NURSERY_EVENING
from participation.demo_data.sample_workshop import SAMPLE_WORKSHOP
from polls import actions, plain_data
from polls.kinds import KINDS
from polls.models import Pair, Poll
from workshops.actions import dump_agenda, load_agenda
from workshops.plain_data import Entry, Fault

from ..evening import QUESTIONS, press

pytestmark = pytest.mark.django_db
QUESTION = {"de": "Was kommt auf den Markt?", "en": "What goes on the market square?"}


@pytest.fixture
def load(make_workshop, ben):
    """load([…]) → a workshop with this agenda behind its first item."""

    def make(agenda):
        workshop = make_workshop("words")
        load_agenda(workshop=workshop, agenda=Entry({"agenda": agenda}).entries("agenda", most=99), by=ben)
        return workshop

    return make


def poll(**ask):
    return {"kind": "poll", "minutes": 5, "title": {"de": "Der Markt"}, "ask": {"kind": "slider", "question": QUESTION} | ask}


@pytest.mark.parametrize("evening", [SAMPLE_WORKSHOP, NURSERY_EVENING, DISTRICTS_EVENING], ids=lambda evening: evening["tradeoff"])
def test_an_agenda_comes_back_as_it_was(evening, load):
    once = dump_agenda(load(evening["agenda"]))[1:]
    again = dump_agenda(load(once))[1:]
    assert again == once
    for item, known in zip(once, evening["agenda"], strict=True):
        assert item["kind"] == known["kind"] and item["title"] == known["title"]
        assert item.get("prompts") == known.get("prompts")
        assert ("ask" in item) == ("ask" in known)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_poll_is_the_same_question_again(kind, make_workshop, load):
    asked = make_workshop(kind).items.get().polls.get()
    (item,) = dump_agenda(asked.item.workshop)
    again = load([item]).items.last().polls.get()
    words = [name for name in ("kind", "question", "hint", "pole_a", "pole_b") if getattr(asked, name) != getattr(again, name)]
    assert not words
    assert [option["label"] for option in again.options] == [option["label"] for option in asked.options]
    assert [option.get("cost") for option in again.options] == [option.get("cost") for option in asked.options]
    assert plain_data.write(again) == plain_data.write(asked)


def test_a_pair_stays_a_pair_with_a_linkage_of_its_own(load):
    workshop = load(NURSERY_EVENING["agenda"])
    copy = load(dump_agenda(workshop))
    pairs = Pair.objects.order_by("pk")
    assert [pair.before.workshop for pair in pairs] == [workshop, copy]
    before, after = (Poll.objects.get(item=item) for item in (pairs[1].before, pairs[1].after))
    assert before.linkage == after.linkage == pairs[1].uuid != pairs[0].uuid


def test_nothing_of_the_room_or_of_a_result_goes_along(open_poll, join, ben):
    asked = open_poll("slider")
    for phone in [join(asked.item.workshop) for _number in range(6)]:
        assert phone.vote(asked, {"value": 20, "reason": "Schatten im Sommer"})["status"] == "saved"
    press(asked.item.workshop, 2, by=ben)
    (item,) = dump_agenda(asked.item.workshop)
    assert set(item) == {"kind", "minutes", "title", "ask"}
    assert set(item["ask"]) == {"kind", "question", "pole_a", "pole_b", "settings"}


def test_a_retired_option_stays_behind(make_workshop, load, ben):
    item = make_workshop("points").items.get()
    kept = [option for option in item.polls.get().options if option["id"] != 2]
    actions.set_poll(item=item, by=ben, question=QUESTION, options=kept, settings={})
    copy = load(dump_agenda(item.workshop)).items.last().polls.get()
    assert [option["label"]["de"] for option in copy.options] == ["Nachtbus", "Jugendclub"]


def test_poles_that_are_left_out_are_the_goals_of_the_trade_off(load, tradeoff):
    asked = load([poll()]).items.last().polls.get()
    assert (asked.pole_a, asked.pole_b) == (tradeoff.pole_a, tradeoff.pole_b)


@pytest.mark.parametrize(
    ("item", "place"),
    [
        (poll(kind="dice"), "agenda 1 › ask › kind"),
        (poll(question={"de": ""}), "agenda 1 › ask › question"),
        (poll(question={"en": "Only in English?"}), "agenda 1 › ask › question"),
        (poll(question={"de": "ä" * 101}), "agenda 1 › ask › question › de"),
        (poll(question={"de": "Was?", "fr": "Quoi ?"}), "agenda 1 › ask › question › fr"),
        (poll(question={"de": 7}), "agenda 1 › ask › question › de"),
        (poll(question={"de": "\ud800"}), "agenda 1 › ask › question › de"),
        (poll(question={"de": "\0"}), "agenda 1 › ask › question › de"),
        (poll(quesion=QUESTION), "agenda 1 › ask › quesion"),
        (poll(settings={"ask_reason": True, "loud": True}), "agenda 1 › ask › settings › loud"),
        (poll(kind="dots", **{"options": [QUESTION, QUESTION], "settings": {"number": 0}}), "agenda 1 › ask › settings › number"),
        (poll(kind="points", options=[QUESTION]), "agenda 1 › ask › options"),
        (poll(kind="points", options=[QUESTION] * 13), "agenda 1 › ask › options"),
        (poll(kind="points", options=[QUESTION, {"de": "x" * 61}]), "agenda 1 › ask › options 2 › de"),
        (poll(kind="budget", options=[QUESTION] * 2, settings={"cap": 9}), "agenda 1 › ask › costs"),
        (poll(kind="budget", options=[QUESTION] * 2, costs=[5, True], settings={"cap": 9}), "agenda 1 › ask › costs 2"),
        (poll(kind="budget", options=[QUESTION] * 2, costs=[5, 6], settings={"cap": 0}), "agenda 1 › ask › settings › cap"),
        (poll(kind="budget", options=[QUESTION] * 2, costs=[5, 6]), "agenda 1 › ask › settings › cap"),
        (poll() | {"kind": "break"}, "agenda 1 › kind"),
        (poll() | {"minutes": "5"}, "agenda 1 › minutes"),
        (poll() | {"minutes": 601}, "agenda 1 › minutes"),
        (poll() | {"minutes": True}, "agenda 1 › minutes"),
        (poll() | {"title": "Der Markt"}, "agenda 1 › title"),
        (poll() | {"ask": None}, "agenda 1 › ask"),
        (poll() | {"pair": "alone"}, "agenda 1 › pair"),
        (poll() | {"notes": {"de": "?"}}, "agenda 1 › notes"),
        ("input", "agenda 1"),
    ],
)
def test_a_fault_names_its_place_and_nothing_is_stored(item, place, load, make_workshop):
    with pytest.raises(Fault) as fault:
        load([item])
    assert str(fault.value).startswith(f"{place}: ")
    assert Poll.objects.count() == 1, "of the workshop itself"


def test_halves_that_cannot_be_compared_are_no_pair(load):
    options = [{"de": "Bäume"}, {"de": "Parkplätze"}, {"de": "Bänke"}]
    for first, second in [
        (poll(), poll(kind="single_choice", options=options)),
        (poll(kind="single_choice", options=options), poll(kind="single_choice", options=options[:2])),
        (poll(kind="words"), poll(kind="words")),
    ]:
        with pytest.raises(Fault, match=r"^agenda 2 › pair: "):
            load([first | {"pair": "market"}, second | {"pair": "market"}])
    with pytest.raises(Fault, match=r"^agenda 3 › pair: "):
        load([poll() | {"pair": "market"}] * 3)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
NAMES = ("kind", "title", "text", "prompts", "minutes", "pair", "instructions", "ask")
ASK = ("kind", "question", "hint", "pole_a", "options", "passive", "settings")


@settings(max_examples=40)
@given(st.sampled_from([*QUESTIONS]), st.sampled_from(NAMES), st.sampled_from(ASK), JSON)
def test_whatever_stands_there_is_loaded_or_named(kind, name, inner, value):
    """No JSON makes anything but a Fault: the entry is read without a database."""
    ask = {"kind": kind, "question": QUESTION, "options": [QUESTION, QUESTION]} | {inner: value}
    try:
        plain_data.read(Entry(ask, ("agenda", 1, "ask")), Tradeoff)
    except Fault as fault:
        assert str(fault).encode()
    try:
        Entry({name: value}).text(name, Poll._meta.get_field("hint"))
    except Fault as fault:
        assert str(fault).encode()


class Tradeoff:
    pole_a, pole_b = QUESTION, QUESTION
