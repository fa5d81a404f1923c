"""Another process has corrected the question, and this one still remembers the old: nobody is refused or counted by it."""

import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext

from participation.live.extensions import ask as asked
from polls import actions, actions_final, ballot_box, specs, vote_message
from polls.mine import ballots as own_ballots
from polls.models import Poll
from workshops.actions import remove_item, set_curtain
from workshops.models import AgendaItem
from workshops.refused import Refused

from ..ballots import stored_ballots
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
    assert [ballot.answer for ballot in stored_ballots()] == ([{"option": option}] if status == "saved" else [])
    assert [option["id"] for option in specs.remembered(corrected.pk).options if not option.get("retired")] == [2, 3]


def test_the_refusal_speaks_the_language_of_whoever_is_refused(corrected, amina):
    frame = {"t": "vote", "poll": corrected.pk, "seq": 1, "answer": {"option": 1}}
    assert asked(amina.identity, frame, "en").result(timeout=10)["detail"] == "This option isn’t offered."
    assert asked(amina.identity, frame, "de").result(timeout=10)["detail"] != "This option isn’t offered."


def test_in_one_batch_each_is_read_for_itself(corrected, join):
    votes = []
    for option in (1, 2, 3):
        identity = join(corrected.item.workshop).identity
        frame = {"t": "vote", "poll": corrected.pk, "seq": 1, "answer": {"option": option}}
        votes.append(vote_message.Vote(identity, frame, "de", vote_message._read_from_memory(identity, frame)))
    with transaction.atomic():
        outcomes = vote_message._store(votes)
    assert [outcome["status"] for outcome in outcomes] == ["outdated", "outdated", "saved"]
    with transaction.atomic():
        again = vote_message._store([vote_message.Vote(vote.identity, vote.frame, "de") for vote in votes])
    assert [outcome["status"] for outcome in again] == ["invalid", "saved", "saved"]


# -- before and after -----------------------------------------------------------------
@pytest.fixture
def pair(make_workshop, ben):
    """A pair whose "before" takes ballots."""
    workshop = make_workshop()
    made = actions.add_pair(workshop=workshop, kind="slider", by=ben, question={"de": "Vorher?"})
    press(workshop, 6, by=ben)
    return made


def test_a_pair_that_is_parted_while_phones_vote_gives_nobody_a_second_ballot(pair, join, ben):
    poll, bilal = pair.before.polls.get(), join(pair.before.workshop)
    assert bilal.vote(poll, {"value": 30})["status"] == "saved"
    remove_item(item=pair.after, by=ben)
    assert bilal.vote(poll, {"value": 70})["status"] == "saved"
    assert [ballot.answer for ballot in stored_ballots()] == [{"value": 70}]
    (mine,) = own_ballots(bilal.identity.room, [bilal.identity])
    assert mine == {str(poll.pk): {"seq": 2, "answer": {"value": 70}}}
    assert (actions.erase_own(bilal.identity), len(stored_ballots())) == (1, 0)


def test_an_item_that_has_just_begun_is_not_removed(pair, ben):
    """Read before somebody pressed, and removed after."""
    after = AgendaItem.objects.get(pk=pair.after_id)
    press(pair.before.workshop, 3, by=ben)
    with pytest.raises(Refused):
        remove_item(item=after, by=ben)
    assert Poll.objects.filter(item=after).exists()


def test_only_rounds_of_a_pair_belong_together(pair, ben):
    alone = Poll.objects.filter(item__workshop=pair.before.workshop).first()
    actions.ask_again(item=alone.item, by=ben)
    press(pair.before.workshop, by=ben)
    actions.ask_again(item=pair.before, by=ben)
    assert len({poll.linkage for poll in alone.item.polls.all()}) == 2
    assert {poll.linkage for poll in Poll.objects.filter(item__in=[pair.before, pair.after])} == {pair.uuid}


def test_what_was_undone_is_not_remembered(corrected):
    specs._known.clear()
    with transaction.atomic():
        specs.load([corrected.pk])
        transaction.set_rollback(True)
    assert specs.remembered(corrected.pk) is None


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
    assert actions_final.digest_of(poll) == poll.digest and AgendaItem.objects.get(pk=workshop.item_id).minutes == 20
    actions.ask_again(item=workshop.item, by=ben)
    actions.set_poll(item=workshop.item, by=ben, **asked_so | changes)
    poll.refresh_from_db()
    assert actions_final.digest_of(poll) == poll.digest


# -- what it costs ------------------------------------------------------------------
def queries(work) -> list[str]:
    from django.db import connection

    with CaptureQueriesContext(connection) as seen, transaction.atomic():
        work()
    return [query["sql"] for query in seen]


def test_a_ballot_asks_for_the_question_only_after_the_room_has_changed(corrected, amina, ben):
    frame = {"t": "vote", "poll": corrected.pk, "answer": {"option": 2}}

    def casts(seq: int) -> bool:
        cast = vote_message._read_from_memory(amina.identity, frame | {"seq": seq})
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
    votes = [vote_message.Vote(identity, {"t": "vote", "poll": corrected.pk, "seq": 1, "answer": {"option": 7}}, "de")] * 50
    one, many = (queries(lambda some=some: vote_message._store(some)) for some in (votes[:1], votes))
    assert len(one) == len(many) <= 4
