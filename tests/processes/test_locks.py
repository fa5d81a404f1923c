"""Nobody waits for somebody who waits for them: who changes a room locks its row first, and batches line up."""

import re
import time
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from participation.live.actions import raise_counted
from participation.live.database.writer import Writer
from participation.live.models import Room
from participation.proposals import actions as proposals
from participation.proposals.models import Proposal
from polls import actions as polls
from polls.models import Poll, Remark
from workshops import actions as workshops
from workshops.models import Workshop
from workshops.moderation import digest_of

from ..evening import Phone, ask, press
from ..waiting import PATIENCE
from .voters import deadlocks

TAKES_LOCKS = re.compile(r"^\s*(UPDATE|DELETE|INSERT)\b|\bFOR (NO KEY UPDATE|UPDATE|SHARE)\b")
RAISES = re.compile(r'^UPDATE "?live_room')
FIRST = re.compile(r'^UPDATE "?live_room|FROM "live_room".*FOR NO KEY UPDATE')


@contextmanager
def recorded(monkeypatch):
    """What locks something, transaction by transaction."""
    found: list[list[str]] = []
    change = connection.set_autocommit

    def set_autocommit(on, *args, **kwargs):
        if not on:
            found.append([])
        change(on, *args, **kwargs)

    def watch(execute, sql, params, many, context):
        if connection.in_atomic_block and TAKES_LOCKS.search(sql):
            found[-1].append(sql)
        return execute(sql, params, many, context)

    with monkeypatch.context() as patch, connection.execute_wrapper(watch):
        patch.setattr(connection, "set_autocommit", set_autocommit)
        yield found


def whole_evening(make_workshop, town, ben, clara) -> None:
    """Everything that changes a room, once."""
    workshop = make_workshop("slider", "words", municipality=town)
    amina, bilal = (Phone(workshop, f"{number:032x}") for number in range(2))
    prepare(workshop, ben)
    vote_and_moderate(workshop, amina, bilal, ben)
    workshop = move_through_the_agenda(workshop, ben)
    sent = propose_and_support(workshop, amina, bilal, ben)
    workshops.remove_participant(workshop=workshop, participant_id=amina.identity.id, by=ben)
    workshops.end_workshop(workshop=workshop, by=ben)
    polls.erase_own(bilal.identity)
    proposals.erase(identity=bilal.identity)
    workshops.erase_participant(bilal.identity)
    answer_and_forget(sent, clara)


def prepare(workshop, ben) -> None:
    first = workshop.items.first()
    workshops.update_workshop(workshop=workshop, by=ben, place="Rathaus")
    workshops.move_item(item=first, to=1, by=ben)
    workshops.move_item(item=first, to=0, by=ben)
    polls.set_poll(item=first, by=ben, question={"de": "Was kommt auf den Platz?"})
    workshops.remove_item(item=ask(workshop, by=ben).item, by=ben)
    pair = polls.add_pair(workshop=workshop, kind="slider", by=ben, question={"de": "Vorher?"})
    polls.set_poll(item=pair.before, by=ben, question={"de": "Vorher und nachher?"})
    for do in (workshops.set_curtain, workshops.set_big_code):
        kwargs = {"down": True} if do is workshops.set_curtain else {"on": True}
        do(workshop=workshop, by=ben, **kwargs)
    workshops.set_theme(workshop=workshop, theme="dark", by=ben)
    workshops.set_lock(workshop=workshop, locked=False, by=ben)
    workshops.set_timer(workshop=workshop, seconds=60, by=ben)
    workshops.add_time(workshop=workshop, seconds=60, by=ben)


def vote_and_moderate(workshop, amina, bilal, ben) -> None:
    press(workshop, 2, by=ben)
    poll = workshop.items.first().polls.get()
    for phone, reason in ((amina, "Schatten"), (bilal, "Parken"), (bilal, "Platz"), (bilal, "Luft")):
        assert phone.vote(poll, {"value": 5, "reason": reason})["status"] == "saved"
    polls.offer_lots([])
    for verb in ("return", "release"):
        waiting = Remark.objects.exclude(state__in=["returned", "released"]).first()
        polls.decide_remark(workshop=workshop, id=waiting.pk, seen=digest_of("", waiting.text), verb=verb, by=ben)
    assert bilal.vote(poll, {"value": 10, "reason": "Weite"})["status"] == "saved"
    press(workshop, by=ben)
    workshops.undo_step(workshop=workshop, revision=workshop.step, by=ben)
    press(workshop, by=ben)
    polls.peek(poll=poll, by=ben)


def move_through_the_agenda(workshop, ben) -> Workshop:
    polls.ask_again(item=workshop.items.first(), by=ben)
    workshop.refresh_from_db()
    for do in (workshops.skip, workshops.go_back):
        workshop = do(workshop=workshop, revision=workshop.step, by=ben)
    press(workshop, 2, by=ben)
    Poll.objects.filter(state="closed").update(closed_at=timezone.now() - timedelta(seconds=11))
    assert polls.finalise_due() == 1
    return workshop


def propose_and_support(workshop, amina, bilal, ben) -> list[Proposal]:
    """Two proposals that are released, of which the first has a supporter, and one that waits for ever."""
    words = {"title": "Bäume auf den Markt", "what": "Zwölf Linden", "why": "Schatten"}
    sent = [proposals.create(identity=phone.identity, workshop=workshop, nonce="n" * 22, **words).proposal for phone in (amina, bilal)]
    for proposal in sent:
        proposals.transition(proposal=proposal, verb="release", by=ben)
        proposals.support(identity=amina.identity, proposal_id=proposal.pk)
        proposals.support(identity=amina.identity, proposal_id=proposal.pk, on=False)
    proposals.support(identity=bilal.identity, proposal_id=sent[0].pk)
    proposals.create(identity=amina.identity, workshop=workshop, nonce="w" * 22, **words | {"why": "Das wartet für immer"})
    return sent


def answer_and_forget(sent, clara) -> None:
    proposals.merge(proposal=sent[1], into=sent[0], by=clara, reason="Das Gleiche")
    proposals.draft_response(proposal=Proposal.objects.get(pk=sent[0].pk), by=clara, verdict="partly", reason="Sechs Linden")
    proposals.publish_response(proposal=sent[0], by=clara)
    Proposal.objects.update(state_since=timezone.now() - timedelta(days=31))
    workshops.forget(timezone.now() + timedelta(hours=25))
    assert Proposal.objects.filter(state="expired").count() == 1


def test_who_changes_a_room_locks_its_row_first(db, monkeypatch, make_workshop, town, ben, clara):
    """Phones, facilitators and the clock, on any process: all stand in the same line, so it moves."""
    with recorded(monkeypatch) as found:
        whole_evening(make_workshop, town, ben, clara)
    raising = [statements for statements in found if any(RAISES.search(sql) for sql in statements)]
    assert len(raising) > 50
    wrong = [statements[0] for statements in raising if not FIRST.search(statements[0])]
    assert not wrong, "\n".join(wrong)


def test_batches_that_lock_two_rooms_the_wrong_way_round_line_up(db):
    first, second = Room.objects.create(), Room.objects.create()
    writers, before = (Writer(), Writer()), deadlocks()

    def raising(room):
        def handler(jobs):
            raise_counted(room.pk)
            time.sleep(0.2)
            return jobs

        return handler

    for writer in writers:
        writer.start()
    try:
        futures = [writers[0].submit(raising(room), 1) for room in (first, second)]
        futures += [writers[1].submit(raising(room), 1) for room in (second, first)]
        assert [future.result(timeout=PATIENCE) for future in futures] == [1, 1, 1, 1]
    finally:
        for writer in writers:
            writer.stop()
    assert [room.counted for room in Room.objects.all()] == [2, 2]
    assert deadlocks() == before
