"""A proposal's whole life in the browsers of those who live it: from Amina's phone in the workshop to what readers think of the answer."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from participation.proposals import actions
from participation.proposals.models import Proposal
from workshops.actions import add_item, forget, next_step
from workshops.models import AgendaItem, Participant, Workshop

from ..evening import press
from .conftest import PHONE
from .screens import Console, join, write_proposal

pytestmark = pytest.mark.slow

TITLE = "Rufbus am Freitagabend"
WHAT = "Ein Kleinbus fährt bis ein Uhr in alle Ortsteile."
WORDING = "Ein Kleinbus fährt bis Mitternacht in alle Ortsteile."
QUESTION, REPLY = "Reicht euch für den Anfang der Freitag?", "Ja, wenn er bis eins fährt."
NOTE = "Der Betreiber will erst ab zehn Leuten fahren."
REASON = "Bis Mitternacht bekommen wir einen Fahrer, danach nicht. Das ist mehr als heute, und wir fangen gleich an."
MILESTONE, DONE = "Vertrag mit dem Busunternehmen", "Der Bus fährt seit diesem Freitag."
DESK = {"viewport": {"width": 1440, "height": 900}}


@pytest.fixture
def workshop(make_workshop, ben):
    """Running, at the item in which proposals are written."""
    evening = make_workshop("slider")
    AgendaItem.objects.filter(workshop=evening).delete()
    add_item(workshop=evening, kind="proposals", by=ben, title={"de": "Vorschläge aus dem Raum"})
    next_step(workshop=evening, revision=0, by=ben)
    return Workshop.objects.get(pk=evening.pk)


@pytest.fixture
def olga(make_user, town):
    return make_user("Olga Petrenko", town, "officer")


def test_a_proposal_lives(new_page, workshop, ben, clara, olga):
    link = in_the_workshop(new_page, workshop, ben)
    public = f"/p/{Proposal.objects.get().pk}/"
    reader = new_page(**DESK)
    reader.goto(public)
    expect(reader.get_by_role("heading", name="1 Person unterstützt das")).to_be_visible()
    ask(new_page(user=olga, **DESK), reader, public)
    phone = a_day_later(new_page, workshop, link)
    reply(phone, reader)
    release(new_page(user=ben, **DESK), reader)
    offer(new_page(user=clara, **DESK), reader)
    agree(phone, reader)
    desk = new_page(user=olga, **DESK)  # her session of yesterday has ended, too
    promise(desk, reader)
    keep(desk, phone, reader)
    rate(phone, reader, link)


def in_the_workshop(new_page, workshop, ben) -> str:
    """Amina writes, Ben releases, a friend supports, the evening ends. Gives the address of her private link."""
    amina, friend = join(new_page, workshop), join(new_page, workshop)
    console = Console(new_page(user=ben), workshop)
    link = write_proposal(amina, TITLE, WHAT)
    expect(amina.get_by_role("heading", level=1)).to_have_text("Danke. Dein Vorschlag ist angekommen.")
    assert TITLE not in friend.content()
    console.release(TITLE)  # what waits alone does so for twenty seconds
    friend.locator("[data-proposal]", has_text=TITLE).locator("button[name=support]").tap()
    expect(friend.locator("button[name=support]")).to_have_attribute("aria-pressed", "true")
    press(workshop, by=ben)
    assert workshop.state == Workshop.State.ENDED
    amina.goto(link)
    expect(amina.get_by_role("heading", level=1)).to_have_text("Dein Vorschlag liegt jetzt im Rathaus.")
    return link


def ask(desk, reader, public) -> None:
    """Olga notes something for her colleagues and asks the authors. The public reads the question alone."""
    desk.goto("/dashboard/")
    desk.get_by_role("link", name=TITLE).click()
    say(desk, "intern", "Intern notieren", NOTE)
    say(desk, "an die Jugendlichen", "Jugendliche fragen", QUESTION)
    expect(desk.locator("#conversation")).to_contain_text(NOTE)
    reader.goto(public)
    expect(reader.locator("#conversation")).to_contain_text(QUESTION)
    expect(reader.locator("body")).not_to_contain_text(NOTE)


def say(desk, to, button, text) -> None:
    desk.locator("#say").get_by_label(to).check()
    desk.locator("#say").get_by_label("Text", exact=True).fill(text)
    desk.locator("#say").get_by_role("button", name=button).click()
    expect(desk.locator("#conversation")).to_contain_text(text)


def a_day_later(new_page, workshop, link):
    """Participants are forgotten. Amina's other phone knows nothing but the link."""
    forget(timezone.now() + timedelta(hours=25))
    assert not Participant.objects.filter(workshop=workshop).exists() and Proposal.objects.get().owner is None
    phone = new_page(**PHONE)
    phone.goto(link)
    return phone


def reply(phone, reader) -> None:
    """Amina replies; until somebody has read it, the public does not."""
    expect(phone.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(phone.locator("body")).not_to_contain_text(NOTE)
    phone.get_by_label("Deine Antwort").fill(REPLY)
    phone.get_by_role("button", name="Antwort abschicken").tap()
    expect(phone.get_by_text("Wird gelesen")).to_be_visible()
    reader.reload()
    expect(reader.locator("body")).not_to_contain_text(REPLY)


def release(desk, reader) -> None:
    """Ben, who neither asked nor answers, releases the reply."""
    desk.goto("/conversations/")
    desk.get_by_role("link", name=TITLE).click()
    desk.get_by_role("button", name="Freigeben", exact=True).click()
    expect(desk.get_by_role("button", name="Freigeben", exact=True)).to_have_count(0)
    reader.reload()
    expect(reader.locator("#conversation")).to_contain_text(REPLY)


def offer(desk, reader) -> None:
    """Clara would say yes to another wording. It is public, and no answer yet."""
    desk.goto("/dashboard/")
    desk.get_by_role("link", name=TITLE).click()
    desk.get_by_role("radio", name="Ja, wenn geändert").check()
    desk.get_by_label("Zu welchem Wortlaut ist die Antwort Ja?").fill(WORDING)
    desk.get_by_label("Zeit zum Antworten bis").fill((timezone.localdate() + timedelta(days=14)).isoformat())
    desk.get_by_label("Begründung").first.fill(REASON)
    desk.get_by_label("Wer kümmert sich").fill("Olga Petrenko, Hauptamt")
    desk.get_by_label("Bis wann").fill((timezone.localdate() + timedelta(days=90)).isoformat())
    desk.get_by_role("button", name="Entwurf speichern").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("So erscheint die Antwort.")
    expect(desk.locator("ins")).to_have_text("Mitternacht")
    desk.get_by_role("button", name="Antwort veröffentlichen").click()
    reader.reload()
    expect(reader.locator(".offer")).to_contain_text("Mitternacht")
    expect(reader.get_by_role("heading", name="Die Antwort des Rathauses")).to_have_count(0)


def agree(phone, reader) -> None:
    """Amina compares both wordings on her phone and agrees: now it is the answer."""
    phone.reload()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Ja, wenn geändert.")
    expect(phone.locator("del")).to_have_text("ein Uhr")
    expect(phone.locator("ins")).to_have_text("Mitternacht")
    phone.get_by_role("button", name="Einverstanden").tap()
    expect(phone.get_by_role("heading", name="Das Rathaus antwortet dir")).to_be_visible()
    reader.reload()
    expect(reader.get_by_role("heading", name="Die Antwort des Rathauses")).to_be_visible()
    expect(reader.locator(".reply")).to_contain_text(REASON)
    expect(reader.locator(".offer")).to_contain_text("Mit dem anderen Wortlaut einverstanden")


def promise(desk, reader) -> None:
    """Olga says what will be done, and by when."""
    desk.goto("/dashboard/?state=all")
    desk.get_by_role("link", name=TITLE).click()
    desk.get_by_role("link", name="Meilensteine planen und verfolgen").click()
    desk.get_by_label("Was getan wird").fill(MILESTONE)
    desk.get_by_label("Wer es tut").fill("Olga Petrenko")
    desk.get_by_label("Bis wann").fill((timezone.localdate() + timedelta(days=30)).isoformat())
    desk.get_by_role("button", name="Versprechen").click()
    expect(desk.locator(".milestones")).to_contain_text(MILESTONE)
    reader.reload()
    expect(reader.locator(".milestones")).to_contain_text(MILESTONE)
    expect(reader.locator(".milestones")).not_to_contain_text("erreicht")


def keep(desk, phone, reader) -> None:
    """It is reached, and with it all is put into practice: desk, public page and phone say so."""
    desk.get_by_text("Erreicht, und damit ist alles umgesetzt …").click()
    desk.get_by_label("Was gibt es jetzt? (öffentlich)").fill(DONE)
    desk.get_by_role("button", name="Es ist umgesetzt").click()
    expect(desk.locator(".milestones")).to_contain_text("erreicht")
    phone.reload()
    reader.reload()
    for page in (phone, reader):
        expect(page.locator(".milestones")).to_contain_text("erreicht")
        expect(page.locator("body")).to_contain_text(DONE)
    expect(reader.locator(".page-head")).to_contain_text("umgesetzt")


def rate(phone, reader, link) -> None:
    """With Amina and this reader ten have rated, so that everybody sees the numbers."""
    proposal = Proposal.objects.get()
    for number in range(8):  # eight more readers
        actions.rate(proposal=proposal, key=bytes([number]) * 32, understood=2, helps=1)
    for page in (phone, reader):
        expect(page.locator("#rating")).not_to_contain_text("0 nein")
        for question in ("Ist klar, warum so entschieden wurde?", "Hilft die Antwort weiter?"):
            page.get_by_role("group", name=question).get_by_label("Ja", exact=True).check()
        page.locator("#rating").get_by_role("button").click()
        expect(page.locator("#rating")).to_contain_text("gezählt")
    for page in (phone, reader):
        page.goto(link if page is phone else page.url)
        expect(page.locator("#rating")).to_contain_text("10 ja, 0 zum Teil, 0 nein")
        expect(page.locator("#rating")).to_contain_text("2 ja, 8 zum Teil, 0 nein")
