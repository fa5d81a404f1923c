"""A proposal from the phone to the answer: Amina writes, Ben releases, a friend supports, Clara answers, the receipt says so."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from participation.proposals import actions
from participation.proposals.models import Proposal, State, Support
from workshops.actions import add_item, next_step

from ..waiting import until
from .screens import join, reload_until

TITLE = "Ein Windrad, das uns mitgehört"
SIMILARITY = (Path(__file__).resolve().parents[2] / "participation/static/js/similarity.js").read_text().replace("export ", "")
COMPARE = (
    f"([asked, there]) => {{ {SIMILARITY}; const list = prepare(there); return asked.map(([title, what]) => similar(title, what, list)); }}"
)
THERE = [
    ("Ein Nachtbus für alle Ortsteile", "Er fährt am Wochenende bis eins."),
    ("Ein Windrad, das uns mitgehört", "Wer näher wohnt, zahlt weniger."),
    ("Mehr Bänke am Marktplatz", "Im Schatten, mit Lehne."),
    ("Beleuchteter Radweg nach Holzmark", "Damit niemand im Dunkeln fährt."),
    ("Jugendraum im alten Bahnhof", "Wir streichen ihn selbst."),
    ("Trinkbrunnen auf dem Schulhof", "Damit niemand Flaschen kauft."),
]
SOUNDS_LIKE = {  # title and text → the titles that sound like it
    ("Rufbus am Freitagabend", "Ein Bus fährt bis eins."): ["Ein Nachtbus für alle Ortsteile"],
    ("Bank auf dem Markt", ""): ["Mehr Bänke am Marktplatz"],
    ("WINDRÄDER mit Beteiligung", ""): ["Ein Windrad, das uns mitgehört"],
    ("Licht am Radweg", "Niemand fährt im Dunkeln."): ["Beleuchteter Radweg nach Holzmark"],
    ("Freibad länger öffnen", "Bis 21 Uhr, wenn es warm ist."): [],
    ("Mehr für Jugendliche tun", "Wir wollen einfach mehr."): [],
    ("", ""): [],
}
# Scripts of a page begin after it has become interactive.
EARLY = """document.addEventListener("readystatechange", () => {
    const title = document.getElementById("title");
    if (title && document.readyState === "interactive") title.value = "Windrad";
})"""


@pytest.fixture
def workshop(make_workshop, ben):
    """Running, at the item in which proposals are written."""
    from workshops.models import AgendaItem, Workshop

    evening = make_workshop("slider")
    AgendaItem.objects.filter(workshop=evening).delete()
    item = add_item(workshop=evening, kind="proposals", by=ben, title={"de": "Vorschläge aus dem Raum"})
    next_step(workshop=evening, revision=0, by=ben)
    evening = Workshop.objects.get(pk=evening.pk)
    assert evening.item == item
    return evening


def write(phone):
    phone.get_by_text("Eigenen Vorschlag schreiben").tap()
    phone.locator("#title").fill("Windrad")
    phone.locator("#what").fill("Wer näher wohnt, zahlt weniger 🙂")
    expect(phone.locator("#what-count")).to_have_text("32 von 600 Zeichen")
    expect(phone.locator("#sent")).to_contain_text("Entwurf auf diesem Handy gespeichert.")
    phone.reload()
    expect(phone.locator("#title")).to_have_value("Windrad")
    phone.get_by_text("Vorschlag abschicken").tap()
    expect(phone.locator("#title-error")).to_contain_text("Der Titel ist zu kurz.")
    expect(phone.locator("#title")).to_be_focused()
    expect(phone.locator("#what")).to_have_value("Wer näher wohnt, zahlt weniger 🙂")
    phone.errors.clear()  # the browser reports the 422
    phone.locator("#title").fill(TITLE)
    expect(phone.locator("#title-error")).to_have_count(0)
    expect(phone.locator("#sent")).not_to_contain_text("Noch nicht abgeschickt")
    phone.get_by_text("Vorschlag abschicken").tap()
    expect(phone.locator("h1")).to_have_text("Danke. Dein Vorschlag ist angekommen.")
    until(lambda: phone.evaluate("Object.keys(localStorage).filter(key => key.includes('proposal')).length") == 0)
    return phone.url


def support_in_sight_of(amina, friend):
    """The friend supports, takes it back and supports again; Amina's phone follows."""
    button = friend.locator("button[name=support]")
    button.tap()
    expect(button).to_have_attribute("aria-pressed", "true")
    for screen in (amina, friend):
        expect(screen.locator("button[name=support] .numbers")).to_have_text(re.compile("1$"))
    expect(amina.locator("button[name=support]")).to_have_attribute("aria-pressed", "false")
    friend.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.tap()
    expect(amina.locator("button[name=support] .numbers")).to_have_text(re.compile("0$"))
    button.tap()
    expect(amina.locator("button[name=support] .numbers")).to_have_text(re.compile("1$"))


def test_from_the_phone_to_the_answer(new_page, workshop, ben, clara):
    amina, friend = join(new_page, workshop), join(new_page, workshop)
    console, stage = new_page(user=ben), new_page(viewport={"width": 1920, "height": 1080})
    console.goto(f"/console/{workshop.pk}/")
    stage.goto(f"/stage/{workshop.stage_token}/")
    receipt = write(amina)
    amina.get_by_text("Zurück zum Workshop").tap()
    expect(amina.locator("#own-proposals")).to_contain_text("Wartet auf Freigabe")
    assert TITLE not in friend.content() + stage.content()

    console.get_by_role("button", name="Freigeben").click()  # what waits alone does so for twenty seconds
    for screen in (friend, stage, amina):
        expect(screen.locator("[data-slot=proposals]")).to_contain_text(TITLE)
    expect(amina.locator("#own-proposals")).to_be_hidden()
    expect(amina.locator("[data-proposal] .mine")).to_be_visible()

    support_in_sight_of(amina, friend)
    expect(stage.locator("[data-slot=proposals] .number")).to_have_text("1")

    workshop.refresh_from_db()
    next_step(workshop=workshop, revision=workshop.step, by=ben)
    proposal = Proposal.objects.get()
    assert proposal.is_public and Support.objects.get().place == "room"
    actions.draft_response(proposal=proposal, by=clara, verdict="partly", reason="Ja zum Windrad.")
    actions.publish_response(proposal=proposal, by=clara)
    stranger = new_page()
    stranger.goto(receipt)
    expect(stranger.locator(".answer")).to_contain_text("Teilweise angenommen")
    expect(stranger.locator(".answer")).to_contain_text("Ja zum Windrad.")
    stranger.goto(f"/p/{proposal.pk}/")
    expect(stranger.locator("h1")).to_have_text(TITLE)


def test_without_script_forms_do_the_same(new_page, workshop, ben):
    amina = join(new_page, workshop, java_script_enabled=False)
    amina.get_by_text("Eigenen Vorschlag schreiben").tap()
    amina.locator("#title").fill(TITLE)
    amina.locator("#what").fill("Wer näher wohnt, zahlt weniger.")
    amina.get_by_text("Vorschlag abschicken").tap()
    expect(amina.locator("h1")).to_have_text("Danke. Dein Vorschlag ist angekommen.")
    actions.transition(proposal=Proposal.objects.get(), verb="return", by=ben, reason="Bitte schreib, wo.")
    amina.reload()
    expect(amina.locator("blockquote")).to_contain_text("Bitte schreib, wo.")
    amina.locator("#what").fill("Am Ortsrand von Holzmark.")
    amina.get_by_text("Noch einmal abschicken").tap()
    expect(amina.locator("h1")).to_have_text("Danke. Dein Vorschlag ist angekommen.")
    actions.transition(proposal=Proposal.objects.get(), verb="release", by=ben)
    amina.get_by_text("Zurück zum Workshop").tap()
    reload_until(amina, "button[name=support]")
    amina.locator("button[name=support]").tap()
    amina.wait_for_timeout(4_000)  # the number moves every five seconds
    reload_until(amina, "button[name=support] .numbers:has-text('1')")
    assert Support.objects.count() == 1


def test_what_is_typed_before_the_script_has_come_is_kept(new_page, workshop):
    amina = join(new_page, workshop)
    amina.add_init_script(EARLY)
    amina.get_by_text("Eigenen Vorschlag schreiben").tap()
    expect(amina.locator("#sent")).to_contain_text("Entwurf auf diesem Handy gespeichert.")
    expect(amina.locator("#title")).to_have_value("Windrad")


def test_a_look_at_the_evening_costs_no_draft(new_page, workshop):
    amina = join(new_page, workshop)
    amina.get_by_text("Eigenen Vorschlag schreiben").tap()
    amina.locator("#title").fill(TITLE)
    amina.get_by_text("Zurück zum Workshop").tap()
    amina.get_by_text("Eigenen Vorschlag schreiben").tap()
    expect(amina.locator("#title")).to_have_value(TITLE)


def test_phones_hear_what_sounds_similar(new_page):
    there = [{"title": title, "text": text} for title, text in THERE]
    found = new_page().evaluate(COMPARE, [[list(asked) for asked in SOUNDS_LIKE], there])
    titles = [[proposal["title"] for proposal in proposals] for proposals in found]
    assert dict(zip(SOUNDS_LIKE, titles, strict=True)) == SOUNDS_LIKE


def test_what_sounds_similar_is_shown_and_nothing_typed_leaves_the_phone(new_page, workshop, ben):
    amina, friend = join(new_page, workshop), join(new_page, workshop)
    friend.get_by_text("Eigenen Vorschlag schreiben").tap()
    write_quickly(friend)
    actions.transition(proposal=Proposal.objects.get(), verb="release", by=ben)
    with amina.expect_response("**/proposals.json"):
        amina.get_by_text("Eigenen Vorschlag schreiben").tap()
    sent = []
    amina.on("request", lambda request: sent.append(request.url))
    amina.locator("#title").press_sequentially("Windräder für Auental")
    expect(amina.locator(".similar li")).to_contain_text([TITLE])
    expect(amina.locator("#similar [role=status]")).to_contain_text("Ähnliche Vorschläge: 1.")
    amina.locator("#why").focus()
    before = amina.locator("#why").bounding_box()
    amina.locator("#why").press_sequentially("Ein Windrad")
    assert amina.locator("#why").bounding_box() == before and sent == []
    amina.locator("#title").fill("Ein Freibad")
    expect(amina.locator(".similar")).to_be_hidden()
    amina.locator("#title").fill("Windrad")
    amina.locator(".similar a").tap()
    expect(amina.locator(f"#proposal-{Proposal.objects.get().pk} button[name=support]")).to_be_in_viewport()


def test_withdrawing_asks_first(new_page, workshop):
    amina = join(new_page, workshop)
    amina.get_by_text("Eigenen Vorschlag schreiben").tap()
    write_quickly(amina)
    amina.get_by_text("Vorschlag zurückziehen").tap()
    amina.get_by_text("Ja, zurückziehen").tap()
    expect(amina.locator("h1")).to_have_text("Du hast deinen Vorschlag zurückgezogen.")
    assert Proposal.objects.get().state == State.WITHDRAWN


def write_quickly(phone):
    phone.locator("#title").fill(TITLE)
    phone.locator("#what").fill("Wer näher wohnt, zahlt weniger.")
    phone.get_by_text("Vorschlag abschicken").tap()
    expect(phone.locator("h1")).to_have_text("Danke. Dein Vorschlag ist angekommen.")
