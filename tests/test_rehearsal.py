"""A rehearsal never leaves the house: no public page, dashboard, statistic, export, deadline or number, in no town."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.proposals import actions
from participation.proposals.models import Proposal, State
from polls.models import Poll
from workshops.models import Workshop

from .dashboard.conftest import make_evening, make_proposal  # noqa: F401 (fixtures)
from .evening import ask, press

pytestmark = pytest.mark.django_db
TITLE, QUESTION = "Nur zum Ausprobieren geschrieben", "Was proben wir heute?"
PAGES = ("", "status/", "workshops/")


def own_pages(workshop):
    """The addresses of a real evening: what it announces, its page and its files, for everybody and for the room."""
    town, room = [workshop.municipality.slug, workshop.pk], reverse("room_evening", args=[workshop.room.slug])
    public = [reverse("workshop", args=town), reverse("workshop_calendar", args=town), reverse("evening", args=[workshop.pk])]
    files = [f"{page}results.{ending}" for page in (public[-1], room) for ending in ("pdf", "xlsx", "ods", "csv", "json")]
    return [*public, room, *files]


@pytest.fixture(params=[True, False], ids=["invented", "real"])
def rehearsed(request, town, make_workshop, join, ben):
    """A whole evening, with a result that could be shown and a proposal that was released."""
    town.is_invented = request.param
    town.save()
    workshop = make_workshop("words", is_rehearsal=True)
    poll = ask(workshop, "slider", by=ben, question={"de": QUESTION})
    press(workshop, 1, by=ben)
    phones = [join(workshop) for _phone in range(12)]
    while workshop.item_id != poll.item_id or not Poll.objects.filter(pk=poll.pk, state="open").exists():
        press(workshop, by=ben)
    for number, phone in enumerate(phones):
        assert phone.vote(poll, {"value": number % 3 * 50})["status"] == "saved"
    press(workshop, 2, by=ben)
    amina = phones[0].identity
    proposal = actions.create(identity=amina, workshop=workshop, nonce="n" * 22, title=TITLE, what="Bald.").proposal
    actions.transition(proposal=proposal, verb="release", by=ben)
    while workshop.state != Workshop.State.ENDED:
        press(workshop, by=ben)
    proposal.refresh_from_db()
    return proposal


def test_nothing_of_it_is_handed_over(rehearsed, ben, write_late):
    assert (rehearsed.handed_over_at, rehearsed.answer_by, rehearsed.number) == (None, None, None)
    late = write_late(rehearsed)
    actions.transition(proposal=late, verb="release", by=ben)
    assert late.handed_over_at is None and not Proposal.objects.public().exists()


@pytest.fixture
def write_late():
    """One that was still waiting at the end."""

    def write(like):
        Proposal.objects.filter(pk=like.pk).update(state=State.SUBMITTED)
        return Proposal.objects.get(pk=like.pk)

    return write


@pytest.mark.parametrize("version", ["this", "earlier"])
def test_nobody_outside_finds_it(rehearsed, client, as_user, clara, town, version):
    if version == "earlier":  # which handed rehearsals over
        now = timezone.now()
        Proposal.objects.update(handed_over_at=now, answer_by=now.date(), year=now.year, number=1)
    desk = as_user(clara)
    pages = [client.get(address) for address in ("/", "/status/", *(f"/m/{town.slug}/{place}" for place in PAGES))]
    pages += [desk.get(reverse(name)) for name in ("dashboard", "dashboard_overview", "dashboard_table")]
    pages += [desk.get(reverse("dashboard"), {"state": "all"}), desk.get(reverse("dashboard_table"), {"state": "all"})]
    for page in pages:
        words = page.content.decode()
        assert page.status_code == 200 and TITLE not in words and QUESTION not in words and "So stand der Raum" not in words
    for browser in (client, desk):
        assert browser.get(reverse("proposal", args=[rehearsed.pk])).status_code == 404
        assert browser.post(reverse("proposal", args=[rehearsed.pk]), {"on": "1"}).status_code == 404
        assert {browser.get(address).status_code for address in own_pages(rehearsed.workshop)} == {404}
        assert browser.get(reverse("dashboard_proposal", args=[rehearsed.pk])).status_code in {302, 404}
    overview = desk.get(reverse("dashboard_overview")).context
    assert (overview["evening_count"], overview["voters"], overview["proposal_count"]) == (0, 0, 0)


def test_it_does_not_replace_the_last_real_question(rehearsed, client, town, make_evening):  # noqa: F811
    evening = make_evening()
    item = evening.items.create(position=1, kind="poll", title={"de": "Vorher"})
    question = {"question": {"de": "Was kommt auf den Markt?"}, "pole_a": {"de": "Mehr Bäume"}, "pole_b": {"de": "Mehr Parkplätze"}}
    long_ago = timezone.now() - timedelta(days=30)
    Poll.objects.create(item=item, kind="slider", state="revealed", final_at=long_ago, tally={"n": 0, "stops": [0] * 21}, **question)
    assert "Was kommt auf den Markt?" in client.get(f"/m/{town.slug}/").content.decode()


def test_its_author_reads_that_it_goes_nowhere(rehearsed, client, join):
    from participation.proposals.receipts import digest_of

    Proposal.objects.filter(pk=rehearsed.pk).update(receipt_digest=digest_of("t" * 22))
    page = client.get(reverse("receipt", args=["t" * 22])).content.decode()
    assert "Das ist eine Probe" in page and "geht er ans Rathaus" not in page and "Dein Vorschlag ist freigegeben." in page


def test_after_thirty_days_it_is_gone(rehearsed):
    actions.forget(timezone.now() + timedelta(days=29))
    assert Proposal.objects.filter(pk=rehearsed.pk).exists()
    actions.forget(timezone.now() + timedelta(days=32))
    assert not Proposal.objects.filter(pk=rehearsed.pk).exists()
