"""A released reason becomes the start of a proposal, and nothing tells who wrote it or who took it up."""

import json

import pytest
from django.urls import reverse

from participation.live.extensions import SLOTS
from participation.proposals.models import Proposal
from polls.models import Poll, Remark
from tests.evening import ask
from workshops.actions import add_item
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
State = Remark.State
TEXT = "Nachts hört man jedes Rad."


@pytest.fixture
def item(workshop, ben):
    """The agenda item "proposals", at which the workshop is."""
    item = add_item(workshop=workshop, kind="proposals", by=ben)
    Workshop.objects.filter(pk=workshop.pk).update(item=item)
    return item


@pytest.fixture
def remark(workshop):
    """remark("text", kind="slider", poll="revealed", state=…) → a remark of a question that the room was asked."""

    def make(text=TEXT, kind="slider", poll=Poll.State.REVEALED, state=State.RELEASED, **fields):
        asked = ask(workshop, kind)
        Poll.objects.filter(pk=asked.pk).update(state=poll)
        return Remark.objects.create(poll=asked, text=text, state=state, **fields)

    return make


def shown(workshop):
    return SLOTS["said"].render(workshop.room.slug, "phone")


def form_that_begins(workshop, client, remark_id):
    return client.get(reverse("phone_propose", args=[workshop.room.slug]), {"reason": remark_id}).content.decode()


def test_a_phone_finds_released_reasons_and_words_while_proposals_are_written(workshop, item, remark):
    found = remark()
    remark("Nachtbus", kind="words", poll=Poll.State.OPEN)
    html = shown(workshop).html
    assert TEXT in html and "Nachtbus" in html
    assert f"/propose/?reason={found.pk}" in html
    assert [text for entry in shown(workshop).data["said"] for text in entry["texts"]] == [TEXT, "Nachtbus"]


@pytest.mark.parametrize("state", [state for state in State if state != State.RELEASED])
def test_what_is_not_released_stays_out_of_list_and_form(workshop, item, remark, browser_of, amina, state):
    found = remark(state=state)
    assert TEXT not in shown(workshop).html
    assert TEXT not in form_that_begins(workshop, browser_of(amina), found.pk)


def test_reasons_wait_for_the_result(workshop, item, remark, browser_of, amina):
    found = remark(poll=Poll.State.CLOSED)
    assert TEXT not in shown(workshop).html + form_that_begins(workshop, browser_of(amina), found.pk)


def test_elsewhere_on_the_agenda_there_is_no_list(workshop, remark):
    remark()
    assert shown(workshop).html == ""


def test_equal_texts_are_shown_once(workshop, item, remark):
    first = remark()
    Remark.objects.create(poll=first.poll, text=TEXT.upper(), state=State.RELEASED)
    assert shown(workshop).html.count("?reason=") == 1


def test_without_script_the_form_begins_with_the_reason_and_it_can_be_changed(workshop, item, remark, browser_of, amina):
    page = form_that_begins(workshop, browser_of(amina), remark(text="Ruhe & <Wind>").pk)
    assert ">Ruhe &amp; &lt;Wind&gt;</textarea>" in page
    assert "Du kannst alles ändern" in page


@pytest.mark.parametrize("wrong", ["", "x", "0" * 32, "\0", "'; --", "ä" * 500])
def test_an_unknown_reason_gives_the_empty_form(workshop, item, browser_of, amina, wrong):
    page = form_that_begins(workshop, browser_of(amina), wrong)
    assert "</textarea>" in page and "Du kannst alles ändern" not in page


def test_a_reason_of_another_room_is_not_told(workshop, item, remark, make_workshop, browser_of, amina):
    found = remark()
    Remark.objects.filter(pk=found.pk).update(poll=ask(make_workshop(), "slider"))
    Poll.objects.update(state=Poll.State.REVEALED)
    assert TEXT not in form_that_begins(workshop, browser_of(amina), found.pk)


def test_neither_database_nor_screens_connect_reason_author_and_proposal(workshop, item, remark, browser_of, amina, write):
    """Two reasons, one of them with its author's key: the pages are the same but for the text, and opening the form stores nothing."""
    owned, other = remark("Grund", owner=b"k" * 32), remark("Anlass")
    before = list(Remark.objects.order_by("pk").values())
    pages = [form_that_begins(workshop, browser_of(amina), found.pk) for found in (owned, other)]
    assert list(Remark.objects.order_by("pk").values()) == before and not Proposal.objects.exists()
    assert all(found.pk not in page for found, page in zip((owned, other), pages, strict=True))
    assert "owner" not in json.dumps(shown(workshop).data)
