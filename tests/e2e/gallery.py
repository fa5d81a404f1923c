"""Every way of asking in every state: with nobody, a few, thirty and two thousand ballots, short words and long ones."""

import base64
import secrets
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page

from participation.live.actions import raise_version
from participation.simulation.opinions import Person
from polls.floors import ROOM_FLOOR
from polls.kinds import KINDS
from polls.models import Poll

from ..evening import QUESTIONS, Phone, ask, new_workshop, press
from ..waiting import until
from .camera import Camera

SHEETS = Path(__file__).resolve().parent.parent.parent / "var/kinds"
SPREAD, MANY, OPTIONS, STATEMENTS = 30, 2_000, 12, 40
LONG = [
    "Straßenbahnhaltestellenüberdachung begrünen",
    "Jugendfreizeitstättenförderung verdoppeln",
    "Nachtbus bis in die Nachbargemeinden",
    "Hochwasserrückhaltebecken als Badesee",
    "Grundschulhof nach 16 Uhr für alle öffnen",
    "Gemeinschaftsphotovoltaikanlage",
]
SOME_CASES = ("one", "spread", "many")  # for the test
LONG_CASES = ("spread", "camps", "many")  # with few ballots nobody sees the words
CASES = ("nobody", "one", "few", "spread", "alike", "camps", "many")
# The name of a look: what it is of, and its size. The phone also stands for a small one, in the dark and in English.
PHONES = {
    "390 px": {"viewport": {"width": 390, "height": 844}},
    "320 px, dark, English": {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark", "locale": "en-GB"},
}
STAGE = {"viewport": {"width": 1920, "height": 1080}, "device_scale_factor": 0.5}
# Words that lie on other words, or that their own box or picture cuts off. Sentences for screen readers are no words here.
CROWDED = """() => {
    const scope = document.querySelector(".stage main") ?? document.querySelector("[data-slot=results], [data-slot=wall], [data-ballot]");
    if (!scope) return ["nothing to look at"];
    const isSeen = (box) => box.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !box.closest(".hidden-visually");
    const leaves = [];
    const walker = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const { parentElement: owner, data } = walker.currentNode;
        if (!data.trim() || !isSeen(owner)) continue;
        const range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        for (const { left, right, top, bottom } of range.getClientRects()) {
            const slack = (bottom - top) * 0.2;  // the box of a line is higher than its letters
            if (right - left > 1) leaves.push({ owner, data: data.trim(), left, right, top: top + slack, bottom: bottom - slack });
        }
    }
    const texts = "p, li, td, th, label, button, output, h1, h2, figcaption";
    const isCut = (box) => box && getComputedStyle(box).overflow !== "visible" && box.scrollWidth > box.clientWidth + 1;
    const wrong = [];
    leaves.forEach((one, place) => {
        for (const other of leaves.slice(place + 1)) {
            const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
            const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
            if (high > 1 && wide > 1 && one.owner !== other.owner) wrong.push(`“${one.data}” lies on “${other.data}”`);
        }
        if (one.left < -1 || one.right > innerWidth + 1) wrong.push(`“${one.data}” leaves the window`);
        const picture = one.owner.closest("svg");
        const box = picture?.getBoundingClientRect();
        const cuts = picture && getComputedStyle(picture).overflow !== "visible";
        if (cuts && (one.left < box.left - 2 || one.right > box.right + 2)) wrong.push(`“${one.data}” leaves its picture`);
        if (isCut(one.owner.closest(texts))) wrong.push(`“${one.data}” is cut`);
    });
    return [...new Set(wrong)];
}"""


def question(kind: str, *, long: bool) -> dict:
    """What is asked; with `long`, as many options as can be, in long words."""
    values = dict(QUESTIONS.get(kind, {}))
    if not long:
        return values
    if first := values.get("options"):
        many = STATEMENTS if KINDS[kind].most_options > OPTIONS else OPTIONS
        more = {name: value for name, value in first[0].items() if name not in {"id", "label"}}
        values["options"] = [
            more | {"id": number + 1, "label": {"de": LONG[number % 6] + (f" ({number // 6 + 1})" if number > 5 else "")}}
            for number in range(many)
        ]
    if "pole_a" in values:
        values |= {"pole_a": {"de": LONG[0] + " und Bäume"}, "pole_b": {"de": LONG[1] + " jetzt"}}
    return values


def answers(poll: Poll, case: str) -> list[dict]:
    """The ballots of this case, as they are stored."""
    kind, asked = KINDS[poll.kind], {"kind": poll.kind, "options": poll.options, "settings": poll.settings}
    given = [Person(number).answer(asked) or {} for number in range(SPREAD)]
    stored = [kind.clean(poll, answer).answer for answer in given if answer] or [{}] * SPREAD
    first, other = stored[0], next((answer for answer in stored if answer != stored[0]), stored[0])
    return {
        "nobody": [],
        "one": [first],
        "few": stored[: ROOM_FLOOR - 1],
        "spread": stored,
        "alike": [first] * SPREAD,
        "camps": [first, other] * (SPREAD // 2),
        "many": (stored * (MANY // len(stored) + 1))[:MANY],
    }[case]


def show(poll: Poll, case: str) -> None:
    """The result of these ballots is on the screens."""
    tally = KINDS[poll.kind].tally(poll, answers(poll, case))
    if tally["n"] < ROOM_FLOOR:
        tally = {"n": tally["n"]}
    with transaction.atomic():
        raise_version(poll.item.workshop.room_id)
        final = {"tally": tally, "salt": secrets.token_hex(16), "digest": "0" * 64, "final_at": timezone.now()}
        Poll.objects.filter(pk=poll.pk).update(state=Poll.State.REVEALED, **final)


def arrive(stage: Page, path: str, version: int) -> None:
    """Load the stage until the server, another process, has read this version of the room."""

    def is_there() -> bool:
        stage.goto(path)
        newest = stage.evaluate("Math.max(...[...document.querySelectorAll('[data-rev]')].map(({ dataset }) => dataset.rev))")
        return newest >= version and stage.locator("[data-slot=results], [data-slot=wall]").count()

    until(is_there)


class Gallery:
    """`open(path, **options)` → a page; `looks(kind)` goes through everything and yields (name, page) for each thing to look at."""

    def __init__(self, open_page, *, municipality, tradeoff, by) -> None:
        self.open, self.by = open_page, by
        self.frame = {"municipality": municipality, "tradeoff": tradeoff, "by": by}

    def looks(self, kind: str, *, long: bool, cases: tuple[str, ...] = CASES) -> Iterator[tuple[str, Page]]:
        """The ballot on both phones, then each case on the stage and both phones."""
        workshop = new_workshop(**self.frame)
        poll = ask(workshop, kind, by=self.by, **question(kind, long=long))
        press(workshop, 2, by=self.by)
        length = "long" if long else "short"
        stage_path, phone_path = f"/stage/{workshop.stage_token}/", f"/w/{workshop.room.slug}/"
        stage = self.open(stage_path, **STAGE)
        phones = {name: self.phone(workshop, number, options) for number, (name, options) in enumerate(PHONES.items())}
        for name, phone in phones.items():
            phone.goto(phone_path)
            yield f"{length}, ballot, {name}", phone
        stage.goto(stage_path)
        yield f"{length}, ballot, stage", stage
        for case in cases:
            show(poll, case)
            workshop.room.refresh_from_db()
            arrive(stage, stage_path, workshop.room.version)
            yield f"{length}, {case}, stage", stage
            for name, phone in phones.items():
                phone.goto(phone_path)
                yield f"{length}, {case}, {name}", phone
        for page in (stage, *phones.values()):
            page.context.close()

    def phone(self, workshop, number: int, options: dict) -> Page:
        page = self.open("/", is_mobile=True, has_touch=True, **options)
        name, value = Phone(workshop, f"{number:032x}").cookie
        page.context.add_cookies([{"name": name, "value": value, "url": page.url}])
        return page


# -- sheets ----------------------------------------------------------------------------
SHEET = """<body style="margin: 12px; font: 14px sans-serif; background: #888">
<h1 style="font-size: 18px">{title}</h1><div style="display: flex; flex-wrap: wrap; gap: 12px; align-items: start">{pictures}</div>"""
PICTURE = '<figure style="margin: 0"><img src="data:image/png;base64,{data}" style="height: 420px"><figcaption>{name}</figcaption></figure>'


def sheets(camera: Camera, gallery: Gallery) -> None:
    """One picture for each way of asking, with all that there is to look at. They are large, so they are not kept in the repository."""
    SHEETS.mkdir(parents=True, exist_ok=True)
    paper = camera.open("/", viewport={"width": 2_600, "height": 1_000}, device_scale_factor=0.6, bypass_csp=True)
    for kind in KINDS:
        pictures = [
            PICTURE.format(name=name, data=base64.b64encode(page.screenshot(animations="disabled")).decode())
            for is_long, cases in ((False, CASES), (True, LONG_CASES))
            for name, page in gallery.looks(kind, long=is_long, cases=cases)
        ]
        paper.set_content(SHEET.format(title=kind, pictures="".join(pictures)))
        paper.screenshot(path=SHEETS / f"{kind}.png", full_page=True)
        print(SHEETS / f"{kind}.png", flush=True)
