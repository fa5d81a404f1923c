"""Ben prepares an evening, leads it to its end and publishes its page with Tab, Enter and the arrow keys alone."""

import pytest
from playwright.sync_api import expect

from workshops.actions import adopt_tradeoff
from workshops.content import TRADEOFFS
from workshops.models import Workshop

from .screens import WATCH_LABEL

MOST_TABS = 90
# Whether the focus is here, with an outline that can be seen, and nothing lies over it.
HAS_FOCUS = "element => element === document.activeElement"
IS_SEEN = """element => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    return getComputedStyle(element).outlineStyle !== "none" && !!hit && (element.contains(hit) || hit.contains(element));
}"""


class Keys:
    """A keyboard without a mouse."""

    def __init__(self, page) -> None:
        self.page = page

    def reach(self, target) -> None:
        """Tab until the target has the focus, and see it there."""
        expect(target).to_be_visible()
        for _tab in range(MOST_TABS):
            if target.evaluate(HAS_FOCUS):
                assert target.evaluate(IS_SEEN), f"the focus cannot be seen: {target}"
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"not reached by Tab: {target}")

    def enter(self, target) -> None:
        """Reach the target and press Enter."""
        self.reach(target)
        self.page.keyboard.press("Enter")


@pytest.fixture
def page(new_page, ben, town):
    for content in TRADEOFFS:
        adopt_tradeoff(municipality=town, content=content)
    page = new_page(user=ben)
    page.add_init_script(WATCH_LABEL)
    page.goto("/workshops/")
    return page


def prepare(page, keys):
    """Compose 45 minutes, write in the editor what the first item needs, and come back to the lobby."""
    keys.enter(page.get_by_role("link", name="Neuer Workshop"))
    keys.reach(page.get_by_role("radio", name="Windkraft und freie Landschaft"))
    page.keyboard.press("ArrowDown")
    keys.reach(page.get_by_role("radio", name="90"))
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("radio", name="45")).to_be_checked()
    keys.enter(page.get_by_role("button", name="Ablauf anlegen"))
    keys.enter(page.get_by_role("link", name="Ablauf bearbeiten"))
    keys.enter(page.locator(".agenda-list .link").nth(1))
    expect(page.locator(".agenda-list .link").nth(1)).to_have_attribute("aria-current", "step")
    keys.enter(page.locator("summary", has_text="Nur für die Moderation"))
    keys.reach(page.locator("#id_materials_0"))
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("Klebepunkte")
    keys.enter(page.get_by_role("button", name="Speichern", exact=True).last)
    expect(page.locator(".messages")).to_contain_text("Gespeichert")
    keys.enter(page.get_by_role("link", name="Zur Lobby"))


@pytest.mark.slow
def test_preparation_and_end_by_keyboard_alone(page):
    keys, main = Keys(page), page.locator("#next-step")
    prepare(page, keys)
    keys.enter(page.get_by_role("button", name="Ankündigen"))
    expect(page.locator("#announce")).to_contain_text("angekündigt")
    keys.enter(main)
    rows = page.locator("#agenda .agenda > li")
    expect(rows.first).to_have_attribute("aria-current", "step")
    for number in range(1, rows.count()):
        page.keyboard.press("ArrowRight")
        expect(rows.nth(number)).to_have_attribute("aria-current", "step")
    expect(main).to_contain_text("Workshop beenden")
    expect(page.locator("html[data-calm]")).to_have_count(1)
    keys.enter(main)
    expect(page.locator("#log-text")).to_contain_text("in zehn Sekunden")
    expect(page.locator("h1")).to_contain_text("ist zu Ende")
    keys.enter(page.get_by_role("link", name="Die Seite des Abends"))
    keys.enter(page.get_by_role("button", name="Für alle veröffentlichen"))
    expect(page.locator("h1")).to_contain_text("ist öffentlich")
    workshop = Workshop.objects.get()
    assert workshop.is_announced and workshop.publication.is_public
    assert workshop.items.all()[1].materials["de"] == "Klebepunkte"
