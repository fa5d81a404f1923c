"""From the end of the evening to its published page and its PDF, by as few presses as promised."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from polls.actions import add_pair
from polls.models import Poll, Remark
from workshops.models import Workshop

from ..evening import Phone, press
from ..waiting import until
from .screens import LINE
from .walk import AXE, OPTIONS

pytestmark = pytest.mark.slow
MOST_PRESSES = 8
WIDTHS = (1440, 390, 320)


class Presses:
    """Presses on one page, and counts them."""

    def __init__(self, page) -> None:
        self.page, self.count = page, 0

    def __call__(self, locator) -> None:
        expect(locator).to_be_visible()
        locator.click()
        self.count += 1


def run(workshop, ben) -> None:
    """Twelve phones vote before and after, a reason from each end is released, and the last item is there."""
    phones = [Phone(workshop, f"nonce-{number:04d}") for number in range(12)]
    while workshop.item != workshop.items.last() or workshop.item.polls.get().state != Poll.State.REVEALED:
        press(workshop, by=ben)
        poll = workshop.item.polls.first()
        if poll and poll.state == Poll.State.OPEN:
            for number, phone in enumerate(phones):
                assert phone.vote(poll, {"value": 5 * number + (40 if poll.item == workshop.items.last() else 0)})["status"] == "saved"
    for side, text in (("a", "Bäume kühlen den Platz."), ("b", "Meine Oma kann nicht laufen.")):
        Remark.objects.create(poll=poll, side=side, text=text, state=Remark.State.RELEASED)


def broken(page) -> list:
    """What axe finds, and where the page is wider than its window."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(AXE)
        found += [
            (width, entry["id"], entry["nodes"][0]["html"][:160])
            for entry in page.evaluate("options => axe.run(options)", OPTIONS)["violations"]
        ]
        found += [(width, "too wide")] * (page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth") > 0)
    page.set_viewport_size({"width": 1440, "height": 900})
    return found


def test_from_the_end_to_the_published_page_with_its_pdf(new_page, town, tradeoff, ben):
    from ..evening import new_workshop

    workshop = new_workshop(municipality=town, tradeoff=tradeoff, by=ben)
    add_pair(workshop=workshop, kind="slider", by=ben, **LINE)
    run(workshop, ben)
    page = new_page(user=ben, viewport={"width": 1440, "height": 900}, bypass_csp=True)  # axe evaluates itself
    press_on = Presses(page)
    page.goto(f"/console/{workshop.pk}/")
    expect(page.locator("#line")).to_have_text("verbunden")
    page.wait_for_timeout(900)  # a fresh button takes no press for 0.8 s
    press_on(page.locator("#next-step"))
    until(lambda: Workshop.objects.get(pk=workshop.pk).ending_at)
    Workshop.objects.update(ending_at=timezone.now())
    press_on(page.get_by_role("link", name="Die Seite des Abends"))
    assert not broken(page)
    press_on(page.get_by_label("Bäume kühlen den Platz."))
    press_on(page.get_by_label("Meine Oma kann nicht laufen."))
    press_on(page.get_by_role("button", name="Für alle veröffentlichen"))
    press_on(page.get_by_role("link", name="Öffentliche Seite ansehen"))
    expect(page.locator(".both-ends")).to_contain_text("Bäume kühlen den Platz.")
    assert not broken(page)
    # Chromium's own viewer would ask for an icon that no PDF has, so the last press is only counted.
    answer = page.request.get(page.get_by_role("link", name="PDF").get_attribute("href"))
    assert answer.status == 200 and answer.headers["content-type"] == "application/pdf"
    assert press_on.count + 1 <= MOST_PRESSES
    room = new_page(viewport={"width": 390, "height": 844}, bypass_csp=True)
    room.goto(f"/w/{workshop.room.slug}/evening/")
    assert not broken(room)
