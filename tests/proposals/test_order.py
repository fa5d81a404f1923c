"""Nothing that is stored or shown before the hand-over tells who was writing, or tapping, when."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from participation.live.database import clock
from participation.live.guards import scrub
from participation.proposals import actions
from participation.proposals.actions import lots, supporting
from participation.proposals.models import Proposal, ProposalEvent, Support
from participation.proposals.queries import owned_by
from participation.proposals.slots import entries_of
from workshops.extensions import MODERATION_QUEUES

pytestmark = pytest.mark.django_db


def test_numbers_are_random(write, make_phone):
    found = [write(make_phone(), title=f"Vorschlag Nummer {n}").proposal for n in range(24)]
    for numbers in ([proposal.pk for proposal in found], [proposal.events.get().pk for proposal in found]):
        assert max(numbers) < 2**53 and sorted(numbers) != numbers and len(set(numbers)) == 24
        assert min(abs(a - b) for a, b in zip(numbers, numbers[1:], strict=False)) > 1


def test_before_the_hand_over_there_are_only_days(workshop, proposal, ben):
    actions.transition(proposal=proposal, verb="return", by=ben, reason="Bitte ohne Namen.")
    actions.resubmit(proposal=proposal, title="Ein Windrad ohne Namen", what="Wie gehabt.", why="", tradeoff=proposal.tradeoff)
    actions.transition(proposal=proposal, verb="release", by=ben)
    moments = [proposal.state_since, proposal.published_at, *proposal.events.values_list("at", flat=True)]
    assert {timezone.localtime(moment).time().isoformat() for moment in moments} == {"00:00:00"}
    assert list(proposal.events.values_list("number", flat=True)) == [1, 2, 3, 4]
    actions.hand_over(workshop)
    assert proposal.events.get(verb="hand_over").at > timezone.now() - timedelta(minutes=1)


def test_a_receipt_names_no_time_of_day(client, write, amina):
    page = client.get(reverse("receipt", args=[write(amina).receipt])).content.decode()
    assert "Heute" in page and timezone.localtime().strftime("%H:") not in page.partition("<main")[2]


def test_proposals_reach_the_facilitator_five_at_a_time_or_after_twenty_seconds(workshop, write, make_phone):
    for number in range(4):
        write(make_phone(), title=f"Vorschlag Nummer {number}")
    for second in (0.0, 10.0, 19.9):
        assert lots.due_lots(now=second) == []
    assert MODERATION_QUEUES["proposals"].waiting(workshop) == []
    write(make_phone(), title="Der fünfte Vorschlag")
    assert lots.due_lots(now=19.9) == [workshop.pk]
    actions.offer_lots([workshop.room.slug])
    assert len(MODERATION_QUEUES["proposals"].waiting(workshop)) == 5
    write(make_phone(), title="Einer, der allein wartet")
    assert lots.due_lots(now=100.0) == []
    assert lots.due_lots(now=120.0) == [workshop.pk]


def test_at_the_end_nobody_waits_for_a_lot(workshop, proposal):
    actions.hand_over(workshop)
    assert [entry.id for entry in MODERATION_QUEUES["proposals"].waiting(workshop)] == [str(proposal.pk)]


# -- supports -----------------------------------------------------------------------
def shown(workshop):
    return [entry["supports"] for entry in entries_of(workshop)]


def test_the_room_sees_supports_every_five_seconds_and_not_with_every_tap(workshop, released, make_phone, monkeypatch):
    now = [timezone.now().replace(second=0, microsecond=0)]
    monkeypatch.setattr(clock, "now", lambda: now[0])
    room = workshop.room

    def tap_and_look():
        actions.support(identity=make_phone(), proposal_id=released.pk)
        monkeypatch.setattr(supporting, "_looked_at", -100.0)  # as another process, which has not looked yet
        actions.show_supports([room.slug])
        return shown(workshop)

    assert tap_and_look() == [1]
    room.refresh_from_db()
    before = room.counted
    now[0] += timedelta(seconds=4)
    assert tap_and_look() == [1]
    room.refresh_from_db()
    assert room.counted == before
    now[0] += timedelta(seconds=1)
    assert tap_and_look() == [3]
    room.refresh_from_db()
    assert room.counted == before + 1


def test_one_process_looks_every_five_seconds(workshop, released, amina):
    actions.show_supports([workshop.room.slug])
    actions.support(identity=amina, proposal_id=released.pk)
    actions.show_supports([workshop.room.slug])
    assert shown(workshop) == [0]


def test_at_the_end_every_support_is_shown(workshop, released, amina):
    actions.support(identity=amina, proposal_id=released.pk)
    actions.hand_over(workshop)
    assert shown(workshop) == [1]


# -- where rows lie -------------------------------------------------------------------
def everything():
    with connection.cursor() as cursor:
        for table in ("proposals_proposal", "proposals_proposalevent", "proposals_response", "proposals_support", "proposals_correction"):
            cursor.execute(f"SELECT * FROM {table}")
            yield table, sorted(map(repr, cursor.fetchall()))


@pytest.mark.django_db(transaction=True)
def test_writing_the_tables_anew_changes_no_row(workshop, write, make_phone, handed_over, clara, ben):
    words = {"reason": "Weil das Licht uns auch stört.", "english": "", "who": "", "by_when": None, "cost": ""}
    actions.draft_response(proposal=handed_over, by=clara, verdict="partly", **words)
    seen = actions.publish_response(proposal=handed_over, by=clara).fingerprint
    actions.correct_response(proposal=handed_over, by=clara, why="Ein Satz fehlte.", seen=seen, **words | {"who": "Bauamt"})
    other = write_released(workshop, write, make_phone, ben)
    for proposal in (handed_over, other):
        for _phone in range(12):
            actions.support(identity=make_phone(), proposal_id=proposal.pk)
    actions.merge(proposal=other, into=handed_over, by=ben, reason="Beide wollen dasselbe.")
    before = dict(everything())
    scrub.rewrite("proposals_proposal")
    assert dict(everything()) == before and all(before.values())
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,), "a later deletion takes along what refers to it"
            assert cursor.execute("PRAGMA foreign_key_check").fetchall() == []
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT key FROM proposals_support ORDER BY ctid")
            keys = [bytes(key) for (key,) in cursor.fetchall()]
        assert keys == sorted(keys)


def test_every_table_that_refers_to_a_proposal_is_written_anew_with_it():
    """PostgreSQL empties a table only together with all that refer to it."""
    family = {"proposals_proposal", *scrub._children["proposals_proposal"]}
    referring = {
        (model._meta.db_table, field.name)
        for model in apps.get_models()
        for field in model._meta.fields
        if getattr(field, "db_constraint", False) and field.related_model._meta.db_table in family and model._meta.db_table not in family
    }
    assert not referring


def write_released(workshop, write, make_phone, ben):
    type(workshop).objects.filter(pk=workshop.pk).update(state="running")
    workshop.refresh_from_db()
    other = write(make_phone(), title="Ein Windrad für alle").proposal
    actions.transition(proposal=other, verb="release", by=ben)
    return other


@pytest.mark.django_db(transaction=True)
def test_erasing_leaves_supports_as_they_are(workshop, released, make_phone):
    eule = make_phone()
    actions.support(identity=eule, proposal_id=released.pk)
    before = list(Support.objects.values_list("proposal_id", "key", "place"))
    from workshops.extensions import own_data

    for entry in own_data():
        entry.erase(eule)
    assert list(Support.objects.values_list("proposal_id", "key", "place")) == before
    assert owned_by(eule) == []


def test_no_statistics_are_kept_of_keys_owners_and_texts(db):
    if connection.vendor != "postgresql":
        pytest.skip("statistics of columns are PostgreSQL's")
    with connection.cursor() as cursor:
        cursor.execute("SELECT attrelid::regclass::text, attname FROM pg_attribute WHERE attstattarget = 0")
        kept = set(cursor.fetchall())
    wanted = {("proposals_proposal", name) for name in ("title", "what", "why", "owner", "receipt_digest", "uuid")}
    assert wanted | {("proposals_support", "key"), ("proposals_proposalevent", "reason")} <= kept
    assert Proposal.objects.count() == ProposalEvent.objects.count() == 0
