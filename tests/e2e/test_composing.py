"""From the login to the first running vote of a new evening, counted in clicks, and the timetable beside the choices."""

import pytest
from playwright.sync_api import expect

from polls.models import Poll
from workshops.actions import adopt_tradeoff
from workshops.content import TRADEOFFS
from workshops.models import Workshop

from .screens import WATCH_LABEL

MOST_CLICKS = 6


class Clicks:
    """Ben's presses on one page, counted."""

    def __init__(self, page) -> None:
        self.page, self.count = page, 0

    def __call__(self, target) -> None:
        target.click()
        self.count += 1


@pytest.fixture
def at_start(new_page, ben, town):
    """Ben has just logged in: the first page that he sees."""
    for content in TRADEOFFS:
        adopt_tradeoff(municipality=town, content=content)
    page = new_page(user=ben)
    page.add_init_script(WATCH_LABEL)
    page.goto("/workshops/")
    return page


@pytest.mark.slow
def test_from_login_to_a_running_vote_in_six_clicks(at_start):
    page, click = at_start, Clicks(at_start)
    click(page.get_by_role("link", name="Neuer Workshop"))
    click(page.get_by_text("Kita und ausgeglichener Haushalt"))
    click(page.get_by_role("button", name="Ablauf anlegen"))
    main = page.locator("#next-step")
    for label in ("Workshop beginnen", "Weiter zum nächsten Punkt", "Abstimmung öffnen"):
        expect(main).to_contain_text(label)
        expect(page.locator("html[data-calm]")).to_have_count(1)
        click(main)
    expect(main).to_contain_text("Abstimmung schließen")
    workshop = Workshop.objects.get()
    assert workshop.tradeoff.slug == "nursery"
    assert Poll.objects.get(item=workshop.item).state == Poll.State.OPEN
    assert click.count <= MOST_CLICKS


@pytest.mark.slow
def test_the_timetable_follows_each_choice_by_keyboard_too(at_start):
    page = at_start
    page.get_by_role("link", name="Neuer Workshop").press("Enter")
    plan = page.locator("#plan")
    expect(plan.locator("li")).to_have_count(9)
    page.get_by_label("Beginn").fill("10:15")
    expect(plan.locator("time").first).to_have_text("10:15")
    page.get_by_role("radio", name="90").press("ArrowLeft")  # 45 minutes
    expect(plan.locator(".until time")).to_have_text("11:00")
    page.get_by_role("radio", name="Positionslinien-Abend").press("ArrowLeft")  # round to the last one
    expect(plan).to_contain_text("100 Punkte")
    page.get_by_role("button", name="Ablauf anlegen").press("Enter")
    page.wait_for_url("**/console/*/")
    assert Workshop.objects.get().items.filter(minutes=13).exists()


@pytest.mark.slow
def test_without_script_a_button_shows_the_timetable(at_start, new_page, ben):
    page = new_page(user=ben, java_script_enabled=False)
    page.goto("/workshops/compose/")
    page.get_by_role("radio", name="120").check()
    page.get_by_role("button", name="Zeitplan dazu zeigen").click()
    expect(page.locator("#plan")).to_contain_text("Gründe von beiden Enden")
    expect(page.get_by_role("radio", name="120")).to_be_checked()
    page.get_by_role("button", name="Ablauf anlegen").click()
    page.wait_for_url("**/console/*/")
    assert sum(item.minutes for item in Workshop.objects.get().items.all()) == 120


@pytest.mark.slow
def test_a_file_that_the_server_would_not_take_is_told_before_it_is_sent(at_start):
    """Ben chooses a photo of a megabyte by mistake. The server would close the connection, and he would see an error of his browser."""
    page = at_start
    page.goto("/workshops/import/")
    file = page.get_by_label("Datei")
    file.set_input_files({"name": "evening.json", "mimeType": "application/json", "buffer": b"x" * 1_000_000})
    expect(page.get_by_role("alert")).to_have_text("Diese Datei ist zu groß für einen Ablauf.")
    expect(file).to_have_value("")
    file.set_input_files({"name": "evening.json", "mimeType": "application/json", "buffer": b"{}"})
    expect(page.get_by_role("alert")).to_have_count(0)
