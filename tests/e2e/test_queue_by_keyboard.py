"""Clara empties a queue of twenty without a mouse: opening, reading and answering one takes at most four actions besides typing."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from participation.proposals import actions
from participation.proposals.models import Proposal, Response, State
from tests.dashboard.conftest import make_evening, make_proposal  # noqa: F401 (fixtures)

from .conftest import PHONE
from .test_drafts import log_in

pytestmark = pytest.mark.slow

TWENTY = 20
REASON = "Das geht in diesem Jahr nicht mehr, weil das Geld schon verteilt ist. Im Januar sehen wir es wieder an."


class Keyboard:
    """The keys that Clara presses, counted; what she types is not."""

    def __init__(self, page):
        self.page, self.actions = page, 0

    def press(self, key):
        self.actions += 1
        self.page.keyboard.press(key)

    def answer(self):
        """Decide, write, save, publish: on the page of a proposal."""
        self.press(str(Response.Verdict.values.index("rejected") + 1))
        self.page.keyboard.insert_text(REASON)
        self.press("Control+Enter")

    def publish(self):
        self.page.wait_for_url("**/publish/**")
        self.press("Control+Enter")
        self.page.get_by_text("Die Antwort ist jetzt öffentlich.").wait_for()


def test_twenty_answers_without_a_mouse(new_page, clara, make_user, town, make_proposal, make_evening):  # noqa: F811
    evening = make_evening()
    waiting = [make_proposal(f"Vorschlag Nummer {number + 1}", days_ago=25 - number, workshop=evening) for number in range(TWENTY)]
    olga = make_user("Olga", town, "officer")
    page = new_page(user=clara, viewport={"width": 1440, "height": 900})
    page.goto("/dashboard/")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Vorschlag Nummer 1", exact=True)).to_be_focused()
    keys = Keyboard(page)
    keys.press("Enter")
    for number, proposal in enumerate(waiting):
        page.wait_for_url(re.compile(f"/dashboard/{proposal.pk}/"))
        page.locator("#id_reason").wait_for()
        if number == 5:  # a colleague saves a draft while Clara types hers
            actions.draft_response(proposal=proposal, by=olga, verdict="partly", reason=REASON)
        if number == 11:
            Session.objects.all().delete()
        keys.answer()
        if number == 5:
            page.get_by_text("Der Entwurf von").wait_for()
            page.errors.clear()  # the browser reports the status 409
            expect(page.locator("#id_reason")).to_have_value(REASON)
            page.keyboard.press("Control+Enter")
        if number == 11:
            page.wait_for_url("**/accounts/login/**")
            log_in(page, clara)
            page.get_by_text("Was hier eingetippt war, ist wieder da").wait_for()
            page.keyboard.press("Control+Enter")
        keys.publish()
        if number + 1 < TWENTY:
            keys.press("j")
    assert not Proposal.objects.exclude(state=State.ANSWERED).exists()
    assert keys.actions <= 4 * TWENTY
    page.goto("/dashboard/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Alles beantwortet.")


def test_help_opens_with_a_key_and_letters_can_be_turned_off(new_page, clara, make_proposal):  # noqa: F811
    make_proposal("Rufbus am Freitagabend")
    page = new_page(user=clara, viewport={"width": 1440, "height": 900})
    page.goto("/dashboard/")
    page.keyboard.press("?")
    page.get_by_role("heading", name="Tasten").wait_for()
    page.get_by_label("Einzelne Buchstaben").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Rufbus am Freitagabend")).not_to_be_focused()
    page.locator("[data-keys-hint] button").click()
    page.get_by_label("Einzelne Buchstaben").check()
    page.get_by_role("button", name="Schließen").click()
    page.locator("body").click()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Rufbus am Freitagabend")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_rows_are_ticked_by_a_key_and_reviewed_together(new_page, clara, make_proposal):  # noqa: F811
    for number in range(3):
        make_proposal(f"Vorschlag Nummer {number}", days_ago=20 - number)
    page = new_page(user=clara, viewport={"width": 1440, "height": 900})
    page.goto("/dashboard/?state=all&sort=deadline")
    for key in ("j", "x", "j", "x", "j", "x", "x"):
        page.keyboard.press(key)
    expect(page.get_by_label("„Vorschlag Nummer 1“ ankreuzen")).to_be_checked()
    expect(page.get_by_label("„Vorschlag Nummer 2“ ankreuzen")).not_to_be_checked()
    page.get_by_role("button", name="In Prüfung nehmen").press("Enter")
    page.get_by_text("2 Vorschläge sind jetzt in Prüfung.").wait_for()
    assert "state=all" in page.url
    assert Proposal.objects.filter(state=State.UNDER_REVIEW).count() == 2


def test_all_of_a_page_are_ticked_at_once(new_page, clara, make_proposal):  # noqa: F811
    """The box says all, some or none; it is there by keyboard, and not at all without script."""
    for number in range(3):
        make_proposal(f"Vorschlag Nummer {number}")
    page = new_page(user=clara, viewport={"width": 1440, "height": 900})
    page.goto("/dashboard/")
    every, rows = page.get_by_role("checkbox", name="Alle auf dieser Seite"), page.locator("tbody input[type=checkbox]")
    expect(every).not_to_be_checked()
    every.press(" ")
    for row in rows.all():
        expect(row).to_be_checked()
    rows.first.press(" ")
    expect(every).to_be_checked(indeterminate=True)
    page.keyboard.press("a")
    expect(every).to_be_checked()
    page.keyboard.press("a")
    for row in rows.all():
        expect(row).not_to_be_checked()
    page.keyboard.press("a")
    page.get_by_role("button", name="Als gesehen").press("Enter")
    page.get_by_text("3 Vorschläge sind als gesehen markiert.").wait_for()
    plain = new_page(user=clara, java_script_enabled=False)
    plain.goto("/dashboard/")
    expect(plain.get_by_role("checkbox", name="Alle auf dieser Seite")).to_have_count(0)
    expect(plain.get_by_role("button", name="Suchen")).to_be_visible()


def test_on_a_phone_the_list_is_in_sight_and_the_steps_come_when_something_is_ticked(new_page, clara, make_proposal):  # noqa: F811
    make_proposal("Rufbus am Freitagabend")
    make_proposal("Jugendraum im Bahnhof")
    page = new_page(user=clara, **PHONE)
    page.goto("/dashboard/")
    expect(page.locator("tbody th a").first).to_be_in_viewport()
    search, step = page.get_by_role("searchbox"), page.get_by_role("button", name="In Prüfung nehmen")
    expect(search).not_to_be_visible()
    page.get_by_text("Suchen und filtern").tap()
    expect(search).to_be_visible()
    expect(step).not_to_be_visible()
    page.locator("tbody input[type=checkbox]").first.tap()
    expect(step).to_be_in_viewport(ratio=1)
    page.goto("/dashboard/?q=Bahnhof")
    expect(search).to_be_visible()


def test_a_view_is_saved_with_two_keys_besides_its_name(new_page, clara, make_proposal):  # noqa: F811
    make_proposal("Rufbus am Freitagabend")
    page = new_page(user=clara, viewport={"width": 1440, "height": 900})
    page.goto("/dashboard/?sort=support")
    page.locator("summary", has_text="Ansicht speichern").press("Enter")
    expect(page.get_by_label("Name der Ansicht")).to_be_focused()
    page.keyboard.insert_text("Beliebteste")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Beliebteste")).to_be_visible()
