"""Another process has corrected the question, and this one still remembers the old: nobody is refused or counted by it."""

import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext

from participation.live.register import ask as asked
from polls import actions, ballot_box, handlers, specs
from polls.models import Ballot, Poll
from workshops.actions import remove_item, set_curtain
from workshops.models import AgendaItem
from workshops.registers import Refused

from ..evening import press

pytestmark = pytest.mark.django_db(transaction=True)
CHOICES = [{"id": number, "label": {"de": name}} for number, name in enumerate(("Bäume", "Parkplätze", "Beides"), start=1)]


@pytest.fixture
def corrected(make_workshop, ben):
    """An open poll that once offered 1 and 2, and now 2 and 3; memory holds the old one."""
    workshop = press(make_workshop("single_choice"), by=ben)
    poll = workshop.item.polls.get()
    old = specs.load([poll.pk])[poll.pk]
    actions.set_poll(item=workshop.item, by=ben, question=poll.question, options=CHOICES[1:])
    press(workshop, by=ben)
    specs._known[poll.pk] = old
    return Poll.objects.select_related(*specs.WITH_ROOM).get()


@pytest.fixture
def amina(corrected, join):
    return join(corrected.item.workshop)


@pytest.mark.parametrize(("option", "status"), [(1, "invalid"), (2, "saved"), (3, "saved")])
def test_what_counts_is_what_the_question_offers_now(corrected, amina, option, status):
    assert amina.vote(corrected, {"option": option})["status"] == status
    assert [ballot.answer for ballot in Ballot.objects.all()] == ([{"option": option}] if status == "saved" else [])
    assert [option["id"] for option in specs.glance(corrected.pk).options if not option.get("retired")] == [2, 3]


def test_the_refusal_speaks_the_language_of_whoever_is_refused(corrected, amina):
    frame = {"t": "vote", "poll": corrected.pk, "seq": 1, "answer": {"option": 1}}
    assert asked(amina.identity, frame, "en").result(timeout=10)["detail"] == "This option isn't offered."
    assert asked(amina.identity, frame, "de").result(timeout=10)["detail"] != "This option isn't offered."


def test_in_one_batch_each_is_read_for_itself(corrected, join):
    votes = []
    for option in (1, 2, 3):
        identity = join(corrected.item.workshop).identity
        frame = {"t": "vote", "poll": corrected.pk, "seq": 1, "answer": {"option": option}}
        votes.append(handlers.Vote(identity, frame, "de", handlers._read_from_memory(identity, frame)))
    with transaction.atomic():
        outcomes = handlers._store(votes)
    assert [outcome["status"] for outcome in outcomes] == ["outdated", "outdated", "saved"]
    with transaction.atomic():
        again = handlers._store([handlers.Vote(vote.identity, vote.frame, "de") for vote in votes])
    assert [outcome["status"] for outcome in again] == ["invalid", "saved", "saved"]


def test_a_pair_that_was_parted_keeps_its_ballots_apart(make_workshop, ben, join):
    workshop = make_workshop("slider")
    pair = actions.add_pair(workshop=workshop, kind="slider", by=ben, question={"de": "Vorher?"})
    press(workshop, 5, by=ben)
    poll = pair.before.polls.get()
    old = specs.load([poll.pk])[poll.pk]
    remove_item(item=pair.after, by=ben)
    press(workshop, by=ben)
    specs._known[poll.pk] = old
    bilal = join(workshop)
    assert bilal.vote(poll, {"value": 30})["status"] == "saved"
    assert bytes(Ballot.objects.get().key) == bilal.identity.key("ballot", poll.uuid)


def test_what_was_undone_is_not_remembered(corrected):
    specs._known.clear()
    with transaction.atomic():
        specs.load([corrected.pk])
        transaction.set_rollback(True)
    assert specs.glance(corrected.pk) is None


A, B = {"de": "Mehr Bäume"}, {"de": "Mehr Parkplätze"}
CHANGES = [{"pole_a": B, "pole_b": A}, {"question": {"de": "Was kommt weg?"}}, {"hint": {"de": "Denkt an den Sommer."}}]


@pytest.mark.parametrize("changes", CHANGES)
def test_a_final_result_keeps_the_question_it_is_sealed_with(changes, make_workshop, ben):
    workshop = press(make_workshop("slider"), 4, by=ben)
    poll = workshop.item.polls.get()
    asked_so = {"question": poll.question, "hint": poll.hint, "pole_a": A, "pole_b": B, "settings": {"ask_reason": True}}
    with pytest.raises(Refused, match="endgültig"):
        actions.set_poll(item=workshop.item, by=ben, **asked_so | changes)
    actions.set_poll(item=workshop.item, by=ben, minutes=20, **asked_so)
    poll.refresh_from_db()
    assert actions.digest_of(poll) == poll.digest and AgendaItem.objects.get(pk=workshop.item_id).minutes == 20
    actions.ask_again(item=workshop.item, by=ben)
    actions.set_poll(item=workshop.item, by=ben, **asked_so | changes)
    poll.refresh_from_db()
    assert actions.digest_of(poll) == poll.digest


# -- what it costs ------------------------------------------------------------------
def queries(work) -> list[str]:
    from django.db import connection

    with CaptureQueriesContext(connection) as seen, transaction.atomic():
        work()
    return [query["sql"] for query in seen]


def test_a_ballot_asks_for_the_question_only_after_the_room_has_changed(corrected, amina, ben):
    frame = {"t": "vote", "poll": corrected.pk, "answer": {"option": 2}}

    def casts(seq: int) -> bool:
        cast = handlers._read_from_memory(amina.identity, frame | {"seq": seq})
        asks = queries(lambda: statuses.extend(ballot_box.store([cast])))
        return any("workshops_agendaitem" in sql for sql in asks)

    statuses: list[dict] = []
    specs.load([corrected.pk])
    asks = [casts(1)]
    set_curtain(workshop=corrected.item.workshop, down=True, by=ben)
    asks += [casts(2), casts(3)]
    assert (asks, statuses) == ([False, True, False], [{"status": "saved"}] * 3)


def test_a_crowd_that_is_refused_costs_no_more_queries_than_one(corrected, join):
    identity = join(corrected.item.workshop).identity
    votes = [handlers.Vote(identity, {"t": "vote", "poll": corrected.pk, "seq": 1, "answer": {"option": 7}}, "de")] * 50
    one, many = (queries(lambda some=some: handlers._store(some)) for some in (votes[:1], votes))
    assert len(one) == len(many) <= 4
