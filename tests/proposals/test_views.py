"""The form, the receipt and the public page, as browsers without script see them."""

import re
import secrets

import pytest
from django.urls import reverse

from participation.proposals import actions
from participation.proposals.models import Proposal, State, Support
from participation.proposals.receipts import receipt_of
from workshops.models import Workshop

pytestmark = pytest.mark.django_db

TEXTS = {"title": "Ein Windrad, das uns mitgehört", "what": "Wer näher wohnt, zahlt weniger.", "why": ""}


@pytest.fixture
def phone(browser_of, amina):
    return browser_of(amina)


@pytest.fixture
def address(workshop):
    return reverse("phone_propose", args=[workshop.room.slug])


def form_of(client, address, **changes):
    """The form as it was delivered, filled in."""
    page = client.get(address).content.decode()
    nonce = re.search(r'name="nonce" value="([^"]+)"', page)[1]
    tradeoff = re.search(r'<option value="(\d+)" selected', page)[1]
    return {**TEXTS, "nonce": nonce, "tradeoff": tradeoff, **changes}


# -- writing one ------------------------------------------------------------------
def test_a_sent_form_leads_to_its_receipt(phone, address, amina):
    response = phone.post(address, form_of(phone, address))
    proposal = Proposal.objects.get()
    assert response.status_code == 303
    assert response["Location"] == f"/r/{receipt_of(amina, proposal.uuid)}/#sent"
    page = phone.get(response["Location"]).content.decode()
    assert "Danke. Dein Vorschlag ist angekommen." in page and TEXTS["title"] in page


def test_a_double_tap_is_one_proposal_and_one_receipt(phone, address):
    form = form_of(phone, address)
    assert phone.post(address, form)["Location"] == phone.post(address, form)["Location"]
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "Windrad", "Der Titel ist zu kurz."),
        ("title", "x" * 81, "Das ist ein Zeichen zu viel."),
        ("title", "\u200b\u202e   ", "Der Titel fehlt."),
        ("what", "", "Bitte schreib, was passieren soll."),
        ("what", "ä" * 601, "Das ist ein Zeichen zu viel."),
        ("tradeoff", "999999", "Bitte einen Zielkonflikt wählen."),
        ("tradeoff", "'; DROP TABLE", "Bitte einen Zielkonflikt wählen."),
    ],
)
def test_what_was_typed_stays_and_the_sentence_stands_at_the_field(phone, address, field, value, said):
    why = "Weil wir hier wohnen & bleiben"
    response = phone.post(address, form_of(phone, address, why=why, **{field: value}))
    page = response.content.decode()
    assert response.status_code == 422
    assert not Proposal.objects.exists()
    assert said in page and f'id="{field}-error"' in page and f'data-wrong="{field}"' in page
    assert "Weil wir hier wohnen &amp; bleiben" in page
    assert "Noch nicht abgeschickt" in page


def test_emoji_count_as_one_and_line_breaks_stay(phone, address):
    phone.post(address, form_of(phone, address, title="🌳" * 80, what="Erste Zeile\r\nzweite Zeile"))
    proposal = Proposal.objects.get()
    assert proposal.title == "🌳" * 80
    assert proposal.what == "Erste Zeile\nzweite Zeile"


def test_markup_is_shown_as_typed(phone, address):
    response = phone.post(address, form_of(phone, address, title="<script>alert(1)</script>"))
    page = phone.get(response["Location"]).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_a_foreign_trade_off_can_not_be_chosen(phone, address, make_tradeoff, other_town):
    foreign = make_tradeoff(other_town)
    assert str(foreign.pk) not in re.findall(r'<option value="(\d+)"', phone.get(address).content.decode())
    phone.post(address, form_of(phone, address, tradeoff=foreign.pk))
    assert not Proposal.objects.exists()


def test_who_is_not_in_the_room_is_sent_to_its_door(client, address, workshop):
    assert client.get(address)["Location"] == reverse("join", args=[workshop.code])
    assert client.post(address, TEXTS).status_code == 303
    assert not Proposal.objects.exists()


def test_a_late_form_keeps_its_text(phone, address, workshop):
    form = form_of(phone, address)
    Workshop.objects.filter(pk=workshop.pk).update(state=Workshop.State.ENDED)
    late = phone.post(address, form)
    page = late.content.decode()
    assert late.status_code == 409 and "Vorschläge kommen jetzt nicht mehr an" in page and TEXTS["what"] in page
    assert phone.get(address)["Location"] == reverse("phone", args=[workshop.room.slug])


# -- the receipt ------------------------------------------------------------------
def test_an_unknown_receipt_says_so(client):
    response = client.get(reverse("receipt", args=[secrets.token_urlsafe(16)]))
    assert response.status_code == 404
    assert "Zu diesem Link gibt es keinen Vorschlag." in response.content.decode()


def test_a_receipt_works_without_cookies_and_is_kept_private(client, write, amina):
    response = client.get(reverse("receipt", args=[write(amina).receipt]))
    assert response.status_code == 200
    assert "noindex" in response["X-Robots-Tag"] and response["Referrer-Policy"] == "same-origin"
    assert response["Cache-Control"] == "no-store"
    assert 'class="who"' not in response.content.decode()


def test_what_comes_back_can_be_changed_and_sent_again(client, write, amina, ben, tradeoff):
    sent = write(amina)
    address = reverse("receipt", args=[sent.receipt])
    actions.transition(proposal=sent.proposal, verb="return", by=ben, reason="Bitte ohne den Namen deines Nachbarn.")
    assert "Bitte ohne den Namen deines Nachbarn." in client.get(address).content.decode()
    wrong = client.post(address, {**TEXTS, "title": "kurz", "tradeoff": tradeoff.pk, "do": "submit"})
    page = wrong.content.decode()
    assert wrong.status_code == 422 and "Der Titel ist zu kurz." in page and TEXTS["what"] in page
    assert client.post(address, {**TEXTS, "tradeoff": tradeoff.pk, "do": "submit"}).status_code == 303
    sent.proposal.refresh_from_db()
    assert sent.proposal.state == State.SUBMITTED


@pytest.mark.parametrize(
    ("language", "said", "kept"),
    [
        ("de", "Dieser Vorschlag lässt sich nicht mehr ändern.", "Es ist nicht gespeichert."),
        ("en", "can’t be changed", "It is not saved."),
    ],
)
def test_a_change_that_comes_too_late_keeps_its_text(client, write, amina, ben, tradeoff, language, said, kept):
    """Two tabs, or two friends with the same link."""
    sent = write(amina)
    address = reverse("receipt", args=[sent.receipt])
    actions.transition(proposal=sent.proposal, verb="return", by=ben, reason="Bitte ohne den Namen deines Nachbarn.")
    words = {**TEXTS, "tradeoff": tradeoff.pk, "do": "submit"}
    assert client.post(address, words).status_code == 303
    late = client.post(address, {**words, "why": "Erster Grund\nzweiter <Grund>"}, HTTP_ACCEPT_LANGUAGE=language)
    page = late.content.decode()
    assert late.status_code == 409 and said in page and kept in page and "Erster Grund<br>zweiter &lt;Grund&gt;" in page
    twice = client.post(address, words, HTTP_ACCEPT_LANGUAGE=language)
    assert twice.status_code == 409 and kept not in twice.content.decode(), "the same form again is no text that got lost"


def test_a_step_that_nobody_knows_is_wrong(client, write, amina):
    wrong = client.post(reverse("receipt", args=[write(amina).receipt]), {"do": "explode"})
    assert wrong.status_code == 422 and "Das kam nicht vollständig an." in wrong.content.decode()


def test_withdrawing_by_receipt(client, write, amina):
    sent = write(amina)
    address = reverse("receipt", args=[sent.receipt])
    assert client.post(address, {"do": "withdraw"})["Location"] == address
    assert "Du hast deinen Vorschlag zurückgezogen." in client.get(address).content.decode()
    again = client.post(address, {"do": "withdraw"})
    assert again.status_code == 409 and 'role="alert"' in again.content.decode()


def test_a_released_text_is_not_changed_by_its_receipt(client, released, amina, tradeoff):
    address = reverse("receipt", args=[receipt_of(amina, released.uuid)])
    client.post(address, {**TEXTS, "title": "Etwas ganz anderes", "tradeoff": tradeoff.pk, "do": "submit"})
    released.refresh_from_db()
    assert released.title == TEXTS["title"]


def test_the_answer_stands_on_the_receipt_once_it_is_published(client, handed_over, amina, clara):
    address = reverse("receipt", args=[receipt_of(amina, handed_over.uuid)])
    actions.draft_response(proposal=handed_over, by=clara, verdict="partly", reason="Ja zum Windrad, nein zum Strompreis.")
    assert "Ja zum Windrad" not in client.get(address).content.decode()
    actions.publish_response(proposal=handed_over, by=clara)
    page = client.get(address).content.decode()
    assert "Ja zum Windrad" in page and "Teilweise angenommen" in page and "Clara" in page
    assert "28 Tage vor der Frist" in page


def test_the_receipt_of_a_merged_proposal_leads_to_the_other(client, write, make_phone, amina, ben, workshop):
    sent, other = write(amina), write(make_phone(), title="Ein Windrad für alle").proposal
    for proposal in (sent.proposal, other):
        actions.transition(proposal=proposal, verb="release", by=ben)
    actions.hand_over(workshop)
    actions.merge(proposal=sent.proposal, into=other, by=ben, reason="Beide wollen dasselbe.")
    page = client.get(reverse("receipt", args=[sent.receipt])).content.decode()
    assert reverse("proposal", args=[other.pk]) in page and "Beide wollen dasselbe." in page


# -- what nobody may see ------------------------------------------------------------
@pytest.mark.parametrize("state", ["submitted", "draft", "declined", "withdrawn", "released"])
def test_what_was_not_handed_over_is_not_public(client, proposal, ben, clara, state):
    verb, by = {
        "draft": ("return", ben),
        "withdrawn": ("withdraw", "author"),
        "released": ("release", ben),
    }.get(state, (None, None))
    if state == "declined":
        actions.decline(proposal=proposal, by=ben, rule="unrelated")
    if verb:
        actions.transition(proposal=proposal, verb=verb, by=by, reason="Darum.")
    address = reverse("proposal", args=[proposal.pk])
    for browser in (client, _logged_in(clara)):
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"on": "1"}).status_code == 404
    assert not Support.objects.exists()


def _logged_in(user):
    from django.test import Client

    browser = Client()
    browser.force_login(user)
    return browser
