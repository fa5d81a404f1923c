"""Yes, if changed: the town hall offers another wording, and whoever wrote the proposal agrees or not by the private link."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.demo_data.clock import at
from participation.proposals import actions, receipts
from participation.proposals.models import Offer, Proposal, Response, State
from participation.proposals.search import asked_for, matching
from participation.proposals.wordings import compare
from workshops.actions import forget
from workshops.refused import Refused

TOKEN = "amina-s-private-link-1"
LINK = f"/r/{TOKEN}/"
TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()


@pytest.fixture
def proposal(make_proposal):
    return make_proposal(receipt_digest=receipts.digest_of(TOKEN))


@pytest.fixture
def changed(answer):
    words = "Ein Kleinbus fährt bis Mitternacht in alle <Ortsteile>."
    return answer | {"verdict": "changed", "wording": words, "open_until": TOMORROW}


@pytest.fixture
def offered(as_user, clara, proposal, changed):
    """The proposal after Clara has offered another wording."""
    client = as_user(clara)
    assert client.post(reverse("dashboard_proposal", args=[proposal.pk]), changed).status_code == 303
    publish = reverse("dashboard_publish", args=[proposal.pk])
    client.post(publish, {"seen": client.get(publish).context["response"].fingerprint})
    proposal.refresh_from_db()
    assert proposal.state == State.OFFERED
    return proposal


def test_another_wording_begins_with_the_authors_and_has_to_differ(as_user, clara, proposal, changed):
    client, page = as_user(clara), reverse("dashboard_proposal", args=[proposal.pk])
    assert client.get(page).context["form"]["wording"].value() == proposal.what
    response = client.post(page, changed | {"wording": proposal.what})
    assert response.status_code == 422 and list(response.context["form"].errors) == ["wording"]


def public(client, proposal):
    return client.get(reverse("proposal", args=[proposal.pk])).content.decode()


def test_both_wordings_stand_side_by_side_with_their_differences(as_user, offered):
    for html in (as_user().get(LINK).content.decode(), public(as_user(), offered)):
        assert "<del>ein Uhr</del>" in html and "<ins>Mitternacht</ins>" in html
        assert "&lt;</ins>Ortsteile<ins>&gt;" in html, "what was typed is text"
    assert "Die Antwort des Rathauses" not in public(as_user(), offered), "it is no answer yet"


def test_yes_and_no_weigh_the_same(as_user, offered):
    html = as_user().get(LINK).content.decode()
    for does in ("agree", "refuse"):
        assert re.search(rf'<button class="button" name="do"\s+value="{does}">', html), "the page pushes nobody"


def test_with_a_yes_the_offer_is_the_answer(as_user, offered, answer):
    own = offered.what
    assert as_user().post(LINK, {"do": "agree"}).status_code == 303
    offered.refresh_from_db()
    assert offered.state == State.ANSWERED and offered.response.is_published and offered.what == own
    assert Offer.objects.get().outcome == Offer.Outcome.AGREED
    html = public(as_user(), offered)
    assert answer["reason"] in html and "<ins>Mitternacht</ins>" in html and "<del>ein Uhr</del>" in html


def test_what_the_authors_say_has_a_day_and_no_time(as_user, clara, proposal, changed):
    words = changed | {"by_when": timezone.datetime(2030, 5, 1).date(), "open_until": timezone.localdate() + timedelta(days=1)}
    with at(timezone.now() - timedelta(days=2)):
        actions.draft_response(proposal=proposal, by=clara, **words)
        actions.publish_response(proposal=proposal, by=clara)
    as_user().post(LINK, {"do": "agree"})
    proposal.refresh_from_db()
    moments = {proposal.events.get(verb="agree").at, proposal.state_since, Response.objects.get().published_at}
    assert [timezone.localtime(moment).time().isoformat() for moment in moments] == ["00:00:00"]


def test_on_the_day_of_the_offer_the_history_stays_in_order(as_user, offered):
    as_user().post(LINK, {"do": "refuse"})
    said, done = offered.events.get(verb="refuse"), offered.events.get(verb="offer")
    assert said.at == done.at and said.number > done.number


def test_with_a_no_the_town_hall_decides_anew(as_user, clara, offered, answer):
    as_user().post(LINK, {"do": "refuse"})
    offered.refresh_from_db()
    assert offered.state == State.UNDER_REVIEW and not offered.response.is_published
    assert "<ins>Mitternacht</ins>" in public(as_user(), offered), "both versions stay visible"
    again = as_user(clara).post(reverse("dashboard_proposal", args=[offered.pk]), answer | {"seen": offered.response.fingerprint})
    assert again.status_code == 303


def test_who_answers_second_is_told(as_user, offered):
    as_user().post(LINK, {"do": "refuse"})
    late = as_user().post(LINK, {"do": "agree"})
    assert late.status_code == 409 and "nichts mehr angeboten" in late.content.decode()
    assert Offer.objects.get().outcome == Offer.Outcome.REFUSED


def test_an_offer_ends_by_its_day(as_user, offered):
    now = timezone.now()
    assert actions.lapse_offers(now) == 0
    Offer.objects.update(open_until=timezone.localdate() - timedelta(days=1))
    assert "Die Zeit zum Antworten ist vorbei" in as_user().post(LINK, {"do": "agree"}).content.decode()
    assert actions.lapse_offers(now) == 1
    offered.refresh_from_db()
    assert offered.state == State.UNDER_REVIEW and Offer.objects.get().outcome == Offer.Outcome.LAPSED


def test_the_last_day_counts_in_full(as_user, offered):
    Offer.objects.update(open_until=timezone.localdate())
    assert actions.lapse_offers(timezone.now()) == 0
    assert as_user().post(LINK, {"do": "agree"}).status_code == 303


def test_an_offer_ends_without_anybody_s_doing(as_user, clara, offered, answer):
    Offer.objects.update(open_until=timezone.localdate() - timedelta(days=1))
    forget()  # as every hour
    offered.refresh_from_db()
    assert offered.state == State.UNDER_REVIEW and not offered.response.is_published
    again = as_user(clara).post(reverse("dashboard_proposal", args=[offered.pk]), answer | {"seen": offered.response.fingerprint})
    assert again.status_code == 303, "the town hall decides anew"


def test_an_offer_can_be_withdrawn_from(as_user, offered):
    as_user().post(LINK, {"do": "withdraw"})
    offered.refresh_from_db()
    assert offered.state == State.WITHDRAWN


def test_nobody_else_answers_an_offer(as_user, clara, offered):
    assert as_user().post("/r/somebody-else-s-link-1/", {"do": "agree"}).status_code == 404
    step = as_user(clara).post(reverse("dashboard_step", args=[offered.pk]), {"verb": "agree"})
    offered.refresh_from_db()
    assert step.status_code == 422 and offered.state == State.OFFERED


@pytest.mark.parametrize("change", [{"wording": ""}, {"open_until": ""}, {"open_until": "2020-01-01"}, {"who": ""}, {"wording": "x" * 601}])
def test_what_is_missing_is_said_and_what_was_typed_stays(as_user, clara, proposal, changed, change):
    response = as_user(clara).post(reverse("dashboard_proposal", args=[proposal.pk]), changed | change)
    assert response.status_code == 422 and set(change) <= set(response.context["form"].errors)
    assert "9.000 € im Jahr" in response.content.decode() and not Response.objects.exists()


def test_the_same_words_are_no_offer(as_user, clara, proposal, changed):
    client, publish = as_user(clara), reverse("dashboard_publish", args=[proposal.pk])
    until = timezone.localdate() + timedelta(days=1)
    words = changed | {"wording": proposal.what, "by_when": timezone.datetime(2030, 5, 1).date(), "open_until": until}
    actions.draft_response(proposal=proposal, by=clara, **words)
    told = client.post(publish, {"seen": Response.objects.get().fingerprint}, follow=True).content.decode()
    assert "anders sein" in told and not Offer.objects.exists()


@pytest.mark.parametrize("days", [None, 0, -1])
def test_the_action_itself_gives_the_authors_a_day(clara, proposal, changed, days):
    until = None if days is None else timezone.localdate() + timedelta(days=days)
    words = changed | {"by_when": timezone.datetime(2030, 5, 1).date(), "open_until": until}
    actions.draft_response(proposal=proposal, by=clara, **words)
    with pytest.raises(Refused, match="Tag"):
        actions.publish_response(proposal=proposal, by=clara)
    assert not Offer.objects.exists()


def test_another_verdict_offers_no_wording(clara, proposal, changed):
    words = changed | {"verdict": "accepted", "by_when": timezone.datetime(2030, 5, 1).date()}
    draft = actions.draft_response(proposal=proposal, by=clara, **words)
    assert (draft.wording, draft.open_until) == ("", None)


def test_the_search_finds_the_answer_once_it_is_one(as_user, offered):
    asked = asked_for("Mitternacht")
    assert not matching(Proposal.objects.all(), asked)
    as_user().post(LINK, {"do": "agree"})
    assert matching(Proposal.objects.all(), asked)


def test_wordings_are_compared_word_by_word():
    both = compare("Wer näher wohnt, zahlt weniger.", "Wer näher wohnt, bekommt einen Anteil.")
    assert "".join(part.text for part in both.old) == "Wer näher wohnt, zahlt weniger."
    assert [part.text for part in both.new if part.marked][0].startswith("bekommt") and both.places >= 1
    assert compare("gleich", "gleich").places == 0
