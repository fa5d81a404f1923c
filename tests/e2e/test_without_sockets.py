"""Where sockets are refused, stage and console follow the evening by plain requests, as phones do."""

from playwright.sync_api import expect

from ..evening import press
from .screens import STAGE


def without_sockets(page):
    page.route_web_socket("**/live/**", lambda socket: socket.close())
    return page


def test_stage_and_console_follow_by_plain_requests(new_page, make_workshop, ben):
    workshop = press(make_workshop("slider"), by=ben)
    stage, console = without_sockets(new_page(**STAGE)), without_sockets(new_page(user=ben))
    stage.goto(f"/stage/{workshop.stage_token}/")
    console.goto(f"/console/{workshop.pk}/")
    expect(console.locator("#line")).to_have_text("verbunden")
    loads = []
    console.on("load", lambda page: loads.append(page.url))
    console.locator("#next-step").click()
    expect(console.locator("#next-step")).to_contain_text("Abstimmung schließen")
    expect(stage.locator(".turnout, [data-slot=turnout]").first).to_contain_text("0")
    press(workshop, by=ben)  # somebody else closes it
    expect(console.locator("#next-step")).to_contain_text("Ergebnis zeigen")
    expect(stage.locator(".state")).to_contain_text("geschlossen")
    assert not loads, "a picture came; the page was not loaded again"
    for page in (stage, console):
        page.errors.clear()  # each refused socket is an error to the browser
