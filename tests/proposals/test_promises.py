"""What the pages promise about storing and showing agrees with what happens, and one page with another."""

import re

import pytest
from django.urls import reverse

from participation.proposals import actions
from participation.proposals.actions.forgetting import UNPUBLISHED_KEPT
from participation.proposals.models import State
from participation.proposals.receipts import receipt_of
from polls.floors import PUBLIC_FLOOR, ROOM_FLOOR
from workshops.models import Workshop

from ..evening import press

pytestmark = pytest.mark.django_db
FOR_EVER = re.compile(r"in einem Jahr|auf Dauer")


def html(client, proposal, phone):
    return client.get(reverse("receipt", args=[receipt_of(phone, proposal.uuid)])).content.decode()


def test_a_receipt_promises_years_only_to_what_is_public(client, proposal, amina, ben, workshop):
    assert "30 Tage lang, und auf Dauer, sobald er öffentlich ist" in html(client, proposal, amina)
    actions.transition(proposal=proposal, verb="release", by=ben)
    assert "30 Tage lang" in html(client, proposal, amina)
    Workshop.objects.update(state=Workshop.State.ENDED)
    actions.hand_over(workshop)
    assert "auch in einem Jahr" in html(client, proposal, amina)
    actions.transition(proposal=proposal, verb="withdraw", by="author")
    page = html(client, proposal, amina)
    assert "noch 30 Tage lang" in page and not FOR_EVER.search(page)


@pytest.mark.parametrize("verb", ["decline", "withdraw"])
def test_what_never_becomes_public_is_promised_thirty_days(client, proposal, amina, ben, verb):
    if verb == "decline":
        actions.decline(proposal=proposal, by=ben, rule="unrelated")
    else:
        actions.transition(proposal=proposal, verb=verb, by="author")
    page = html(client, proposal, amina)
    assert f"noch {UNPUBLISHED_KEPT.days} Tage lang" in page and not FOR_EVER.search(page) and proposal.state in State


@pytest.mark.parametrize("is_rehearsal", [False, True])
def test_the_phone_promises_no_more_publicity_than_there_is(make_workshop, join, ben, client, is_rehearsal):
    workshop = make_workshop(is_rehearsal=is_rehearsal)
    press(workshop, by=ben)
    phone = join(workshop)
    address = reverse("phone", args=[workshop.room.slug])
    pages = [client.get(reverse("join", args=[workshop.code])).content.decode()]
    while workshop.state != Workshop.State.ENDED:
        press(workshop, by=ben)
    pages.append(phone.browser.get(address).content.decode())
    for page in pages:
        assert ("ab zehn Stimmen" in page) is not is_rehearsal and PUBLIC_FLOOR == 10
        assert ("Probe" in page and ("Nichts wird öffentlich" in page or "Nichts davon verlässt den Raum" in page)) is is_rehearsal
        assert not is_rehearsal or not re.search(r"Rathaus (antwortet|muss)|Jetzt ist das Rathaus dran", page)
    assert "ab fünf Stimmen" in pages[0] and ROOM_FLOOR == 5
