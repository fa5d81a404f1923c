"""Mentions and assignments are told at once: to colleagues, once, and never to oneself."""

import pytest
from django.urls import reverse

from participation.discussion.actions import say
from participation.notices.actions import tell_assigned, tell_mentioned, unsubscribe
from participation.notices.models import Kind
from participation.proposals.actions import assessment_seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(make_proposal):
    return make_proposal("Rufbus am Freitag")


def test_everybody_who_is_mentioned_is_told_but_not_of_oneself(proposal, clara, olga, ben, mailoutbox):
    say(proposal=proposal, by=clara, kind="note", text="@Olga und @Ben, bitte mit mir (@Clara) reden.")
    assert [message.to for message in mailoutbox] == [[olga.email], [ben.email]]


@pytest.mark.parametrize("kind", ["comment", "question"])
def test_only_a_note_mentions(kind, proposal, clara, olga, mailoutbox):
    say(proposal=proposal, by=clara, kind=kind, text="@Olga sieht das auch so.")
    assert not mailoutbox


def test_twenty_assignments_of_one_press_are_one_mail(make_proposal, make_evening, clara, olga, mailoutbox):
    evening = make_evening()
    many = [make_proposal(f"Vorschlag Nummer {number}", workshop=evening) for number in range(20)]
    tell_assigned(proposals=many, user=olga, by=clara)
    (message,) = mailoutbox
    assert message.subject == "20 Vorschläge zugewiesen von Clara" and message.to == [olga.email]
    assert message.body.count("/dashboard/") == 20


def test_ticked_rows_of_the_queue_are_told_in_one_mail(as_user, make_proposal, make_evening, clara, olga, mailoutbox):
    evening = make_evening()
    many = [make_proposal(f"Vorschlag Nummer {number}", workshop=evening) for number in range(3)]
    press = {"p": [each.pk for each in many], "do": "assign", "to": olga.pk}
    as_user(clara).post(reverse("dashboard_many"), press)
    as_user(clara).post(reverse("dashboard_many"), press)  # again, which changes nothing
    (message,) = mailoutbox
    assert message.to == [olga.email] and message.subject == "3 Vorschläge zugewiesen von Clara"


def test_who_is_chosen_on_the_page_of_the_check_is_told(as_user, proposal, clara, olga, mailoutbox):
    page, check = reverse("dashboard_assess", args=[proposal.pk]), {"feasibility": "open", "assigned_to": olga.pk}
    as_user(clara).post(page, {"seen": "", **check})
    as_user(clara).post(page, {"seen": assessment_seen(proposal), **check, "office": "Tiefbauamt"})
    assert [message.to for message in mailoutbox] == [[olga.email]]


def test_nobody_is_told_of_what_they_took_themselves(proposal, clara, mailoutbox):
    tell_assigned(proposals=[proposal], user=clara, by=clara)
    assert not mailoutbox


def test_who_has_no_role_there_is_told_nothing(proposal, clara, dev, mailoutbox):
    tell_assigned(proposals=[proposal], user=dev, by=clara)
    assert not mailoutbox


def test_who_does_not_want_it_gets_none_of_this_kind(proposal, clara, olga, mailoutbox):
    unsubscribe(user=olga, kinds=[Kind.MENTION])
    say(proposal=proposal, by=clara, kind="note", text="@Olga, bitte anrufen.")
    assert not mailoutbox
    tell_assigned(proposals=[proposal], user=olga, by=clara)
    assert len(mailoutbox) == 1


def test_each_kind_can_be_ended_by_itself(proposal, clara, olga, mailoutbox):
    unsubscribe(user=olga, kinds=[Kind.ASSIGNED])
    tell_assigned(proposals=[proposal], user=olga, by=clara)
    assert not mailoutbox
    say(proposal=proposal, by=clara, kind="note", text="@Olga, bitte anrufen.")
    assert len(mailoutbox) == 1


def test_who_reads_no_notes_is_not_told_of_one(proposal, clara, dev, mailoutbox):
    tell_mentioned(proposal=proposal, users=[dev], by=clara)
    assert not mailoutbox


def test_a_subject_is_one_line(proposal, clara, olga, mailoutbox):
    type(proposal).objects.filter(pk=proposal.pk).update(title="Rufbus\u00a0am\nFreitag")
    tell_assigned(proposals=[type(proposal).objects.get(pk=proposal.pk)], user=olga, by=clara)
    assert "Rufbus am Freitag" in mailoutbox[0].subject
