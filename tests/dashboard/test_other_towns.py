"""What lists and forms of the desk never offer: another town, an evening that nobody knows of, what somebody else has saved or may do."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.accounts.models import Membership
from participation.dashboard.actions import VIEWS_MAX, save_view
from participation.dashboard.assigned import assigned_to
from participation.dashboard.filters import FilterForm
from participation.dashboard.forms import MergeForm
from participation.dashboard.models import SavedView
from participation.dashboard.queue import queue_context
from participation.proposals import actions
from participation.proposals.models import State
from participation.proposals.queries import proposals_for
from workshops.refused import Refused


@pytest.fixture
def elsewhere(make_evening, make_tradeoff, other_town):
    """An evening in Dev's town."""
    tradeoff = make_tradeoff(municipality=other_town, title={"de": "Steg oder Schilf"})
    return make_evening(municipality=other_town, tradeoff=tradeoff, title={"de": "Am See"}, place="Bootshaus")


@pytest.fixture
def both_towns(clara, other_town):
    """Clara, the mayor here, who sits in the council of Dev's town."""
    Membership.objects.create(user=clara, municipality=other_town, role="council")
    return clara


def offered(user, field) -> str:
    return str([str(label) for _value, label in FilterForm({}, user=user).fields[field].choices])


# -- Filters ------------------------------------------------------------------------------
def test_the_filter_names_only_what_was_handed_over_in_this_town(clara, elsewhere, make_evening, make_proposal):
    make_proposal(workshop=elsewhere)
    make_proposal(workshop=make_evening(title={"de": "Bus oder Auto"}, place="Jugendclub"))
    make_proposal(workshop=make_evening(title={"de": "Nur eine Probe"}, is_rehearsal=True))
    make_evening(title={"de": "Nichts übergeben"}, place="Hinterzimmer")
    names = offered(clara, "workshop") + offered(clara, "tradeoff") + offered(clara, "place")
    assert "Bus oder Auto" in names and "Jugendclub" in names
    assert not [
        hidden for hidden in ("Am See", "Steg", "Bootshaus", "Nur eine Probe", "Nichts übergeben", "Hinterzimmer") if hidden in names
    ]


def test_only_who_answers_asks_for_what_others_have(clara, olga, ben, emil):
    assert offered(clara, "assigned") == "['alle', 'ich', 'niemand', 'Ben', 'Olga']"
    assert (offered(ben, "assigned"), offered(emil, "assigned")) == ("['alle', 'ich']", "['alle']")


def test_who_went_to_the_council_has_nothing_to_take_care_of(clara, olga, make_proposal):
    actions.assign(proposal=make_proposal(), by=clara, to=olga)
    assert assigned_to(proposals_for(olga), olga, "mine")
    olga.memberships.update(role="council")
    again = type(olga).objects.get(pk=olga.pk)
    assert proposals_for(again) and not assigned_to(proposals_for(again), again, "mine")


def test_each_person_has_twelve_views_and_may_change_the_last(clara, olga):
    for number in range(VIEWS_MAX):
        save_view(user=clara, name=f"Ansicht {number}", way="")
    save_view(user=olga, name="Olgas", way="")
    save_view(user=clara, name="Ansicht 3", way="?state=soon")
    with pytest.raises(Refused):
        save_view(user=clara, name="Noch eine", way="")
    assert SavedView.objects.filter(user=clara).count() == VIEWS_MAX and SavedView.objects.get(name="Ansicht 3").way == "?state=soon"


# -- Two towns ----------------------------------------------------------------------------
def test_who_reads_in_another_town_ticks_only_at_home(as_user, both_towns, olga, elsewhere, make_proposal):
    here, there = make_proposal("Rufbus am Freitagabend"), make_proposal("Ein Steg am See", workshop=elsewhere)
    page = as_user(both_towns).get("/dashboard/").context
    assert {line.row.proposal.pk: line.may_tick for line in page["lines"]} == {here.pk: True, there.pk: False}
    as_user(both_towns).post(reverse("dashboard_many"), {"do": "acknowledge", "p": [here.pk, there.pk]})
    states = []
    for each in (here, there):
        each.refresh_from_db()
        states.append(each.state)
    assert states == [State.ACKNOWLEDGED, State.PUBLISHED]


def test_the_council_member_sees_who_has_what_only_at_home(both_towns, dev, olga, elsewhere, make_proposal):
    there, here = make_proposal("Ein Steg am See", workshop=elsewhere), make_proposal("Rufbus am Freitagabend")
    actions.assign(proposal=there, by=dev, to=dev)
    actions.assign(proposal=here, by=both_towns, to=olga)
    lines = queue_context(both_towns, proposals_for(both_towns), FilterForm({}, user=both_towns), "")["lines"]
    assert {line.row.proposal.pk: line.assigned_to for line in lines} == {here.pk: olga, there.pk: None}


def test_a_proposal_is_merged_into_a_public_one_of_its_town_and_question(make_proposal, make_evening, make_tradeoff, elsewhere):
    evening = make_evening()
    proposal, good = make_proposal(workshop=evening), make_proposal("Rufbus am Samstag", workshop=evening)
    make_proposal("Ein Steg am See", workshop=elsewhere)
    make_proposal("Zur anderen Frage", workshop=make_evening(tradeoff=make_tradeoff()))
    for state in (State.MERGED, State.WITHDRAWN):
        make_proposal(f"Ist {state}", workshop=evening, state=state)
    assert list(MergeForm(proposal=proposal).fields["into"].queryset) == [good]


# -- Pages --------------------------------------------------------------------------------
def test_a_draft_is_not_corrected(as_user, clara, make_proposal, answer):
    proposal = make_proposal()
    actions.draft_response(proposal=proposal, by=clara, verdict="partly", reason=answer["reason"])
    page = as_user(clara).get(reverse("dashboard_correct", args=[proposal.pk]))
    assert page.status_code == 303 and page["Location"] == reverse("dashboard_proposal", args=[proposal.pk])


def test_who_does_not_answer_finds_no_draft_and_no_button_on_the_page_of_a_proposal(as_user, clara, emil, ben, make_proposal, answer):
    proposal = make_proposal()
    actions.draft_response(proposal=proposal, by=clara, verdict="partly", reason=answer["reason"])
    for user in (emil, ben):
        context = as_user(user).get(reverse("dashboard_proposal", args=[proposal.pk])).context
        assert (context["response"], context["draft"], context["verbs"]) == (None, None, [])
    assert as_user(clara).get(reverse("dashboard_proposal", args=[proposal.pk])).context["response"] is None


def test_similar_ones_are_of_the_same_question_and_others(as_user, clara, elsewhere, make_proposal, make_evening):
    evening = make_evening()
    proposal, other = make_proposal(workshop=evening), make_proposal("Rufbus am Samstag", workshop=evening)
    make_proposal("Zurückgezogen ist dieser", workshop=evening, state=State.WITHDRAWN)
    context = as_user(clara).get(reverse("dashboard_proposal", args=[proposal.pk])).context
    assert [row.proposal for row in context["similar"]] == [other]


def test_the_empty_queue_tells_of_the_next_evening_of_this_town(as_user, clara, make_evening, elsewhere):
    soon = {"state": "draft", "starts_at": timezone.now() + timedelta(days=1)}
    type(elsewhere).objects.filter(pk=elsewhere.pk).update(**soon)
    make_evening(is_rehearsal=True, **soon)
    assert as_user(clara).get("/dashboard/").context["coming"] is None
    own = make_evening(**soon | {"starts_at": timezone.now() + timedelta(days=9)})
    assert as_user(clara).get("/dashboard/").context["coming"] == own


def test_the_desk_does_not_read_why_a_proposal_was_given_back_in_the_room(as_user, clara, emil, make_proposal):
    proposal = make_proposal()
    states = {"from_state": State.SUBMITTED, "to_state": State.DRAFT}
    proposal.events.create(number=2, verb="return", role="facilitator", at=proposal.handed_over_at, reason="Bitte ohne Namen.", **states)
    for user in (clara, emil):
        assert "Bitte ohne Namen." not in as_user(user).get(reverse("dashboard_proposal", args=[proposal.pk])).content.decode()


def test_the_only_one_has_no_neighbours(as_user, clara, make_proposal):
    found = as_user(clara).get(reverse("dashboard_proposal", args=[make_proposal().pk])).context["neighbours"]
    assert (found.preceding, found.following) == (None, None)
