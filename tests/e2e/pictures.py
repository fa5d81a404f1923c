"""What is pictured: one evening of the demo from the lobby to the answer, rooms with other results, and the desks around it."""

from django.urls import reverse
from playwright.sync_api import Page, expect

from participation.accounts.models import User
from participation.proposals import actions as proposals
from participation.proposals.models import OPEN, Proposal, State
from participation.simulation.opinions import Person
from polls.actions import add_pair
from polls.models import Poll
from workshops.actions import create_workshop, join
from workshops.models import Workshop

from ..evening import press
from .camera import FOLDER, Camera, Room
from .gallery import Gallery, sheets
from .screens import send, share_out, slide_to

PHONES, SECONDS = 24, 3  # simulated ones, and how long the slowest thinks
# Large screens are drawn smaller, so that the folder stays small.
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
STAGE = {"viewport": {"width": 1920, "height": 1080}, "device_scale_factor": 0.5}
DESK = {"viewport": {"width": 1440, "height": 900}, "device_scale_factor": 0.75}
THINKING = 4_500  # ms in which the simulated phones have read what was released, and support it or not
IDEA = {
    "title": "Ein Windrad, das uns mitgehört",
    "what": "Auental baut das nächste Windrad mit den Leuten aus Auendorf und Holzmark. Wer näher wohnt, zahlt weniger für den Strom.",
    "why": "Dann stören die Räder nicht nur, sondern bringen uns auch etwas.",
}
ANSWER = {
    "verdict": "partly",
    "reason": "Ja zum gemeinsamen Windrad: Deine Idee hat im Rathaus den Anstoß gegeben, mit einer Genossenschaft zu verhandeln. "
    "Wie teuer der Strom wird, legt aber der Betreiber fest, nicht die Gemeinde.",
    "who": "Jonas Ritter, Bauamt",
    "cost": "etwa 4.000 € für Beratung",
}


def everything(camera: Camera, links: dict, only: list[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    workshop = Workshop.objects.get(code=links["code"])
    if not only or "desks" in only:
        desks(camera, workshop)
    if not only or "evening" in only:
        evening(camera, links, workshop)
        afterwards(camera, workshop)
    if not only or "rooms" in only:
        other_rooms(camera, workshop)
    if "kinds" in only:
        same = {"municipality": workshop.municipality, "tradeoff": workshop.tradeoff, "by": User.objects.get(name="Ben Sommer")}
        sheets(camera, Gallery(camera.open, **same))


# -- the demo's evening ----------------------------------------------------------------
def evening(camera: Camera, links: dict, workshop: Workshop) -> None:
    stage, phone = camera.open(links["stage"], **STAGE), camera.open("/j/", **PHONE)
    come_in(camera, phone, workshop)
    friend = camera.open(links["join"], **PHONE)
    friend.locator("button.primary").tap()
    friend.wait_for_url("**/w/*/")
    console = camera.open(reverse("console", args=[workshop.pk]), User.objects.get(name="Ben Sommer"), **DESK)
    room = Room(workshop, stage=stage, phone=phone, console=console)
    expect(stage.locator("[data-slot=people]").first).to_contain_text(f"{PHONES + 2} sind da")
    for name in room.screens:
        camera.shoot(f"{name}-lobby", room.screens[name])
    before(camera, room, friend)
    room.press_until_item("discussion")
    camera.shoot("phone-discussion", phone)
    camera.shoot("stage-discussion", stage)
    after(camera, room)
    choice_points_words(camera, room)
    write(camera, room)
    room.press_until_item("end")
    press(workshop, by=room.by)
    expect(phone.locator("[data-receipts] a")).to_be_visible()
    camera.shoot("phone-end", phone)
    answer(camera, phone)


def come_in(camera: Camera, phone: Page, workshop: Workshop) -> None:
    camera.shoot("phone-join", phone)
    phone.locator("#code").fill("K7F 2MX")
    phone.locator("button[form=join]").tap()
    expect(phone.locator(".error").first).to_be_visible()
    camera.shoot("phone-join-error", phone)
    phone.locator("#code").fill(workshop.code_in_groups)
    phone.locator("button[form=join]").tap()
    phone.wait_for_url("**/j/*/")
    camera.shoot("phone-welcome", phone)
    phone.locator("button.primary").tap()
    phone.wait_for_url("**/w/*/")


def before(camera: Camera, room: Room, friend: Page) -> None:
    stage, phone, console = room.screens.values()
    room.press_until("open")
    expect(friend.locator("#send")).to_be_visible()
    slide_to(friend, 80)
    friend.context.set_offline(True)
    friend.locator("#send").tap()
    camera.shoot("stage-open", stage)
    camera.shoot("phone-slider", phone)
    slide_to(phone, 30)
    phone.locator("#reason").fill("Wir brauchen den Strom. Aber bei uns in Holzmark hört man die Räder nachts.")
    send(phone)
    camera.shoot("phone-slider-saved", phone)
    room.await_ballots(phone, PHONES - 3)
    room.release(leave=3)
    expect(console.locator(".waiting-list li")).to_have_count(3)
    camera.shoot("console-running", console)
    expect(friend.locator("#sent")).to_have_class("sent waiting")
    expect(friend.locator("#line.shown")).to_be_visible()
    camera.shoot("phone-slider-offline", friend)
    room.press()
    friend.context.set_offline(False)
    for name in room.screens:
        camera.shoot(f"{name}-closed", room.screens[name])
    expect(friend.locator("#sent")).to_have_class("sent late")
    camera.shoot("phone-closed-late", friend)
    room.release()
    room.press()
    expect(phone.locator("[data-own] .you-dot")).to_be_visible()
    camera.shoot("stage-slider", stage)
    camera.shoot("phone-result", phone)


def after(camera: Camera, room: Room) -> None:
    stage, phone, console = room.screens.values()
    room.press_until("open")
    slide_to(phone, 55)
    send(phone)
    room.await_ballots(phone, PHONES - 3)
    room.release()
    room.press_until("revealed")
    expect(phone.locator("[data-own] .you-dot")).to_be_visible()
    camera.shoot("stage-shift", stage)
    camera.shoot("phone-result-shift", phone)
    camera.shoot("console-result", console)
    stage.keyboard.press("d")
    expect(stage.locator("html")).to_have_attribute("data-theme", "dark")
    camera.shoot("stage-dark", stage)
    stage.keyboard.press("d")


def choice_points_words(camera: Camera, room: Room) -> None:
    phone = room.screens["phone"]
    for name in ("choice", "points", "words"):
        room.press_until("open")
        if name == "choice":
            phone.locator(".option input").nth(1).tap()
        elif name == "points":
            share_out(phone, 40, 30, 10)
        else:
            phone.locator("#word-1").fill("Nachtbus")
            phone.locator("#word-2").fill("Proberaum")
        camera.shoot(f"phone-{name}", phone)
        if name == "points":
            share_out(phone, 20)
        send(phone)
        room.await_ballots(phone, PHONES - 3)
        room.release()
        room.press_until("revealed")
        camera.shoot(f"stage-{name}", room.screens["stage"])


def write(camera: Camera, room: Room) -> None:
    stage, phone, console = room.screens.values()
    room.press_until_item("proposals")
    phone.locator("footer a.primary").tap()
    for name, text in IDEA.items():
        phone.locator(f"#{name}").fill(text)
    expect(phone.locator("#sent")).to_contain_text("gespeichert")
    camera.shoot("phone-proposal", phone)
    phone.locator("#title").fill("Windrad")
    phone.locator("button[form=proposal]").tap()
    expect(phone.locator("#title-error")).to_be_visible()
    camera.shoot("phone-proposal-error", phone)
    phone.locator("#title").fill(IDEA["title"])
    phone.locator("button[form=proposal]").tap()
    phone.wait_for_url("**/r/**")
    camera.shoot("phone-receipt", phone)
    phone.goto(reverse("phone", args=[room.workshop.room.slug]))
    for _try in range(40):
        if Proposal.objects.filter(workshop=room.workshop).count() == 4:
            break
        phone.wait_for_timeout(250)
    camera.shoot("console-proposals", console)
    room.release(leave=1)
    expect(phone.locator("[data-slot=proposals] button[name=support]")).to_have_count(3)
    phone.wait_for_timeout(THINKING)
    phone.locator("button[name=support]").last.tap()
    expect(phone.locator("button[name=support]").last).to_have_attribute("aria-pressed", "true")
    phone.evaluate("scrollTo(0, 0)")
    camera.shoot("phone-proposals", phone)
    room.release()
    expect(stage.locator("[data-slot=proposals] .number")).to_have_count(4)
    phone.wait_for_timeout(THINKING)
    camera.shoot("stage-proposals", stage)
    camera.visit(phone, phone_mine=f"{phone.url}mine/", phone_erase=f"{phone.url}erase/")
    phone.goto(reverse("phone", args=[room.workshop.room.slug]))


def answer(camera: Camera, phone: Page) -> None:
    proposal, clara = Proposal.objects.get(title=IDEA["title"]), User.objects.get(name="Clara Brandt")
    proposals.draft_response(proposal=proposal, by=clara, by_when=proposal.answer_by, **ANSWER)
    desk = camera.open("/dashboard/", clara, **DESK)
    camera.visit(desk, dashboard_publish=reverse("dashboard_publish", args=[proposal.pk]))
    proposals.publish_response(proposal=proposal, by=clara)
    phone.locator("[data-receipts] a").tap()
    expect(phone.locator(".answer")).to_be_visible()
    camera.shoot("phone-answer", phone)


# -- rooms with other results ----------------------------------------------------------
def other_rooms(camera: Camera, tonight: Workshop) -> None:
    """The same trade-off with three, with thirty and with three hundred people, by the actions alone."""
    asked = {poll.kind: poll for poll in Poll.objects.filter(item__workshop=tonight)}
    for name, kind, size in (("few", "slider", 3), ("choice-shift", "single_choice", 27), ("slider-300", "slider", 300)):
        poll, by = asked[kind], User.objects.get(name="Ben Sommer")
        same = {field: getattr(tonight, field) for field in ("municipality", "tradeoff", "title", "starts_at", "place")}
        workshop = create_workshop(by=by, **same)
        words = {"question": poll.question, "pole_a": poll.pole_a, "pole_b": poll.pole_b, "options": poll.options}
        add_pair(workshop=workshop, kind=kind, by=by, **words)
        stage = camera.open(reverse("stage", args=[workshop.stage_token]), **STAGE)
        room = Room(workshop, stage=stage)
        people = [(Person(number), join(workshop=workshop, nonce=f"{name} {number}").identity) for number in range(size)]
        for _half in range(1 if size < 5 else 2):
            room.press_until("open")
            room.vote(people)
            room.press_until("revealed")
        camera.shoot(f"stage-{name}", stage)
        stage.context.close()


# -- the desks -------------------------------------------------------------------------
def desks(camera: Camera, workshop: Workshop) -> None:
    ben, clara = User.objects.get(name="Ben Sommer"), User.objects.get(name="Clara Brandt")
    console = camera.open("/workshops/", ben, **DESK)
    edit, tradeoff = reverse("workshop_edit", args=[workshop.pk]), reverse("tradeoff", args=[workshop.tradeoff_id])
    details = reverse("workshop_details", args=[workshop.pk])
    camera.visit(
        console,
        console_agenda=edit,
        console_edit=details,
        console_item_add=reverse("item_add", args=[workshop.pk]),
        console_tradeoff=tradeoff,
    )
    desk = camera.open("/dashboard/", clara, **DESK)
    camera.shoot("dashboard", desk)
    desk.locator("table.queue th a").first.click()
    desk.wait_for_url("**/dashboard/*/")
    camera.shoot("dashboard-proposal", desk)
    camera.visit(desk, dashboard_overview=reverse("dashboard_overview"))
    town = workshop.municipality.slug
    people = camera.open("/accounts/login/", **DESK)
    camera.shoot("dashboard-login", people)
    answered = Proposal.objects.filter(state=State.ANSWERED).first()
    camera.visit(people, public_home="/", public_town=f"/m/{town}/", public_proposal=reverse("proposal", args=[answered.pk]))
    camera.visit(people, public_status=f"/m/{town}/status/", public_error="/nowhere/")


def afterwards(camera: Camera, workshop: Workshop) -> None:
    """When the evening is over, and when everything has its answer."""
    camera.visit(camera.open("/", **DESK), public_error_code=f"/j/{workshop.code}/")
    clara = User.objects.get(name="Clara Brandt")
    desk = camera.open("/dashboard/", clara, **DESK)
    for proposal in Proposal.objects.filter(state__in=OPEN):
        proposals.draft_response(proposal=proposal, by=clara, by_when=proposal.answer_by, **ANSWER)
        proposals.publish_response(proposal=proposal, by=clara)
    camera.visit(desk, dashboard_queue_empty="/dashboard/")
