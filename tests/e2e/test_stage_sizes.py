"""The stage at four sizes, in three engines and two families of fonts: the words are as large as they can be, and none lies on another."""

import pytest

from participation.demo_data import load
from participation.simulation.opinions import Person
from polls.actions import offer_lots
from polls.models import Poll
from workshops.extensions import MODERATION_QUEUES
from workshops.models import Workshop

from ..evening import Phone, press
from ..waiting import until
from .engines import Chromium, Firefox, WebKit

pytestmark = pytest.mark.slow

SIZES = [(1280, 720), (1920, 1080), (2560, 1440), (3840, 2160)]
FONTS = ["DejaVu Sans", "Open Sans"]  # a wide one; and one whose letters reach far out of their lines
PEOPLE = 24
TAKE_FONT = "font => { document.documentElement.style.setProperty('--font', font); dispatchEvent(new Event('resize')); }"
FIT = "Number(document.querySelector('.stage main').dataset.fit)"
QUESTION = "parseFloat(getComputedStyle(document.querySelector('.stage h1')).fontSize)"
# What lies on something else at this size of words, or sticks out of the space between question and join strip, by the boxes of lines
# and pictures. `crowded` is for the next larger size: there, parts may also have lost most of the space that lies between them.
COLLIDES = """(fit, crowded) => {
    const main = document.querySelector(".stage main");
    const taken = main.dataset.fit;
    main.dataset.fit = fit;
    const child = main.querySelector(":scope > *");
    const zoom = Number(getComputedStyle(child).zoom);
    const ruler = "currentCSSZoom" in child ? 1 : zoom;  // WebKit measures inside what is zoomed
    const em = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const isSeen = (box) => box.getClientRects().length && getComputedStyle(box).visibility === "visible";
    const words = "p, li, h2, time, svg.picture";
    const isLeaf = (box) => box.matches(words) && !box.querySelector(words) && isSeen(box);
    const leaves = (part) => [part, ...part.querySelectorAll(words)].filter(isLeaf);
    const place = (box) => {
        const { top, bottom, left, right } = box.getBoundingClientRect();
        return { box, top: top * ruler, bottom: bottom * ruler, left: left * ruler, right: right * ruler };
    };
    const boxes = leaves(main).map(place);
    const start = document.querySelector(".stage header").getBoundingClientRect().bottom;
    const isLobby = document.querySelector(".stage header.lobby");
    const strip = isLobby ? null : document.querySelector(".stage .join");  // the ended stage invites nobody
    const end = strip ? strip.getBoundingClientRect().top : innerHeight;
    const told = ({ box }) => box.outerHTML.slice(0, 60);
    const wrong = [];
    for (const one of boxes) {
        if (one.top < start - 1 || one.bottom > end + 1) wrong.push(`out: ${told(one)}`);
        for (const other of boxes) {
            if (other === one) continue;
            const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
            const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
            if (high > 0.1 * em && wide > 1) wrong.push(`on each other: ${told(one)} ${told(other)}`);
        }
    }
    const isNone = (part) => getComputedStyle(part).display === "contents";
    const inFlow = (part) => isNone(part) ? [...part.children].flatMap(inFlow) : isSeen(part) ? [part] : [];
    const column = main.querySelector(".seen, .listed, .said");
    const children = crowded && column ? [...column.children].flatMap(inFlow) : [];
    const parts = children.map((part) => leaves(part).map(place)).filter((part) => part.length);
    const edge = [{ top: end - 0.5 * em }];
    parts.forEach((part, which) => {
        const gap = parseFloat(getComputedStyle(column).rowGap) * zoom;
        const next = Math.min(...(parts[which + 1] ?? edge).map(({ top }) => top));
        if (Math.max(...part.map(({ bottom }) => bottom)) > next - 0.9 * gap) wrong.push(`no space below part ${which}`);
    });
    main.dataset.fit = taken;
    return wrong;
}"""


# A stage in WebKit is rare, and its driver slow.
@pytest.fixture(params=["chromium", "firefox", pytest.param("webkit", marks=pytest.mark.long)])
def engine(request, live, tmp_path):
    if request.param == "chromium":
        yield Chromium(request.getfixturevalue("new_page")(viewport={"width": 1920, "height": 1080}))
    else:
        driver = {"firefox": Firefox, "webkit": WebKit}[request.param](tmp_path)
        yield driver
        driver.close()


@pytest.fixture
def evening(live):
    """The demo's workshop, and what its stage shows from the lobby to the end, step by step; the room votes as soon as it can."""
    demo = load()
    workshop, ben = demo.workshop, demo.facilitator
    people = [(Person(number), Phone(workshop, f"{number:032x}")) for number in range(PEOPLE)]

    def states():
        yield "lobby"
        while workshop.state != Workshop.State.ENDED:
            press(workshop, by=ben)
            poll = workshop.item.polls.last() if workshop.item else None
            if poll and poll.state == Poll.State.OPEN:
                asked = {"kind": poll.kind, "options": poll.options}
                assert {phone.vote(poll, person.answer(asked))["status"] for person, phone in people} == {"saved"}
                release(workshop, ben)
            yield f"{poll.kind} {poll.state}" if poll else (workshop.item or workshop).__str__()

    return workshop, states()


def release(workshop, by):
    """Everything that waits for moderation."""
    offer_lots([workshop.room.slug])
    for lane in MODERATION_QUEUES.values():
        for entry in lane.waiting(workshop):
            lane.decide(workshop=workshop, id=entry.id, seen=entry.seen, verb="release", by=by)


def look(engine, name):
    """At every size and in every font the present picture is right, as soon as it has come to rest."""
    for width, height in SIZES:
        engine.size(width, height)
        for font in FONTS:
            until(
                lambda width=width, font=font: not any(wrong(engine, width, font)),
                lambda width=width, font=font: f"{name}, {width} px, {font}: {list(wrong(engine, width, font))}",
            )


def wrong(engine, width, font):
    engine.evaluate(TAKE_FONT, font)
    fit, question = engine.evaluate(FIT), engine.evaluate(QUESTION)
    if question < 56 * width / 1920:
        yield f"the question has {question} px"
    if found := engine.evaluate(COLLIDES, fit, False):
        yield f"fit {fit}: {found[:3]}"
    if fit and not engine.evaluate(COLLIDES, fit - 1, True):
        yield f"fit {fit}: larger words would fit"


def test_the_words_are_as_large_as_they_can_be(engine, evening, live):
    workshop, states = evening
    for name in states:
        engine.open(f"{live}/stage/{workshop.stage_token}/")
        engine.shows(".stage h1")
        look(engine, name)


def test_more_words_than_fit_shrink_only_as_far_as_they_must(engine, live, make_workshop, ben):
    long = "Wie können Auental und seine Ortsteile gemeinsam leben, lernen und wirtschaften? " * 8
    workshop = make_workshop("slider", "single_choice")
    type(workshop.tradeoff).objects.update(pole_a_text={"de": long[:200]}, pole_b_text={"de": long[:200]})
    options = [{"id": number, "label": {"de": f"{number}. {long[:76]}"}} for number in range(1, 13)]
    Poll.objects.update(question={"de": long[:100]}, pole_a={"de": long[:60]}, pole_b={"de": long[60:120]})
    Poll.objects.filter(kind="single_choice").update(options=options)
    phones = [Phone(workshop, f"{number:032x}") for number in range(12)]
    smaller = set()
    for step in range(8):
        press(workshop, by=ben)
        if answer := {1: {"value": 45}, 5: {"option": 3}}.get(step):
            assert {phone.vote(workshop.item.polls.get(), answer)["status"] for phone in phones} == {"saved"}
        engine.open(f"{live}/stage/{workshop.stage_token}/")
        engine.shows(".stage h1")
        look(engine, f"step {step}")
        smaller.add(engine.evaluate(FIT))
    assert max(smaller) > 0, smaller
