"""Two facilitators or two processes act on one evening in the same moment: one step, one rehearsal, one name for each phone."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.evening import press
from tests.races import meanwhile, refusals
from workshops import actions
from workshops.actions import forgetting, joining, rehearsing, steps
from workshops.models import AgendaItem, Participant, Step, TradeOff, Workshop

pytestmark = pytest.mark.django_db(transaction=True)


def read(workshop):
    return Workshop.objects.get(pk=workshop.pk)


# -- steps ----------------------------------------------------------------------------------
def test_two_press_the_main_button_at_once(make_workshop, ben, make_user):
    workshop, mia = make_workshop(), make_user("Mia")
    outcomes = meanwhile(*(lambda by=by: actions.next_step(workshop=read(workshop), revision=0, by=by) for by in (ben, mia)))
    assert refusals(*outcomes) == 1 and [step.verb for step in Step.objects.all()] == ["start"]


def test_two_processes_end_an_evening_that_is_due(make_workshop, ben):
    workshop = press(make_workshop(), by=ben)
    Workshop.objects.update(ending_at=timezone.now() - timedelta(seconds=1))
    assert sorted(meanwhile(actions.end_due, actions.end_due)) == [0, 1]
    assert [step.verb for step in workshop.steps.all()] == ["start", "end"]


def test_the_end_is_stopped_while_it_is_due(make_workshop, ben):
    workshop = press(make_workshop(), by=ben)
    Workshop.objects.update(ending_at=timezone.now() - timedelta(seconds=1))
    meanwhile(lambda: actions.undo_step(workshop=workshop, revision=workshop.step, by=ben), actions.end_due)
    assert read(workshop).state == Workshop.State.RUNNING


def test_somebody_goes_on_with_an_evening_that_stood_still_for_half_a_day(make_workshop, ben):
    workshop = press(make_workshop(), by=ben)
    Workshop.objects.update(last_step_at=timezone.now() - timedelta(hours=13))
    meanwhile(
        lambda: actions.next_step(workshop=workshop, revision=workshop.step, by=ben),
        lambda: steps.end_idle(before=timezone.now() - timedelta(hours=12)),
    )
    assert read(workshop).state == Workshop.State.RUNNING


def test_an_evening_is_ended_by_hand_while_it_is_ended_for_standing_still(make_workshop, ben):
    workshop = press(make_workshop(), by=ben)
    Workshop.objects.update(last_step_at=timezone.now() - timedelta(hours=13))
    outcomes = meanwhile(
        lambda: actions.end_workshop(workshop=workshop, by=ben), lambda: steps.end_idle(before=timezone.now() - timedelta(hours=12))
    )
    assert refusals(*outcomes) == 0 and outcomes[1] == 0
    assert [step.by for step in workshop.steps.filter(verb="end")] == [ben]


def test_two_announce_the_end_at_once(make_workshop, ben):
    workshop = press(make_workshop(), by=ben)
    assert refusals(*meanwhile(*(lambda: actions.announce_end(workshop=workshop, by=ben) for _person in range(2)))) == 1


# -- beside the steps -------------------------------------------------------------------------
def test_two_add_a_minute_at_once_and_both_count(make_workshop, ben):
    workshop = press(make_workshop(), by=ben)
    begins = timezone.now() + timedelta(hours=1)
    Workshop.objects.update(timer_ends_at=begins)
    meanwhile(*(lambda: actions.add_time(workshop=workshop, seconds=60, by=ben) for _person in range(2)))
    assert read(workshop).timer_ends_at == begins + timedelta(seconds=120)


@pytest.mark.parametrize("do", [actions.announce, actions.withdraw])
def test_two_announce_or_withdraw_a_workshop_at_once(make_workshop, ben, do):
    workshop = make_workshop()
    if do is actions.withdraw:
        actions.announce(workshop=workshop, by=ben)
    pages = read(workshop), read(workshop)
    assert refusals(*meanwhile(*(lambda page=page: do(workshop=page, by=ben) for page in pages))) == 1


def test_two_let_people_in_at_once_and_all_have_a_place(make_workshop, ben):
    workshop = make_workshop()
    Workshop.objects.update(capacity=10)
    meanwhile(*(lambda waiting=waiting: actions.let_in(workshop=workshop, waiting=waiting, by=ben) for waiting in (50, 20)))
    assert read(workshop).admits == read(workshop).capacity == 50 + joining.SPARE


# -- joining --------------------------------------------------------------------------------
def joining_with(workshop, *nonces):
    return transaction.atomic(lambda: joining._join_all([(workshop.pk, nonce) for nonce in nonces]))


def test_a_form_that_two_processes_get_at_once_makes_one_participant(make_workshop):
    workshop = make_workshop()
    (first,), (second,) = meanwhile(joining_with(workshop, "n" * 22), joining_with(workshop, "n" * 22))
    assert first.pk == second.pk == Participant.objects.get().pk


def test_two_processes_take_the_last_place_at_once(make_workshop):
    workshop = make_workshop()
    Workshop.objects.update(capacity=1)
    (first,), (second,) = meanwhile(joining_with(workshop, "a" * 22), joining_with(workshop, "b" * 22))
    assert refusals(first, second) == 1 and Participant.objects.count() == 1


def test_two_processes_give_no_name_twice(make_workshop, monkeypatch):
    monkeypatch.setattr(joining, "pseudonym_for", lambda nonce, number: f"Fuchs {number}")
    workshop = make_workshop()
    meanwhile(joining_with(workshop, "a" * 22), joining_with(workshop, "b" * 22))
    assert {each.pseudonym for each in Participant.objects.all()} == {"Fuchs 0", "Fuchs 1"}


# -- the agenda and the rehearsal -----------------------------------------------------------------
def test_two_add_an_item_at_once_and_each_has_its_place(make_workshop, ben):
    workshop = make_workshop()
    values = {"workshop": workshop, "kind": "input", "title": {"de": "Hallo"}}
    meanwhile(*(lambda: actions.add_item(by=ben, **values) for _person in range(2)))
    assert [item.position for item in workshop.items.all()] == [1, 2, 3]


def test_a_title_is_changed_and_saved_unchanged_at_once_and_phones_show_what_is_stored(make_workshop, ben):
    """The later one takes the change back, so phones need the new form a second time."""
    item = make_workshop().items.get()
    old, pages = item.title, [AgendaItem.objects.get(pk=item.pk) for _person in range(2)]
    meanwhile(
        *(partial(actions.update_item, item=page, by=ben, title=title) for page, title in zip(pages, [{"de": "Neu"}, old], strict=True))
    )
    stored = AgendaItem.objects.get(pk=item.pk)
    assert (stored.title, stored.wording) == (old, item.wording + 2)


def test_an_item_is_added_after_one_that_is_moved_meanwhile(make_workshop, ben):
    workshop = make_workshop("slider", "words", "choice")
    first, _second, third = workshop.items.all()
    _moved, added = meanwhile(
        lambda: actions.move_item(item=first, to=2, by=ben),
        lambda: actions.add_item(workshop=workshop, kind="input", by=ben, after=third, title={"de": "Hallo"}),
    )
    assert [item.pk for item in workshop.items.all()][-3:] == [third.pk, added.pk, first.pk]


def test_two_move_items_at_once(make_workshop, ben):
    workshop = make_workshop("slider", "words", "choice")
    first, second, third = workshop.items.all()
    meanwhile(lambda: actions.move_item(item=first, to=2, by=ben), lambda: actions.move_item(item=third, to=0, by=ben))
    assert [(item.pk, item.position) for item in workshop.items.all()] == [(third.pk, 1), (second.pk, 2), (first.pk, 3)]


def test_an_item_is_removed_while_it_begins(make_workshop, ben):
    workshop = make_workshop()
    item = workshop.items.get()
    _began, removed = meanwhile(
        lambda: actions.next_step(workshop=workshop, revision=0, by=ben), lambda: actions.remove_item(item=item, by=ben)
    )
    assert refusals(removed) == 1 and AgendaItem.objects.get().started_at


def test_a_removed_item_is_brought_back_twice_at_once(make_workshop, ben):
    workshop = make_workshop()
    kept = actions.remove_item(item=workshop.items.get(), by=ben)
    outcomes = meanwhile(*(lambda: actions.restore_item(workshop=workshop, kept=kept, by=ben) for _person in range(2)))
    assert refusals(*outcomes) == 1 and workshop.items.count() == 1


def test_two_begin_a_rehearsal_at_once(make_workshop, ben):
    workshop = make_workshop()
    first, second = meanwhile(*(lambda: actions.rehearse(workshop=workshop, by=ben) for _person in range(2)))
    assert first.pk == second.pk and Workshop.objects.count() == 2


def test_a_rehearsal_is_deleted_twice_at_once(make_workshop, ben):
    rehearsal = actions.rehearse(workshop=make_workshop(), by=ben)
    outcomes = meanwhile(*(transaction.atomic(lambda: rehearsing._clear(rehearsal.pk)) for _person in range(2)))
    assert refusals(*outcomes) == 1 and Workshop.objects.count() == 1


# -- trade-offs -------------------------------------------------------------------------------
@pytest.mark.parametrize("is_new", [True, False])
def test_two_write_a_trade_off_at_once(town, tradeoff, ben, is_new):
    words = {name: getattr(tradeoff, name) for name in ("title", "core_question", "pole_a", "pole_b")}
    values = {"municipality": town, "by": ben, "goals": [], "facts": [], "replaces": None if is_new else tradeoff}
    first, second = meanwhile(*(lambda: actions.write_tradeoff(**values, **words) for _person in range(2)))
    assert (first.slug, first.version) != (second.slug, second.version)
    assert TradeOff.objects.filter(slug=second.slug, state=TradeOff.State.ACTIVE).get() == second


def test_a_file_that_is_imported_twice_at_once_brings_its_trade_off_once(town, ben):
    words = {name: {"de": name} for name in ("title", "core_question", "pole_a", "pole_b")} | {"goals": [], "facts": []}
    values = {"municipality": town, "tradeoff": words, "agenda": [], "by": ben, "title": {"de": "Bus"}, "place": "Schule"}
    meanwhile(*(lambda: actions.import_workshop(starts_at=timezone.now(), **values) for _person in range(2)))
    assert (TradeOff.objects.count(), Workshop.objects.count()) == (1, 2)


def test_two_towns_people_adopt_the_same_trade_off_at_once(town):
    words = {name: {"de": name} for name in ("title", "core_question", "pole_a", "pole_b")}
    content = words | {"slug": "wind", "goals": [{"pole": "a", "level": "town", "text": {"de": "Strom"}}], "facts": []}
    meanwhile(*(lambda: actions.adopt_tradeoff(municipality=town, content=content) for _person in range(2)))
    assert TradeOff.objects.get(slug="wind").goals.count() == 1


# -- forgetting ---------------------------------------------------------------------------------
@pytest.mark.skipif(connection.vendor != "postgresql", reason="several processes have PostgreSQL")
def test_one_process_forgets_and_another_one_goes_on_at_once(db):
    forgotten, nothing = meanwhile(forgetting.forget, forgetting.forget)
    assert forgotten and nothing == {}


def test_somebody_joins_while_everybody_is_forgotten(make_workshop, join, ben):
    workshop = make_workshop()
    join(workshop)
    Workshop.objects.update(starts_at=timezone.now() - timedelta(hours=37))
    meanwhile(lambda: forgetting.forget_participants(timezone.now()), joining_with(workshop, "n" * 22))
    assert Participant.objects.count() == 1 and steps.turn_of(read(workshop)) is None
