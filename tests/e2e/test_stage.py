"""The projector: no scroll bar at any size, no error ever, people who walk, and a picture that stays when the line is down."""

import pytest
from playwright.sync_api import expect

from ..evening import Phone, press
from ..waiting import until
from .screens import shows_what_is_left

SIZES = [(1920, 1080), (1280, 720), (1024, 768)]
STICKS_OUT = """() => [...document.querySelectorAll(".stage, .stage *")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width && (box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1 || box.top < -1);
}).map((element) => element.outerHTML.slice(0, 90))"""
# Whether people have walked: animations are counted as they begin, because they are over soon.
COUNT_WALKS = """
    window.walks = 0;
    const animate = Element.prototype.animate;
    Element.prototype.animate = function (...how) { window.walks += 1; return animate.apply(this, how); };
"""


@pytest.fixture
def workshop(make_workshop):
    return make_workshop("slider")


@pytest.fixture
def stage(new_page, workshop):
    """stage(**options) → the projector's page, as soon as its line is up."""

    def stage(**options):
        page = new_page(**{"viewport": {"width": 1920, "height": 1080}} | options)
        page.add_init_script(COUNT_WALKS)
        heard = []
        page.on("websocket", lambda line: line.on("framereceived", lambda frame: heard.append(frame)))
        page.goto(f"/stage/{workshop.stage_token}/")
        until(lambda: heard, page=page)
        return page

    return stage


@pytest.fixture
def voted(workshop, ben):
    """voted() → a closed poll with twelve ballots, not yet shown."""

    def voted():
        press(workshop, 2, by=ben)
        poll = workshop.item.polls.get()
        for number in range(12):
            assert Phone(workshop, f"{number:032x}").vote(poll, {"value": number * 5})["status"] == "saved"
        press(workshop, by=ben)

    return voted


def test_everything_fits_on_the_wall(stage, workshop, voted, ben):
    page = stage()
    fits(page)
    voted()
    expect(page.locator(".state")).to_contain_text("geschlossen")
    fits(page)
    press(workshop, by=ben)
    expect(page.locator("[data-slot=results] .sentence")).to_be_visible()
    fits(page)


def fits(page):
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        until(lambda: page.evaluate(STICKS_OUT) == [], lambda width=width: (width, page.evaluate(STICKS_OUT)))
        until(lambda: page.evaluate("document.documentElement.scrollHeight <= innerHeight"), lambda width=width: f"scrolls at {width}")
        assert page.locator(".join .qr").bounding_box()["height"] >= 132 * width / 1920, width


def test_people_walk_to_their_place_if_motion_is_welcome(stage, workshop, voted, ben):
    moving, calm = stage(reduced_motion="no-preference"), stage(reduced_motion="reduce")
    voted()
    for page in (moving, calm):
        expect(page.locator("main .person.middle")).to_have_count(12)
        page.evaluate("window.walks = 0")
    press(workshop, by=ben)
    for page in (moving, calm):
        expect(page.locator("[data-slot=results] .people .person")).to_have_count(12)
    until(lambda: moving.evaluate("window.walks"))
    assert not calm.evaluate("window.walks")


def test_the_last_picture_stays_while_the_line_is_down(stage, new_page, workshop, voted, ben):
    page = new_page(viewport={"width": 1920, "height": 1080})
    lines = []

    def relay(line):
        if len(lines) in (1, 2):  # the first two tries to come back fail
            lines.append(None)
            line.close()
        else:
            lines.append(line)
            line.connect_to_server()

    page.route_web_socket("**/live/**", relay)
    page.goto(f"/stage/{workshop.stage_token}/")
    voted()
    expect(page.locator(".state")).to_contain_text("geschlossen")
    expect(page.locator(".count")).to_contain_text("12 von 12 haben abgestimmt")
    before = page.locator(".stage").inner_html()
    lines[0].close()
    page.wait_for_timeout(300)
    assert page.locator(".stage").inner_html() == before
    press(workshop, by=ben)
    expect(page.locator("[data-slot=results] .people .person")).to_have_count(12)
    assert len(lines) > 2


def test_light_and_dark_by_key_and_from_the_console(stage, workshop, ben):
    from workshops.actions import set_theme

    page = stage()
    html = page.locator("html")
    expect(html).to_have_attribute("data-theme", "light")
    page.keyboard.press("d")
    expect(html).to_have_attribute("data-theme", "dark")
    page.keyboard.press("d")
    set_theme(workshop=workshop, theme="dark", by=ben)
    expect(html).to_have_attribute("data-theme", "dark")


def test_the_time_counts_down(stage, workshop, ben):
    from workshops.actions import set_timer

    page = stage()
    press(workshop, 2, by=ben)
    set_timer(workshop=workshop, seconds=65, by=ben)
    time = page.locator(".state time")
    shows_what_is_left(page, ".state time", workshop)
    before = time.inner_text()
    expect(time).not_to_have_text(before)
    shows_what_is_left(page, ".state time", workshop)
    set_timer(workshop=workshop, seconds=1, by=ben)
    expect(page.locator(".state")).to_contain_text("Die Zeit ist um")
    set_timer(workshop=workshop, seconds=None, by=ben)
    expect(page.locator(".state time")).to_have_count(0)


def test_the_longest_words_that_forms_allow_still_fit(stage, workshop, ben):
    long = "Wie können Auental und seine Ortsteile gemeinsam leben, lernen und wirtschaften? " * 8
    press(workshop, 2, by=ben)
    poll = workshop.item.polls.get()
    type(poll).objects.filter(pk=poll.pk).update(question={"de": long[:100]}, pole_a={"de": long[:60]}, pole_b={"de": long[:60]})
    type(workshop.tradeoff).objects.update(pole_a_text={"de": long[:200]}, pole_b_text={"de": long[:200]})
    page = stage()
    expect(page.locator("h1")).to_have_text(long[:100].strip())
    until(lambda: page.evaluate(STICKS_OUT) == [], lambda: page.evaluate(STICKS_OUT))
    assert page.evaluate("""() => {
        const [poles, picture, ...rest] = [...document.querySelector(".asked").children].map((part) => part.getBoundingClientRect());
        return poles.bottom <= picture.top + 2 && rest.every((part) => part.top >= picture.bottom - 2);
    }""")
