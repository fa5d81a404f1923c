"""What the town hall's actions refuse by themselves, whatever a page offers: another role, a text that has changed, a day that is over."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.demo_data.clock import at
from participation.proposals import actions
from participation.proposals.actions import assessment_seen, correction_seen
from participation.proposals.models import Assessment, Correction, PendingCorrection, PrivateAssessment, Proposal, Response, State
from workshops.refused import Refused

WHY = "Die Kosten standen falsch da."
CHECK = {"office": "Bauamt", "feasibility": "feasible", "explanation": "", "cost_from": None, "cost_to": None}


@pytest.fixture
def proposal(make_proposal):
    return make_proposal()


@pytest.fixture
def words(answer):
    """What an answer says, as the actions take it."""
    return answer | {"by_when": timezone.localdate() + timedelta(days=90), "english": ""}


def check(proposal, by, reasoning="", assigned_to=None, **found):
    seen = found.pop("seen", None)
    seen = assessment_seen(proposal) if seen is None else seen
    return actions.assess(proposal=proposal, by=by, seen=seen, reasoning=reasoning, assigned_to=assigned_to, **CHECK | found)


# -- Drafts and signatures ----------------------------------------------------------------
@pytest.fixture
def drafted(proposal, town, olga, words):
    """Olga has drafted an answer in a town where somebody else signs."""
    town.signs_off = True
    town.save()
    actions.draft_response(proposal=proposal, by=olga, **words)
    return proposal


def test_who_does_not_answer_signs_nothing(drafted, ben, emil):
    for user in (ben, emil):
        with pytest.raises(Refused, match="Rolle"):
            actions.sign_response(proposal=drafted, by=user, seen=Response.objects.get().fingerprint)
    assert not Response.objects.get().is_signed


def test_only_the_draft_that_was_read_is_signed(drafted, olga, clara, words):
    read = Response.objects.get().fingerprint
    actions.draft_response(proposal=drafted, by=olga, **words | {"cost": "90.000 €"})
    with pytest.raises(Refused, match="geändert"):
        actions.sign_response(proposal=drafted, by=clara, seen=read)
    assert not Response.objects.get().signed


def test_a_draft_that_waited_too_long_promises_no_day_that_is_over(proposal, clara, words):
    actions.draft_response(proposal=proposal, by=clara, **words | {"by_when": timezone.localdate() - timedelta(days=1)})
    with pytest.raises(Refused, match="vorbei"):
        actions.publish_response(proposal=proposal, by=clara)


def test_whoever_publishes_stands_for_the_answer(proposal, olga, clara, words):
    actions.draft_response(proposal=proposal, by=olga, **words)
    response = actions.publish_response(proposal=proposal, by=clara)
    assert (response.author, response.role) == (clara, "mayor")


def test_an_answer_is_published_once(proposal, clara, words):
    actions.draft_response(proposal=proposal, by=clara, **words)
    first = actions.publish_response(proposal=proposal, by=clara).published_at
    with pytest.raises(Refused, match="noch keinen Entwurf"):
        actions.publish_response(proposal=proposal, by=clara)
    assert Response.objects.get().published_at == first


# -- Corrections that wait for a signature ---------------------------------------------------
@pytest.fixture
def pending(proposal, town, olga, clara, words):
    """correct(by, cost="…") → Olga's or somebody else's correction of Clara's public answer waits for a signature."""
    actions.draft_response(proposal=proposal, by=clara, **words)
    actions.publish_response(proposal=proposal, by=clara)
    town.signs_off = True
    town.save()

    def correct(by, why=WHY, **change):
        found = Proposal.objects.get(pk=proposal.pk)
        changed = {name: value for name, value in (words | change).items() if name != "verdict"}
        actions.correct_response(proposal=found, by=by, why=why, seen=correction_seen(found.response), **changed)
        return PendingCorrection.objects.get()

    return correct


def test_who_does_not_answer_corrects_nothing(pending, ben):
    with pytest.raises(Refused, match="Rolle"):
        pending(ben, cost="900 €")
    assert not PendingCorrection.objects.exists()


def test_the_reason_of_a_correction_is_signed_too(pending, proposal, olga, clara):
    read = pending(olga, cost="900 €").fingerprint
    pending(olga, cost="900 €", why="Weil die Opposition gefragt hat.")
    with pytest.raises(Refused, match="geändert"):
        actions.sign_correction(proposal=proposal, by=clara, seen=read)
    assert not Correction.objects.exists()


def test_a_correction_that_waited_too_long_promises_no_day_that_is_over(pending, proposal, olga, clara):
    saved = pending(olga, by_when=timezone.localdate() + timedelta(days=2))
    with at(timezone.now() + timedelta(days=3)), pytest.raises(Refused, match="vorbei"):
        actions.sign_correction(proposal=proposal, by=clara, seen=saved.fingerprint)


def test_the_day_that_was_promised_may_stay_when_it_is_over(pending, proposal, olga, clara, words):
    saved = pending(olga, cost="900 €")
    with at(timezone.now() + timedelta(days=91)):
        actions.sign_correction(proposal=proposal, by=clara, seen=saved.fingerprint)
    assert Correction.objects.exists() and Response.objects.get().by_when == words["by_when"]


# -- After an offer ---------------------------------------------------------------------------
@pytest.mark.parametrize("way", ["refuse", "lapse"])
def test_after_an_offer_the_draft_is_one_again(proposal, clara, words, way):
    until = timezone.localdate() + timedelta(days=3)
    offer = words | {"verdict": "changed", "wording": "Ein Kleinbus fährt bis Mitternacht.", "open_until": until}
    actions.draft_response(proposal=proposal, by=clara, **offer)
    actions.publish_response(proposal=proposal, by=clara)
    if way == "refuse":
        actions.decide_offer(proposal=proposal, agrees=False)
    else:
        actions.lapse_offers(timezone.now() + timedelta(days=5))
    assert Response.objects.get().state == Response.State.DRAFT
    actions.draft_response(proposal=proposal, by=clara, **words)
    assert actions.publish_response(proposal=proposal, by=clara).is_published
    proposal.refresh_from_db()
    assert proposal.state == State.ANSWERED and proposal.answered_on and proposal.days_taken is not None


def test_an_agreed_offer_counts_as_an_answer_of_its_day(proposal, clara, words):
    until = timezone.localdate() + timedelta(days=3)
    offer = words | {"verdict": "changed", "wording": "Ein Kleinbus fährt bis Mitternacht.", "open_until": until}
    actions.draft_response(proposal=proposal, by=clara, **offer)
    actions.publish_response(proposal=proposal, by=clara)
    actions.decide_offer(proposal=proposal, agrees=True)
    proposal.refresh_from_db()
    assert (proposal.answered_on, proposal.days_taken) == (timezone.localdate(), 10)


# -- The check --------------------------------------------------------------------------------
def test_the_note_alone_needs_the_same_role(proposal, clara, ben):
    check(proposal, clara)
    with pytest.raises(Refused, match="Rolle"):
        check(proposal, ben, reasoning="Ich war's.")
    assert not PrivateAssessment.objects.get().reasoning


def test_two_who_write_the_note_at_once_lose_nothing(proposal, clara, olga):
    check(proposal, clara)
    seen = assessment_seen(proposal)
    check(proposal, clara, reasoning="Der Betreiber zögert.")
    with pytest.raises(Refused, match="geändert"):
        check(proposal, olga, reasoning="Der Landkreis zahlt.", seen=seen)
    assert PrivateAssessment.objects.get().reasoning == "Der Betreiber zögert." and Assessment.objects.get().office == "Bauamt"


def test_who_does_not_answer_assigns_nothing(proposal, ben, olga):
    with pytest.raises(Refused, match="Rolle"):
        actions.assign(proposal=proposal, by=ben, to=olga)
    assert not PrivateAssessment.objects.exists()


# -- Forms ------------------------------------------------------------------------------------
def test_with_two_offices_the_higher_one_signs(proposal, make_user, town):
    ines = make_user("Ines", town, "officer", "mayor")
    actions.transition(proposal=proposal, verb="acknowledge", by=ines)
    assert proposal.events.get(verb="acknowledge").role == "mayor"


@pytest.mark.parametrize("verb", ["hand_over", "withdraw", "release", "explode"])
def test_the_page_takes_only_the_steps_of_the_town_hall(as_user, clara, proposal, verb):
    answer = as_user(clara).post(reverse("dashboard_step", args=[proposal.pk]), {"verb": verb})
    proposal.refresh_from_db()
    assert answer.status_code == 422 and proposal.state == State.PUBLISHED


@pytest.mark.parametrize("field", ["cost_from", "cost_to"])
def test_no_amount_is_larger_than_the_table_holds(as_user, clara, proposal, field):
    words = {"seen": "", "feasibility": "open", "office": "Bauamt", field: "2000000001"}
    answer = as_user(clara).post(reverse("dashboard_assess", args=[proposal.pk]), words)
    assert answer.status_code == 422 and "2000000001" in answer.content.decode() and not Assessment.objects.exists()


def test_a_search_that_is_not_made_hides_nothing(as_user, clara, proposal):
    page = as_user(clara).get("/dashboard/", {"q": "eins zwei drei vier fünf sechs sieben acht neun"})
    assert page.status_code == 422 and [row.proposal for row in page.context["rows"]] == [proposal]


def test_who_has_left_may_keep_it_until_somebody_takes_it(as_user, clara, olga, proposal):
    actions.assign(proposal=proposal, by=clara, to=olga)
    olga.memberships.all().delete()
    words = {"seen": assessment_seen(proposal), "feasibility": "open", "office": "Bauamt", "assigned_to": olga.pk}
    assert as_user(clara).post(reverse("dashboard_assess", args=[proposal.pk]), words).status_code == 303
    assert PrivateAssessment.objects.get().assigned_to == olga and Assessment.objects.get().office == "Bauamt"


@pytest.mark.parametrize("name", ["dashboard_assess", "dashboard_milestones"])
def test_who_does_not_answer_opens_neither_check_nor_milestones(as_user, ben, emil, proposal, name):
    for user in (ben, emil):
        for send in (as_user(user).get, as_user(user).post):
            assert send(reverse(name, args=[proposal.pk])).status_code == 404
