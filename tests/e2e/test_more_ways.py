"""The ways of asking that the long evening has no time for: each on every screen, by keyboard, and without script."""

import pytest
from playwright.sync_api import expect

from ..ballots import stored_ballots
from ..evening import Phone, ask, press
from .conftest import PHONE
from .screens import join as enter
from .screens import send, share_out
from .test_screens import Keys
from .walk import Walk

OPEN = 2  # presses of the main button, from the lobby to the open question


def rank(phone) -> None:
    """3 before 1; then 1 is moved above it."""
    phone.locator("#order-3").tap()
    phone.locator("#order-1").tap()
    expect(phone.locator("#sent")).to_contain_text("steht jetzt auf Platz 2")
    phone.locator("#order-1 ~ [data-move='-1']").tap()


def judge(phone) -> None:
    """A tap leads to the next statement; the second one is left out."""
    phone.locator("#agree-1").tap()
    expect(phone.locator("#agree-1")).to_be_hidden()
    phone.locator("[data-step='1']").tap()
    phone.locator("#disagree-3").tap()
    expect(phone.locator("[data-done]")).to_be_visible()
    expect(phone.locator("#sent")).to_contain_text("2 von 3")


def pay(phone) -> None:
    share_out(phone, 60, 40)
    expect(phone.locator("#sent")).to_contain_text("Alle 100 Punkte verteilt")


def rate(phone) -> None:
    phone.locator("#goal-x").press("End")
    expect(phone.locator("#sent")).to_contain_text("Bewerte noch dieses Ziel: „Ruhe für Tiere“")
    expect(phone.locator("[data-says]")).to_have_text("Dein Punkt liegt auf dieser Linie.")
    phone.locator("#goal-y").press("ArrowRight")
    expect(phone.locator("[data-says]")).to_have_text("Eher nur das: „Mehr Windstrom“.")


def weigh(phone) -> None:
    """Climate 2, quiet 1; then one score on the second screen, to which the button leads."""
    for place in (0, 0, 1):
        phone.locator("[data-weigh='1']").nth(place).tap()
    expect(phone.locator("[data-share]").first).to_contain_text("67")
    phone.locator("[data-go=scores]").tap()
    phone.locator("#score-2-1").press("ArrowRight")


def compare(phone) -> None:
    for _pair in range(2):
        phone.locator("[data-pick='1']").tap()
    phone.locator("[data-step='-1']").tap()
    phone.locator("[data-pick='0']").tap()
    phone.locator("[data-step='1']").tap()
    expect(phone.locator("#sent")).to_contain_text("2 von 3 verglichen")


BY_THUMB = {
    "budget": pay,
    "pairwise": compare,
    "ranking": rank,
    "criteria": weigh,
    "statements": judge,
    "grid": rate,
    "knowledge": lambda phone: phone.locator("#option-1").tap(),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", BY_THUMB)
def test_every_screen_of_a_way(kind, new_page, make_workshop, ben, clara):
    workshop = press(make_workshop(kind), by=ben)
    walk = Walk(lambda **options: new_page(bypass_csp=True, **options), workshop, PHONE["viewport"], ben, clara, thorough=False)
    walk.poll(kind, lambda: BY_THUMB[kind](walk.amina))
    assert not walk.found, walk.found


def rank_by_keys(keys) -> None:
    keys.tab_to("#order-2").press(" ")
    keys.tab_to("#order-1:not(:checked)").press(" ")
    keys.tab_to("#order-1 ~ [data-move='-1']").press("Enter")


def judge_by_keys(keys) -> None:
    """Keys move through the verdicts of one statement; the button leads to the next one, and the focus with it."""
    expect(keys.page.locator("#agree-2")).to_be_hidden()  # its script is there
    keys.tab_to("#agree-1").press(" ")
    keys.tab_to("[data-step='1']").press("Enter")
    expect(keys.page.locator("#agree-2")).to_be_focused()
    keys.press(" ", "ArrowRight")
    keys.tab_to("[data-step='1']").press("Enter", "ArrowLeft")


def weigh_by_keys(keys) -> None:
    keys.tab_to("#weight-1 ~ [data-weigh]").press("Enter", "Enter")
    keys.tab_to("#weight-2").press("3")
    keys.tab_to("#send").press("Enter")  # the scores come first
    keys.tab_to("#score-3-2").press("End")


WEIGHED = {"weights": {"1": 2, "2": 3, "3": 0}, "scores": {"3": {"2": 10}}}


def rate_by_keys(keys) -> None:
    keys.tab_to("#goal-x").press("End", "ArrowLeft")
    keys.tab_to("#goal-y").press("Enter")  # where it lies is an answer, too


def guess_by_keys(keys) -> None:
    keys.tab_to("#option-1").press(" ", "ArrowDown")


BY_KEYS = {"ranking": (rank_by_keys, {"order": [1, 2]}), "statements": (judge_by_keys, {"votes": {"1": 1, "2": 0, "3": -1}})}
MORE_BY_KEYS = {
    "criteria": (weigh_by_keys, WEIGHED),
    "grid": (rate_by_keys, {"x": 95, "y": 0}),
    "knowledge": (guess_by_keys, {"option": 2}),
}


def cheap_and_slow(cheap, slow):
    """Parameters of a test: the default run tries the first, the long one both."""
    return [*cheap, *(pytest.param(kind, marks=pytest.mark.slow) for kind in slow)]


@pytest.mark.parametrize("kind", cheap_and_slow(BY_KEYS, MORE_BY_KEYS))
def test_a_ballot_by_keyboard_alone(kind, new_page, make_workshop, ben):
    workshop = press(make_workshop(kind), OPEN, by=ben)
    amina = enter(new_page, workshop, by_code=False)
    keys, (answer, expected) = Keys(amina), (BY_KEYS | MORE_BY_KEYS)[kind]
    expect(amina.locator("#send")).to_be_visible()
    answer(keys)
    keys.tab_to("#send").press("Enter")
    keys.saved()
    assert stored_ballots()[0].answer == expected
    amina.reload()
    keys.saved()  # what was said is shown again


def rank_plainly(phone) -> None:
    phone.locator("#place-1").select_option("3")
    phone.locator("#place-3").select_option("2")  # a place may stay empty


def judge_plainly(phone) -> None:
    phone.locator("#pass-2").tap()


def weigh_plainly(phone) -> None:
    phone.locator("#weight-1").fill("2")
    phone.locator("#weight-2").fill("3")
    phone.locator("[name='int.scores.3.2']:enabled").fill("10")


PLAINLY = {
    "ranking": (rank_plainly, {"order": [3, 2]}, "#place-2 option:checked[value='2']"),
    "statements": (judge_plainly, {"votes": {"2": 0}}, "#pass-2:checked"),
}


def rate_plainly(phone) -> None:
    phone.locator("[name='int.x'][value='70']").check()
    phone.locator("[name='int.y'][value='30']").check()


MORE_PLAINLY = {
    "criteria": (weigh_plainly, WEIGHED, "#weight-2[value='3']"),
    "grid": (rate_plainly, {"x": 70, "y": 30}, "[name='int.y'][value='30']:checked"),
    "knowledge": (lambda phone: phone.locator("#option-2").tap(), {"option": 2}, "#option-2:checked"),
}


@pytest.mark.parametrize("kind", cheap_and_slow(PLAINLY, MORE_PLAINLY))
def test_a_ballot_without_script(kind, new_page, make_workshop, ben):
    workshop = press(make_workshop(kind), OPEN, by=ben)
    amina = enter(new_page, workshop, by_code=False, java_script_enabled=False)
    answer, expected, shown = (PLAINLY | MORE_PLAINLY)[kind]
    answer(amina)
    amina.locator("#send").tap()
    expect(amina.locator("#line")).to_have_text("Deine Antwort ist gespeichert.")
    assert stored_ballots()[0].answer == expected
    expect(amina.locator(shown)).to_have_count(1)


def test_what_was_sent_comes_back_in_its_order(new_page, make_workshop, ben):
    workshop = press(make_workshop("ranking"), OPEN, by=ben)
    amina = enter(new_page, workshop, by_code=False)
    rank(amina)
    send(amina)
    for _time in range(2):
        expect(amina.locator(".order li:visible label")).to_have_text(["Nachtbus", "Jugendclub"])
        amina.reload()


ESTIMATE = {"low": 0, "high": 20_000, "step": 100, "truth": 9_300, "unit": {"de": "Haushalte"}, "fact": {"de": "So viel ist es."}}


@pytest.mark.slow
def test_an_estimate_from_the_keys_to_the_flag(new_page, make_workshop, join, ben):
    workshop = make_workshop()
    poll = ask(workshop, "knowledge", by=ben, options=[], settings=ESTIMATE)
    press(workshop, 6, by=ben)  # past the line, to the open question
    amina = enter(new_page, workshop, by_code=False)
    keys, status = Keys(amina), amina.locator("#sent")
    expect(status).to_contain_text("Tipp erst deine Schätzung ein.")
    keys.tab_to("#estimate").press("6", "5", "5", "0")
    expect(status).to_contain_text("in Schritten von 100")
    keys.press("Backspace", "Backspace", "0", "0")
    keys.tab_to("[data-jump='1000']").press("Enter")
    expect(status).to_contain_text("7.500 Haushalte geschätzt.")
    keys.tab_to("#send").press("Enter")
    keys.saved()
    assert stored_ballots(poll)[0].answer == {"estimate": 7_500}
    for _person in range(5):
        join(workshop).vote(poll, {"estimate": 9_000})
    press(workshop, 2, by=ben)
    expect(amina.locator("[data-own-words]")).to_have_text("Du hast 7.500 geschätzt. Das weiß nur dein Handy.")
    expect(amina.locator("[data-own] circle").first).to_have_attribute("cx", "37.5%")
    expect(amina.locator(".on-flag")).to_have_text("9.300")


@pytest.mark.slow
def test_an_own_point_in_the_picture_of_two_goals(new_page, make_workshop, join, ben):
    workshop = press(make_workshop("grid"), OPEN, by=ben)
    amina, poll = enter(new_page, workshop, by_code=False), workshop.item.polls.get()
    rate(amina)
    send(amina)
    for _person in range(5):
        join(workshop).vote(poll, {"x": 50, "y": 50})
    press(workshop, 2, by=ben)
    expect(amina.locator("[data-own] .here")).to_have_text("du")


@pytest.mark.slow
def test_ones_own_weights_and_values_stand_in_the_result_of_criteria(new_page, make_workshop, ben):
    """Climate 2, quiet 1, and for the first option 2 on climate, 5 on quiet: 3 of 10. The other options have no value of her own."""
    workshop = press(make_workshop("criteria"), OPEN, by=ben)
    poll = workshop.item.polls.get()
    amina = enter(new_page, workshop, by_code=False)
    for place in (0, 0, 1):
        amina.locator("[data-weigh='1']").nth(place).tap()
    amina.locator("[data-go=scores]").tap()
    for criterion, presses in (("1", 2), ("2", 5)):
        for _press in range(presses):
            amina.locator(f"#score-1-{criterion}").press("ArrowRight")
    send(amina)
    for number in range(5):
        Phone(workshop, f"nonce-{number:04d}").vote(poll, {"weights": {"3": 1}, "scores": {"1": {"1": 1, "2": 1, "3": 1}}})
    press(workshop, 2, by=ben)
    result = amina.locator("[data-result]")
    expect(result.locator("[data-criteria] .mine")).to_have_text(["du: 67\u00a0%", "du: 33\u00a0%", "du: 0\u00a0%"])
    expect(result.locator("[data-option] .mine")).to_have_text(["du: 3,0"])
