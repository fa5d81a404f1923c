"""One evening as its people see it: Ben leads, Amina votes, the stage shows."""

import pytest
from playwright.sync_api import expect

from polls.models import Ballot, FinalBallot, Poll

from ..evening import Phone
from .conftest import PHONE


@pytest.fixture
def workshop(make_workshop):
    return make_workshop("slider")


@pytest.fixture
def press(new_page, ben, workshop):
    """press("Abstimmung öffnen") → Ben presses the main button as soon as it says so."""
    page = new_page(user=ben)

    def press(label):
        button = page.locator("#next-step")
        expect(button).to_contain_text(label)
        page.wait_for_timeout(900)  # right after its label has changed the button takes no press
        button.click()

    page.goto(f"/console/{workshop.pk}/")
    return press


def open_the_vote(press):
    press("eginnen")
    press("Abstimmung öffnen")


def join(new_page, workshop, **options):
    page = new_page(**PHONE | options)
    page.goto("/j/")
    page.locator("#code").fill(workshop.code_in_groups.lower())
    page.locator("button[form=join]").tap()
    page.wait_for_url("**/j/*/")
    page.locator("button.primary").tap()
    page.wait_for_url("**/w/*/")
    return page


def slide_to(phone, value):
    """By keyboard, as the ring is an ordinary range; it starts in the middle."""
    ring = phone.locator("input[type=range]")
    ring.focus()
    for _stop in range(abs(value - 50) // 5):
        ring.press("ArrowRight" if value > 50 else "ArrowLeft")


def test_from_the_code_to_the_result(new_page, workshop, press):
    stage = new_page(viewport={"width": 1920, "height": 1080})
    stage.goto(f"/stage/{workshop.stage_token}/")
    expect(stage.locator("body")).to_contain_text(workshop.code_in_groups.split()[0])
    amina = join(new_page, workshop)
    others = [Phone(workshop, f"{number:032x}") for number in range(4)]

    open_the_vote(press)
    expect(amina.locator("h1")).to_have_text("Was kommt auf den Markt?")
    slide_to(amina, 70)
    amina.locator("#send").tap()
    expect(amina.locator("#sent")).to_have_class("sent saved")
    poll = Poll.objects.get()
    assert Ballot.objects.get().answer == {"value": 70}
    assert [phone.vote(poll, {"value": 20})["status"] for phone in others] == ["saved"] * 4

    expect(stage.locator("[data-slot=turnout][role=status]")).to_contain_text("5")
    assert stage.locator("[data-slot=results]").count() == 0
    press("Abstimmung schließen")
    press("Ergebnis zeigen")
    for screen in (stage, amina):
        expect(screen.locator("[data-slot=results] svg").first).to_be_visible()
    assert FinalBallot.objects.count() == 5 and Ballot.objects.count() == 0
    poll.refresh_from_db()
    assert (poll.tally["a"], poll.tally["b"]) == (4, 1)


def test_without_script_a_form_does_the_same(new_page, workshop, press):
    stage = new_page()
    stage.goto(f"/stage/{workshop.stage_token}/")
    amina = join(new_page, workshop, java_script_enabled=False)
    open_the_vote(press)
    expect(stage.locator("[data-slot=turnout][role=status]")).to_contain_text("1")
    amina.reload()
    amina.locator("input[type=radio][value='80']").check()
    with amina.expect_navigation():
        amina.locator("#send").tap()
    assert Ballot.objects.get().answer == {"value": 80}
