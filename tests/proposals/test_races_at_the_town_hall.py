"""Two people act on one proposal in the same moment: one of them is told so, and nothing happens twice."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from participation.proposals import actions
from participation.proposals.actions import steps
from participation.proposals.models import Assessment, Milestone, Offer, Proposal, Response, State

from ..dashboard.conftest import make_evening, make_proposal, olga  # noqa: F401 (fixtures)
from ..races import meanwhile, refusals

pytestmark = pytest.mark.django_db(transaction=True)
YES = {"verdict": "accepted", "reason": "Der Bus fährt.", "who": "Hauptamt", "by_when": timezone.localdate() + timedelta(days=90)}


@pytest.fixture
def proposal(make_proposal):  # noqa: F811
    return make_proposal("Rufbus am Freitagabend")


@pytest.fixture
def other(make_proposal):  # noqa: F811
    """A proposal of another evening, so of another room."""
    return make_proposal("Nachtbus")


def seen(proposal):
    """The proposal as one more page has read it."""
    return Proposal.objects.get(pk=proposal.pk)


def verbs(proposal):
    return [event.verb for event in proposal.events.all()]


def draft(proposal, by, **words):
    actions.draft_response(proposal=seen(proposal), by=by, **YES | words)


def answer(proposal, by):
    draft(proposal, by)
    actions.publish_response(proposal=seen(proposal), by=by)


def publishing(proposal, by):
    return partial(actions.publish_response, proposal=seen(proposal), by=by)


def stepping(proposal, verb, by, reason=""):
    return partial(actions.transition, proposal=seen(proposal), verb=verb, by=by, reason=reason)


def merging(proposal, into, by):
    return partial(actions.merge, proposal=seen(proposal), into=seen(into), by=by, reason="Das Gleiche")


def leaving(proposal):
    return partial(actions.leave, proposal=seen(proposal))


# -- answers ------------------------------------------------------------------------------
def test_two_publish_the_answer_at_once(proposal, clara, olga):  # noqa: F811
    draft(proposal, clara)
    assert refusals(*meanwhile(publishing(proposal, clara), publishing(proposal, olga))) == 1
    assert verbs(proposal) == ["hand_over", "answer"]


def test_two_save_their_first_draft_at_once(proposal, clara, olga):  # noqa: F811
    def saving(by, reason):
        page = seen(proposal)
        return lambda: actions.draft_response(proposal=page, by=by, seen="", **YES | {"reason": reason})

    first, second = meanwhile(saving(clara, "Ja."), saving(olga, "Ja, ab Mai."))
    assert isinstance(second, actions.DraftChanged)
    assert Response.objects.get().reason == "Ja."


def test_a_draft_is_signed_while_it_is_changed(proposal, clara, olga):  # noqa: F811
    draft(proposal, clara)
    page, read = seen(proposal), Response.objects.get().fingerprint
    _saved, signed = meanwhile(
        lambda: draft(proposal, clara, reason="Nein."), lambda: actions.sign_response(proposal=page, by=olga, seen=read)
    )
    assert refusals(signed) == 1 and not Response.objects.get().signed


def test_a_signed_draft_is_changed_while_it_is_published(proposal, town, clara, olga):  # noqa: F811
    town.signs_off = True
    town.save()
    draft(proposal, clara)
    actions.sign_response(proposal=seen(proposal), by=olga, seen=Response.objects.get().fingerprint)
    saved, published = meanwhile(lambda: draft(proposal, clara, reason="Doch nicht."), publishing(proposal, clara))
    assert refusals(published) == 1 and Response.objects.get().state == Response.State.DRAFT


def test_a_draft_is_saved_while_the_answer_is_published(proposal, clara, olga):  # noqa: F811
    draft(proposal, clara)
    _published, saved = meanwhile(publishing(proposal, clara), lambda: draft(proposal, olga, reason="Ja, ab Mai."))
    assert refusals(saved) == 1 and Response.objects.get().reason == "Der Bus fährt."


def test_an_answer_is_corrected_by_two_at_once(proposal, clara, olga):  # noqa: F811
    answer(proposal, clara)
    words = {name: YES[name] for name in ("reason", "who", "by_when")} | {"english": "", "cost": ""}
    read = actions.correction_seen(Response.objects.get())

    def correcting(by, reason):
        page = seen(proposal)
        return lambda: actions.correct_response(proposal=page, by=by, why="Genauer.", seen=read, **words | {"reason": reason})

    assert refusals(*meanwhile(correcting(clara, "Ab Mai."), correcting(olga, "Ab Juni."))) == 1
    assert Response.objects.get().reason == "Ab Mai." and verbs(proposal)[1:] == ["answer", "correct"]


def test_a_correction_is_signed_twice_at_once(proposal, town, clara, olga, make_user):  # noqa: F811
    answer(proposal, clara)
    town.signs_off = True
    town.save()
    words = {name: YES[name] for name in ("who", "by_when")} | {"english": "", "cost": "", "reason": "Ab Mai."}
    read = actions.correction_seen(Response.objects.get())
    actions.correct_response(proposal=seen(proposal), by=clara, why="Genauer.", seen=read, **words)
    read, other = Response.objects.get().pending.fingerprint, make_user("Otto", town, "officer")

    def signing(by):
        page = seen(proposal)
        return lambda: actions.sign_correction(proposal=page, by=by, seen=read)

    assert refusals(*meanwhile(signing(olga), signing(other))) == 1
    assert Response.objects.get().corrections.count() == 1


# -- offers -------------------------------------------------------------------------------
@pytest.fixture
def offered(proposal, clara):
    tomorrow = timezone.localdate() + timedelta(days=1)
    draft(proposal, clara, verdict="changed", wording="Ein Bus fährt bis zwölf.", open_until=tomorrow)
    actions.publish_response(proposal=seen(proposal), by=clara)
    return proposal


def deciding(proposal, agrees):
    return partial(actions.decide_offer, proposal=seen(proposal), agrees=agrees)


@pytest.mark.parametrize("first_agrees", [True, False])
def test_the_link_says_yes_and_no_at_once(offered, first_agrees):
    assert refusals(*meanwhile(deciding(offered, first_agrees), deciding(offered, not first_agrees))) == 1
    assert Offer.objects.get().outcome == (Offer.Outcome.AGREED if first_agrees else Offer.Outcome.REFUSED)
    assert verbs(offered)[2:] == ["agree" if first_agrees else "refuse"]


@pytest.mark.parametrize("lapses_first", [True, False])
def test_the_authors_agree_while_the_time_is_over(offered, lapses_first):
    later = timezone.now() + timedelta(days=3)
    both = [lambda: actions.lapse_offers(later), deciding(offered, True)]
    meanwhile(*both if lapses_first else reversed(both))
    assert Offer.objects.get().outcome == (Offer.Outcome.LAPSED if lapses_first else Offer.Outcome.AGREED)
    assert verbs(offered)[2:] == ["lapse" if lapses_first else "agree"]
    assert Response.objects.get().is_published != lapses_first


def test_an_offer_that_is_refused_and_made_anew_meanwhile_does_not_lapse(offered, clara):
    later = timezone.now() + timedelta(days=3)

    def refuse_and_offer_anew():
        deciding(offered, False)()
        draft(
            offered, clara, verdict="changed", wording="Ein Bus fährt bis eins.", open_until=timezone.localdate(later) + timedelta(days=9)
        )
        actions.publish_response(proposal=seen(offered), by=clara)

    _lapsed, refused = meanwhile(lambda: actions.lapse_offers(later), refuse_and_offer_anew, stop=r'^SELECT .* FROM "live_room"')
    if refused is None:  # on SQLite it comes too late
        assert [offer.outcome for offer in Offer.objects.order_by("open_until")] == [Offer.Outcome.REFUSED, Offer.Outcome.OPEN]


def test_the_authors_agree_and_withdraw_at_once(offered):
    assert refusals(*meanwhile(deciding(offered, True), stepping(offered, "withdraw", "author"))) == 1
    assert seen(offered).state == State.ANSWERED


# -- merging ------------------------------------------------------------------------------
@pytest.mark.parametrize("merges_first", [True, False])
def test_a_proposal_is_answered_while_it_is_merged(proposal, other, clara, olga, merges_first):  # noqa: F811
    draft(proposal, clara)
    both = [merging(proposal, other, olga), publishing(proposal, clara)]
    assert refusals(*meanwhile(*both if merges_first else reversed(both))) == 1
    assert seen(proposal).state == (State.MERGED if merges_first else State.ANSWERED)


def test_two_proposals_are_merged_into_each_other_at_once(proposal, other, clara, olga):  # noqa: F811
    assert refusals(*meanwhile(merging(proposal, other, clara), merging(other, proposal, olga))) == 1
    assert {seen(proposal).state, seen(other).state} == {State.MERGED, State.PUBLISHED}


def test_another_one_is_merged_into_a_proposal_that_is_just_withdrawn(proposal, other, clara):
    _withdrawn, merged = meanwhile(stepping(proposal, "withdraw", "author"), merging(other, proposal, clara))
    assert refusals(merged) == 1 and seen(other).state == State.PUBLISHED


@pytest.fixture
def merged(proposal, other, clara):
    """`proposal` is merged into `other`."""
    merging(proposal, other, clara)()
    return proposal


@pytest.mark.parametrize("leaves_first", [True, False])
def test_authors_leave_while_both_are_answered(merged, other, clara, leaves_first):
    draft(other, clara)
    both = [leaving(merged), publishing(other, clara)]
    first, second = meanwhile(*both if leaves_first else reversed(both))
    assert refusals(first) == 0 and refusals(second) == (0 if leaves_first else 1)
    assert seen(merged).state == (State.PUBLISHED if leaves_first else State.MERGED)
    assert seen(other).state == State.ANSWERED


def test_authors_leave_while_staff_take_them_apart(merged, clara):
    assert refusals(*meanwhile(leaving(merged), stepping(merged, "unmerge", clara, "Doch anders"))) == 1
    assert verbs(merged) == ["hand_over", "merge", "leave"]


def test_one_leaves_while_the_other_is_withdrawn(merged, other):
    _withdrawn, left = meanwhile(stepping(other, "withdraw", "author"), leaving(merged))
    assert refusals(left) == 1 and verbs(merged) == ["hand_over", "merge", "part"]


def test_the_room_of_what_is_merged_while_a_step_waits_is_locked_too(proposal, other, clara, monkeypatch):
    locked = []

    def lock(workshop__in):
        locked.append(set(workshop__in))
        if len(locked) == 1:
            merging(other, proposal, clara)()  # which locks both

    monkeypatch.setattr(steps, "lock", lock)
    with transaction.atomic():
        steps.lock_rooms(seen(proposal))
    both = {proposal.workshop_id, other.workshop_id}
    assert locked == [{proposal.workshop_id}, both, both]


# -- what is done at the desk -----------------------------------------------------------------
def test_two_mark_a_proposal_as_seen_at_once(proposal, clara, olga):  # noqa: F811
    assert refusals(*meanwhile(stepping(proposal, "acknowledge", clara), stepping(proposal, "acknowledge", olga))) == 1
    assert verbs(proposal) == ["hand_over", "acknowledge"]


def test_two_check_whether_it_is_feasible_at_once(proposal, clara, olga):  # noqa: F811
    finding = {"feasibility": "feasible", "explanation": "", "cost_from": None, "cost_to": None, "assigned_to": None, "reasoning": ""}

    def checking(by, office):
        page = seen(proposal)
        return lambda: actions.assess(proposal=page, by=by, seen="", office=office, **finding)

    assert refusals(*meanwhile(checking(clara, "Bauamt"), checking(olga, "Hauptamt"))) == 1
    assert Assessment.objects.get().office == "Bauamt"


def test_two_give_it_to_the_same_person_at_once_and_one_of_them_brings_news(proposal, clara, olga, make_user, town):  # noqa: F811
    otto = make_user("Otto", town, "officer")

    def assigning(by):
        page = seen(proposal)
        return lambda: actions.assign(proposal=page, by=by, to=otto)

    assert meanwhile(assigning(clara), assigning(olga)) == (True, False)


@pytest.fixture
def milestone(proposal, clara):
    answer(proposal, clara)
    return planning(proposal, clara)()


def planning(proposal, by):
    page = seen(proposal)
    return lambda: actions.plan_milestone(proposal=page, by=by, what="Ausschreibung", who="Hauptamt", by_when=timezone.localdate())


def test_a_milestone_is_reached_and_dropped_at_once(proposal, milestone, clara, olga):  # noqa: F811
    pages = seen(proposal), seen(proposal)
    outcomes = meanwhile(
        lambda: actions.achieve_milestone(proposal=pages[0], by=clara, milestone=milestone.pk),
        lambda: actions.drop_milestone(proposal=pages[1], by=olga, milestone=milestone.pk, reason="Zu teuer"),
    )
    assert refusals(*outcomes) == 1 and Milestone.objects.get().done_on and verbs(proposal)[-1] == "achieve"


def test_two_plan_the_twelfth_milestone_at_once(proposal, milestone, clara, olga):  # noqa: F811
    for _number in range(10):
        planning(proposal, clara)()
    assert refusals(*meanwhile(planning(proposal, clara), planning(proposal, olga))) == 1
    assert Milestone.objects.count() == 12
