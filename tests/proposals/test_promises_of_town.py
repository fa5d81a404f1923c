"""What a town promises beforehand: when the council deals with a proposal, and who signs an answer. Merging can be undone."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from participation.proposals import actions
from participation.proposals.actions.steps import council_threshold
from participation.proposals.models import Proposal, Response, State, Support
from participation.proposals.queries import supports_of
from workshops.models import Workshop
from workshops.refused import Refused


@pytest.mark.parametrize(
    ("share", "joined", "needed"), [(30, 10, 3), (30, 11, 4), (1, 5, 1), (100, 7, 7), (None, 10, None), (0, 10, None), (30, 0, None)]
)
def test_the_share_is_rounded_up(share, joined, needed):
    assert council_threshold(share, joined) == needed


def end(workshop):
    Workshop.objects.filter(pk=workshop.pk).update(state=Workshop.State.ENDED, ended_at=timezone.now())
    workshop.refresh_from_db()
    with transaction.atomic():
        actions.hand_over(workshop)


@pytest.mark.parametrize(("in_room", "in_public", "due"), [(2, 0, False), (3, 0, True), (2, 50, False)])
def test_the_room_takes_it_to_the_council_and_nobody_else(workshop, town, released, make_phone, clara, in_room, in_public, due):
    town.council_share = 50
    town.save()
    for _more in range(4):
        make_phone()  # with Amina there are five
    rows = [Support(proposal=released, key=bytes([n]) * 32, place="room" if n < in_room else "public") for n in range(in_room + in_public)]
    Support.objects.bulk_create(rows)
    end(workshop)
    released.refresh_from_db()
    assert (released.council_from, released.council_due) == (3, due)
    Support.objects.bulk_create(Support(proposal=released, key=bytes([200 + n]) * 32, place="public") for n in range(20))
    released.refresh_from_db()
    assert released.council_due is due, "frozen"


def test_the_number_for_the_evening_is_asked_for_once(workshop, town, write, make_phone, ben):
    type(town).objects.update(council_share=50)
    asked = []
    for many in (1, 4):
        for _one in range(many):
            actions.transition(proposal=write(make_phone()).proposal, verb="release", by=ben)
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            actions.hand_over(workshop)
        asked.append(
            sum(bool(re.search(r'workshops_participant|ORDER BY "proposals_proposal"."handed_over_at"', each["sql"])) for each in queries)
        )
    assert asked == [2, 1], "of the first also who is in the room"
    assert set(Proposal.objects.filter(handed_over_at__isnull=False).values_list("council_from", flat=True)) == {1}


def test_an_undone_merge_loses_no_support(workshop, released, write, make_phone, ben, clara, as_user):
    other = write(make_phone(), title="Ein Windrad für alle").proposal
    actions.transition(proposal=other, verb="release", by=ben)
    end(workshop)
    for proposal, count in ((released, 4), (other, 3)):
        Support.objects.bulk_create(Support(proposal=proposal, key=bytes([n]) * 32, place="room") for n in range(count))
    actions.merge(proposal=other, into=released, by=clara, reason="Dasselbe.")
    step = reverse("dashboard_step", args=[other.pk])
    assert as_user(clara).post(step, {"verb": "unmerge"}).status_code == 409, "everybody reads why"
    assert as_user(clara).post(step, {"verb": "unmerge", "reason": "Doch nicht dasselbe."}).status_code == 303
    other.refresh_from_db()
    assert other.state == State.PUBLISHED and other.merged_into is None and other.handed_over_at
    assert [supports_of([each])[each.pk].total for each in (released, other)] == [4, 3]


def test_a_second_person_signs_exactly_what_is_published(handed_over, town, clara, make_user, as_user):
    town.signs_off = True
    town.save()
    olga = make_user("Olga", town, "officer")
    publish = reverse("dashboard_publish", args=[handed_over.pk])
    words = {"verdict": "partly", "reason": "Ja zum Teil, denn es gibt schon ein Windrad."}
    actions.draft_response(proposal=handed_over, by=olga, **words)
    seen = Response.objects.get().fingerprint
    with pytest.raises(Refused):
        actions.publish_response(proposal=handed_over, by=clara, seen=seen)
    with pytest.raises(Refused):
        actions.sign_response(proposal=handed_over, by=olga, seen=seen)
    assert "unterschreiben" in as_user(olga).get(publish).content.decode()
    to_sign = as_user(clara).get(publish).content.decode()
    assert "Olga, Verwaltung" in to_sign and "veröffentlicht noch nichts" in to_sign, "a signature is no authorship"
    as_user(clara).post(publish, {"do": "sign", "seen": seen})
    assert Response.objects.get().is_signed
    actions.draft_response(proposal=handed_over, by=olga, **words | {"reason": "Doch ganz anders, und das hat niemand gelesen."})
    assert not Response.objects.get().is_signed, "who changes it takes the signature away"
    as_user(clara).post(publish, {"do": "sign", "seen": Response.objects.get().fingerprint})
    assert actions.publish_response(proposal=handed_over, by=olga).is_published


def test_a_town_changes_its_promises_by_command(town, capsys):
    call_command("set_municipality", town.slug, "--council-share", "30", "--sign-off", "yes", "--answer-days", "14")
    town.refresh_from_db()
    assert (town.council_share, town.signs_off, town.answer_days) == (30, True, 14)
    call_command("set_municipality", town.slug, "--council-share", "0")
    town.refresh_from_db()
    assert (town.council_share, town.signs_off) == (None, True)
    for wrong in (["nowhere"], [town.slug, "--council-share", "101"], [town.slug, "--answer-days", "0"]):
        with pytest.raises(CommandError):
            call_command("set_municipality", *wrong)
