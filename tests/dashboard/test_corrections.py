"""A published answer is corrected in public: the old words stay readable, with the day and the reason."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from participation.proposals import actions, receipts
from participation.proposals.answers import WORDS
from participation.proposals.models import Correction, PendingCorrection, Proposal, ProposalEvent, Response, State
from workshops.refused import Refused

WHY = "Die Kosten standen falsch da: Es war eine Null zu viel."


@pytest.fixture
def answered(make_proposal, clara, answer):
    """A proposal with a public answer."""
    proposal = make_proposal()
    words = {**answer, "by_when": timezone.datetime(2030, 5, 1).date()}
    actions.draft_response(proposal=proposal, by=clara, **words)
    actions.publish_response(proposal=proposal, by=clara)
    return proposal


def page(proposal):
    return reverse("dashboard_correct", args=[proposal.pk])


def correct(client, proposal, answer, **change):
    seen = re.search(r'name="seen" value="(\w+)"', client.get(page(proposal)).content.decode())[1]
    return client.post(page(proposal), {**answer, "why": WHY, "seen": seen} | change)


def test_the_old_words_stay_readable(as_user, olga, answered, answer):
    assert correct(as_user(olga), answered, answer, cost="900 € im Jahr").status_code == 303
    html = as_user().get(reverse("proposal", args=[answered.pk])).content.decode()
    assert "900 € im Jahr" in html and "9.000 € im Jahr" in html and "Berichtigt am" in html
    assert html.count(WHY) == 2, "beside the old words, and in the history"
    assert "Clara" in html, "the answer keeps its signature"
    event = ProposalEvent.objects.get(proposal=answered, verb="correct")
    assert (event.role, event.reason, event.to_state) == ("officer", WHY, State.ANSWERED)


def test_a_correction_does_not_change_the_decision_nor_since_when_it_stands(as_user, clara, answered, answer):
    before = answered.state_since, Response.objects.get().published_at
    correct(as_user(clara), answered, answer, reason=answer["reason"] + " Auch am Sonntag.", verdict="rejected")
    answered.refresh_from_db()
    assert Response.objects.get().verdict == "accepted" and (answered.state_since, answered.response.published_at) == before


@pytest.mark.parametrize("change", [{"why": ""}, {"reason": "Zu kurz."}, {"who": ""}, {"by_when": "2020-01-01"}, {"by_when": "bald"}])
def test_what_is_wrong_is_said_and_what_was_typed_stays(as_user, clara, answered, answer, change):
    response = correct(as_user(clara), answered, answer | {"cost": "<b>neu</b>"}, **change)
    assert response.status_code == 422 and "&lt;b&gt;neu&lt;/b&gt;" in response.content.decode()
    assert not Correction.objects.exists()


def test_nothing_new_is_no_correction(as_user, clara, answered, answer):
    response = correct(as_user(clara), answered, answer)
    assert response.status_code == 409 and "Nichts ist anders" in response.content.decode()


def test_two_who_correct_at_once_read_each_other(as_user, clara, olga, answered, answer):
    seen = Response.objects.get().fingerprint
    correct(as_user(olga), answered, answer, who="Olga, Hauptamt")
    late = as_user(clara).post(page(answered), {**answer, "why": WHY, "seen": seen, "who": "Clara Brandt"})
    html = late.content.decode()
    assert late.status_code == 409 and "Olga, Hauptamt" in html and 'value="Clara Brandt"' in html
    again = re.search(r'name="seen" value="(\w+)"', html)[1]
    assert as_user(clara).post(page(answered), {**answer, "why": WHY, "seen": again, "who": "Clara Brandt"}).status_code == 303
    assert [old.who for old in Correction.objects.all()] == ["Olga, Hauptamt", "Jonas Ritter, Hauptamt"]


def test_a_promised_day_that_is_over_meanwhile_may_stay(as_user, clara, answered, answer):
    Response.objects.update(by_when="2020-05-01")
    assert correct(as_user(clara), answered, answer, by_when="2020-05-01", cost="900 €").status_code == 303


def test_the_authors_read_the_correction_behind_their_link(as_user, clara, answered, answer):
    Proposal.objects.update(receipt_digest=receipts.digest_of("amina-s-private-link-1"))
    correct(as_user(clara), answered, answer, cost="900 € im Jahr")
    html = as_user().get("/r/amina-s-private-link-1/").content.decode()
    assert "900 € im Jahr" in html and "9.000 € im Jahr" in html and WHY in html


@pytest.mark.parametrize("gap", [{"who": ""}, {"by_when": None}])
def test_the_action_itself_refuses_a_yes_that_nobody_keeps(clara, answered, gap):
    words = {name: getattr(answered.response, name) for name in WORDS} | gap
    with pytest.raises(Refused, match="bis wann"):
        actions.correct_response(proposal=answered, by=clara, why=WHY, seen=answered.response.fingerprint, **words)


def test_a_draft_is_changed_and_not_corrected(make_proposal, clara, answer):
    proposal = make_proposal()
    draft = actions.draft_response(proposal=proposal, by=clara, **answer | {"verdict": "partly", "by_when": None})
    words = {name: getattr(draft, name) for name in WORDS} | {"cost": "nichts"}
    with pytest.raises(Refused, match="noch keine"):
        actions.correct_response(proposal=proposal, by=clara, why=WHY, seen=draft.fingerprint, **words)


def test_before_an_answer_there_is_nothing_to_correct(as_user, clara, make_proposal):
    proposal = make_proposal()
    assert as_user(clara).get(page(proposal))["Location"] == reverse("dashboard_proposal", args=[proposal.pk])


def test_readers_of_english_get_the_english_words(as_user, clara, answered, answer):
    correct(as_user(clara), answered, answer, english="The bus runs from spring on, on Fridays first.")
    address = reverse("proposal", args=[answered.pk])
    english = as_user().get(address, headers={"accept-language": "en"}).content.decode()
    german = as_user().get(address, headers={"accept-language": "de"}).content.decode()
    assert "runs from spring" in english and "runs from spring" not in german and "auf Probe" in german


def test_an_answer_to_a_merged_proposal_names_the_other_one(as_user, clara, make_proposal, make_evening, answer):
    evening = make_evening()
    one, other = make_proposal("Rufbus am Freitag", workshop=evening), make_proposal("Rufbus am Samstag", workshop=evening)
    actions.merge(proposal=one, into=other, by=clara, reason="Derselbe Bus.")
    response = as_user(clara).post(reverse("dashboard_proposal", args=[one.pk]), answer)
    html = response.content.decode()
    assert response.status_code == 409 and "„Rufbus am Samstag“" in html and not Response.objects.exists()


def test_a_day_that_is_over_is_no_promise(as_user, clara, make_proposal, answer):
    response = as_user(clara).post(reverse("dashboard_proposal", args=[make_proposal().pk]), answer | {"by_when": "2020-01-01"})
    html = response.content.decode()
    assert response.status_code == 422 and "Dieser Tag ist vorbei" in html and answer["reason"] in html


# -- where the town wants a second signature ----------------------------------------------
@pytest.fixture
def signed_off(town, answered):
    town.signs_off = True
    town.save()
    return answered


def sign(client, proposal):
    seen = re.search(r'name="seen" value="(\w+)">\s*<button class="button primary" name="do"', client.get(page(proposal)).content.decode())
    return client.post(page(proposal), {"do": "sign", "seen": seen[1] if seen else PendingCorrection.objects.get().fingerprint})


def public(proposal):
    return Client().get(reverse("proposal", args=[proposal.pk])).content.decode()


def test_a_correction_waits_for_the_signature_of_somebody_else(as_user, olga, clara, signed_off, answer):
    saved = correct(as_user(olga), signed_off, answer, cost="900 € im Jahr")
    assert saved.status_code == 303 and saved["Location"] == page(signed_off)
    assert "900 € im Jahr" not in public(signed_off) and not Correction.objects.exists()
    sign(as_user(olga), signed_off)
    assert not Correction.objects.exists(), "nobody signs their own"
    assert "900 € im Jahr" in as_user(clara).get(page(signed_off)).content.decode()
    sign(as_user(clara), signed_off)
    assert "900 € im Jahr" in public(signed_off) and WHY in public(signed_off)
    assert not PendingCorrection.objects.exists() and Correction.objects.get().cost == "9.000 € im Jahr"


def test_whoever_signs_sees_what_is_different(as_user, olga, clara, signed_off, answer):
    """The old words crossed out, the new ones underlined; what stays the same is not repeated."""
    correct(
        as_user(olga), signed_off, answer, cost="900 € im Jahr", by_when="2030-06-01", reason=answer["reason"].replace("Probe", "Dauer")
    )
    html = as_user(clara).get(page(signed_off)).content.decode()
    waiting = html[html.index('id="pending-name"') :]
    waiting = waiting[: waiting.index("</section>")]
    for words in (
        "<del>Probe</del>",
        "<ins>Dauer</ins>",
        "<del>9.000 € im Jahr</del>",
        "<ins>900 € im Jahr</ins>",
        "<ins>1. Juni 2030</ins>",
    ):
        assert words in waiting
    assert answer["who"] not in waiting


def test_the_page_of_the_proposal_says_that_a_correction_waits(as_user, olga, clara, emil, signed_off, answer):
    own, words = reverse("dashboard_proposal", args=[signed_off.pk]), "Eine Berichtigung, die auf eine Unterschrift wartet"
    assert words not in as_user(clara).get(own).content.decode()
    correct(as_user(olga), signed_off, answer, cost="900 € im Jahr")
    assert words in as_user(clara).get(own).content.decode()
    for reader in (as_user(emil).get(own).content.decode(), public(signed_off)):
        assert words not in reader, "a council member can't sign it"


def test_only_what_was_read_is_signed(as_user, olga, clara, signed_off, answer):
    correct(as_user(olga), signed_off, answer, cost="900 € im Jahr")
    read = PendingCorrection.objects.get().fingerprint
    correct(as_user(olga), signed_off, answer, cost="90.000 € im Jahr")
    refused = as_user(clara).post(page(signed_off), {"do": "sign", "seen": read}, follow=True)
    assert "Jemand hat den Entwurf inzwischen geändert." in refused.content.decode()
    assert not Correction.objects.exists()


def test_two_who_correct_at_once_lose_nothing(as_user, olga, clara, signed_off, answer):
    first = as_user(clara).get(page(signed_off)).context["seen"]
    correct(as_user(olga), signed_off, answer, who="Olga, Hauptamt")
    late = as_user(clara).post(page(signed_off), {**answer, "why": WHY, "seen": first, "who": "Clara Brandt"})
    html = late.content.decode()
    assert late.status_code == 409 and "Olga, Hauptamt" in html and 'value="Clara Brandt"' in html
    assert PendingCorrection.objects.get().who == "Olga, Hauptamt"
