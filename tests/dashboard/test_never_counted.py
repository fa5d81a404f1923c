"""What overview, figures, briefing and files never count or show: an evening that goes on, a small room, a rehearsal, a time of day."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from participation.dashboard.briefing import briefing_data
from participation.dashboard.export import table_of
from participation.dashboard.figures import figures_context
from participation.dashboard.overview import overview_context
from participation.proposals import actions
from participation.proposals.models import Milestone, Proposal, Response, State
from participation.proposals.queries import proposals_for
from participation.proposals.rows import rows_of
from polls.models import Poll

CROWD = [5 * place for place in range(20)]


def test_the_overview_counts_evenings_of_the_town_that_are_over(clara, make_evening, make_tradeoff, slider_result, other_town):
    hidden = [
        make_evening(state="running"),
        make_evening(is_rehearsal=True),
        make_evening(municipality=other_town, tradeoff=make_tradeoff(municipality=other_town)),
    ]
    for evening in hidden:
        slider_result(evening, CROWD)
    context = overview_context(clara)
    assert (context["evening_count"], context["voters"], context["evenings"]) == (0, 0, [])
    shown = make_evening()
    poll = slider_result(shown, CROWD)
    assert (overview_context(clara)["evening_count"], overview_context(clara)["voters"]) == (1, 20)
    Poll.objects.filter(pk=poll.pk).update(state=Poll.State.CLOSED)
    assert overview_context(clara)["voters"] == 0, "the room has not seen it yet"


def test_the_briefing_tells_of_evenings_that_are_over_and_of_what_stands_by_itself(make_evening, make_proposal, slider_result, clara):
    evening = make_evening()
    slider_result(evening, [10, 20, 30])
    lead, merged = make_proposal("Rufbus am Freitagabend", workshop=evening), make_proposal("Rufbus am Samstag", workshop=evening)
    actions.merge(proposal=merged, into=lead, by=clara, reason="Derselbe Bus.")
    for place, fields in (("Noch dabei", {"state": "running"}), ("Nur geprobt", {"is_rehearsal": True})):
        slider_result(make_evening(place=place, **fields), CROWD)
    data = briefing_data(evening.tradeoff)
    assert data["rooms"]["picture"] == "", "too few voted for a picture"
    assert [row[1] for row in data["proposals"]["rows"]] == ["Rufbus am Freitagabend"]
    assert "Noch dabei" not in str(data) and "Nur geprobt" not in str(data)


def test_another_question_of_the_town_is_not_in_the_briefing(make_evening, make_tradeoff, make_proposal):
    make_proposal("Zur anderen Frage", workshop=make_evening(tradeoff=make_tradeoff()))
    evening = make_evening()
    assert "Zur anderen Frage" not in str(briefing_data(evening.tradeoff))


def test_what_is_done_is_promised_no_more(make_evening, make_proposal):
    evening, soon = make_evening(), timezone.localdate() + timedelta(days=9)
    working = make_proposal(workshop=evening, state=State.IN_IMPLEMENTATION)
    finished = make_proposal("Ist längst gebaut", workshop=evening, state=State.IMPLEMENTED)
    Milestone.objects.create(proposal=working, what="Fahrplan", who="Amt", by_when=soon, done_on=timezone.localdate())
    Milestone.objects.create(proposal=working, what="Haltestelle", who="Amt", by_when=soon)
    Milestone.objects.create(proposal=finished, what="Einweihung", who="Amt", by_when=soon)
    assert [row[0] for row in briefing_data(evening.tradeoff)["promises"]["rows"]] == ["Haltestelle"]


def test_towns_that_promised_different_days_have_no_common_line(clara, make_evening, make_tradeoff, make_proposal, other_town):
    type(other_town).objects.filter(pk=other_town.pk).update(answer_days=14)
    clara.memberships.create(municipality=other_town, role="council")
    elsewhere = make_evening(municipality=other_town, tradeoff=make_tradeoff(municipality=other_town))
    today = timezone.localdate()
    for months_ago in (0, 1):
        on = date(today.year - 1, 6 - months_ago, 3)
        for workshop in (elsewhere, elsewhere, None):
            answered = make_proposal(workshop=workshop, state=State.ANSWERED)
            Response.objects.create(proposal=answered, verdict="partly", reason="So.", role="mayor", state="published")
            Proposal.objects.filter(pk=answered.pk).update(answered_on=on, days_taken=9)
    trend = figures_context(clara)["trend"]
    assert trend is not None and trend.limit is None


def test_the_file_has_days_and_no_times(clara, make_proposal):
    make_proposal()
    (row,) = table_of(rows_of(proposals_for(clara))).rows
    assert [type(cell) for cell in row if isinstance(cell, date)] == [date, date] and any(str(cell).startswith("Nr. ") for cell in row)


def test_nobody_is_offered_to_sign_their_own_draft(as_user, town, clara, olga, make_proposal, answer):
    type(town).objects.update(signs_off=True)
    proposal = make_proposal()
    actions.draft_response(proposal=proposal, by=olga, verdict="partly", reason=answer["reason"])
    page = reverse("dashboard_publish", args=[proposal.pk])
    assert [as_user(user).get(page).context["may_sign"] for user in (olga, clara)] == [False, True]


def test_a_check_that_was_wrong_still_notices_a_colleague(as_user, clara, olga, make_proposal):
    proposal = make_proposal()
    page, fields = reverse("dashboard_assess", args=[proposal.pk]), {"feasibility": "conditions", "seen": ""}
    as_user(olga).post(page, {"feasibility": "open", "seen": "", "office": "Bauamt"})
    wrong = as_user(clara).post(page, fields | {"explanation": ""})
    assert wrong.status_code == 422 and wrong.context["seen"] == ""
    late = as_user(clara).post(page, fields | {"explanation": "Wenn das Land zahlt.", "seen": wrong.context["seen"]})
    assert late.status_code == 409
