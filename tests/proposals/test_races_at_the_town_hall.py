"""Two people act on one proposal in the same moment: one of them is told so, and nothing happens twice."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from participation.proposals import actions
from participation.proposals.models import Assessment, Milestone, Offer, Response, SearchEntry, State

from ..dashboard.conftest import make_evening, make_proposal, olga  # noqa: F401 (fixtures)
from ..races import meanwhile, refusals
from .presses import YES, answer, draft, publishing, seen, stepping, verbs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def proposal(make_proposal):  # noqa: F811
    return make_proposal("Rufbus am Freitagabend")


# -- answers ------------------------------------------------------------------------------
def test_two_publish_the_answer_at_once(proposal, clara, olga):  # noqa: F811
    draft(proposal, clara)
    assert refusals(*meanwhile(publishing(proposal, clara), publishing(proposal, olga))) == 1
    assert verbs(proposal) == ["hand_over", "answer"]


def test_two_answers_bring_the_same_new_word_at_once(proposal, make_proposal, clara):  # noqa: F811
    other = make_proposal("Nachtbus")
    for each in (proposal, other):
        draft(each, clara, reason="Ab Mai.")
    assert refusals(*meanwhile(publishing(proposal, clara), publishing(other, clara))) == 0
    assert SearchEntry.objects.filter(word="mai").count() == 2


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


def test_a_milestone_is_reached_twice_at_once(proposal, milestone, clara, olga):  # noqa: F811
    def achieving(by):
        return partial(actions.achieve_milestone, proposal=seen(proposal), by=by, milestone=milestone.pk)

    assert refusals(*meanwhile(achieving(clara), achieving(olga))) == 1 and verbs(proposal).count("achieve") == 1


def test_two_plan_the_twelfth_milestone_at_once(proposal, milestone, clara, olga):  # noqa: F811
    for _number in range(10):
        planning(proposal, clara)()
    assert refusals(*meanwhile(planning(proposal, clara), planning(proposal, olga))) == 1
    assert Milestone.objects.count() == 12
