"""The figures: what was answered in time, by month, decision, trade-off and workshop; and the files of queue and figures."""

import io
import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from participation.dashboard import figures
from participation.proposals.models import Proposal, Response, State

pytestmark = pytest.mark.django_db

FIGURES = "/dashboard/figures/"


@pytest.fixture
def answered(make_proposal):
    """answered(after=9) → an answer that came today, so many days after the hand-over; 28 were promised."""

    def make(after, verdict="partly", **fields):
        proposal = make_proposal(days_ago=after, state=State.ANSWERED, **fields)
        values = {"verdict": verdict, "reason": "Das machen wir so.", "role": "mayor", "state": "published"}
        proposal.date_answer(timezone.now())
        proposal.save()
        return Response.objects.create(proposal=proposal, published_at=timezone.now(), **values)

    return make


def test_in_time_and_the_median(as_user, clara, answered, make_evening):
    evening = make_evening(title={"de": "Bus oder Auto"})
    for after in (5, 9, 40):
        answered(after, workshop=evening)
    page = as_user(clara).get(FIGURES)
    assert "2 von 3 Antworten kamen in der Frist." in page.content.decode()
    assert "Die Hälfte davon brauchte höchstens 9 Tage." in page.content.decode()
    assert [[(line.answers, line.in_time, line.days) for line in chart.lines] for chart in page.context["charts"]] == [[(3, 2, 9)]] * 4


def test_two_answers_have_no_median_and_a_draft_does_not_count(as_user, clara, answered):
    answered(5)
    answered(9, verdict="rejected")
    Response.objects.filter(verdict="rejected").update(state=Response.State.DRAFT, published_at=None)
    Proposal.objects.filter(response__verdict="rejected").update(answered_on=None)
    whole = as_user(clara).get(FIGURES).context["whole"]
    assert (whole.answers, whole.days) == (1, None)


def test_years_before_the_last_are_left_out(as_user, clara, answered):
    answered(5)
    Proposal.objects.update(answered_on=timezone.localdate() - timedelta(days=3 * 366))
    assert "keine Antwort veröffentlicht" in as_user(clara).get(FIGURES).content.decode()


def test_another_town_sees_no_figures(as_user, dev, answered):
    answered(5)
    assert as_user(dev).get(FIGURES).context["whole"] is None


def test_more_answers_cost_no_more_queries(as_user, clara, answered, make_evening, count_queries):
    client = as_user(clara)
    answered(5)
    one = count_queries(lambda: client.get(FIGURES))
    for after in (6, 7):
        answered(after, workshop=make_evening())
    assert count_queries(lambda: client.get(FIGURES)) == one


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods", "json"])
def test_queue_and_figures_are_files_of_four_kinds(as_user, clara, answered, make_proposal, ending):
    answered(5)
    make_proposal("Rufbus am Freitagabend")
    for address in (reverse("dashboard_table_as", args=[ending]), reverse("dashboard_figures_file", args=[ending])):
        response = as_user(clara).get(address)
        assert response.status_code == 200 and f'.{ending}"' in response["Content-Disposition"]


def test_what_the_files_hold(as_user, clara, answered, make_proposal):
    answered(5)
    make_proposal("Nachtbus am Samstag")
    sheet = load_workbook(io.BytesIO(as_user(clara).get(reverse("dashboard_table_as", args=["xlsx"])).content)).active
    assert [row[1] for row in sheet.iter_rows(values_only=True, min_row=2)] == ["Nachtbus am Samstag"]
    rows = json.loads(as_user(clara).get(reverse("dashboard_figures_file", args=["json"])).content)[0]["rows"]
    assert len(rows) == 4 and {row["Rechtzeitig"] for row in rows} == {1}


def test_another_ending_does_not_exist(as_user, clara):
    assert as_user(clara).get("/dashboard/figures.exe").status_code == 404


def test_the_page_has_the_workshops_with_most_answers_and_the_file_has_all(as_user, clara, answered, make_evening, monkeypatch):
    monkeypatch.setattr(figures, "BARS", 1)
    evening = make_evening(title={"de": "Bus oder Auto"})
    for after in (5, 9):
        answered(after, workshop=evening)
    answered(7)
    assert [line.name for line in as_user(clara).get(FIGURES).context["charts"][3].lines] == ["Bus oder Auto"]
    rows = json.loads(as_user(clara).get(reverse("dashboard_figures_file", args=["json"])).content)[0]["rows"]
    assert sorted(row["Antworten"] for row in rows[-2:]) == [1, 2]
