"""The figures: what was answered in time, by month, decision, trade-off and workshop; and the files of queue and figures."""

import io
import json
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from participation.dashboard import figures
from participation.dashboard.trend import trend_of
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


def test_the_median_goes_from_month_to_month():
    seen = trend_of({date(2025, 11, 1): (3, 40), date(2025, 12, 1): (3, 20), date(2026, 1, 1): (4, 12)}, limit=28)
    assert [(point.name, point.days) for point in seen.points] == [("November 2025", 40), ("Dezember 2025", 20), ("Januar 2026", 12)]
    assert seen.sentence == "Januar 2026: Die Hälfte der Antworten brauchte höchstens 12 Tage. Im November 2025 waren es 40."
    assert len(seen.lines) == 1 and seen.points[0].y < seen.limit_y < seen.points[2].y, "more days are higher"


def test_a_month_with_too_few_answers_has_no_dot_and_interrupts_the_line():
    months = {date(2026, 1, 1): (3, 9), date(2026, 2, 1): (3, 9), date(2026, 3, 1): (2, None), date(2026, 5, 1): (3, 9)}
    seen = trend_of(months, limit=None)
    assert [point.days for point in seen.points] == [9, 9, None, None, 9] and len(seen.lines) == 1 and seen.limit_y is None


def test_the_dashed_line_crosses_no_number():
    """A number stands above its dot, or below it where the line would go through it, but never under the axis."""
    for days in range(1, 61):
        for limit in range(1, 61):
            seen = trend_of({date(2026, 1, 1): (3, days), date(2026, 2, 1): (3, 60)}, limit=limit)
            dot, base = seen.points[0], seen.base
            assert dot.label_y in {dot.y - 12, dot.y + 26} and dot.label_y < base
            if dot.label_y > dot.y:
                assert dot.y - 32 < seen.limit_y < dot.y
            elif dot.y - 32 < seen.limit_y < dot.y:
                assert dot.y + 26 >= base


def test_the_masthead_says_that_figures_belong_to_the_overview(as_user, clara):
    html = as_user(clara).get(FIGURES).content.decode()
    assert html.count('aria-current="page"') == 1 and f'<a href="{reverse("dashboard_overview")}" aria-current="page">' in html


def test_one_month_is_no_trend():
    assert trend_of({date(2026, 1, 1): (4, 9)}, limit=28) is None and trend_of({}, limit=28) is None


def test_the_trend_is_a_table_for_who_does_not_see_it(as_user, clara, answered):
    for after in (5, 9, 40, 6, 8, 10):
        answered(after)
    earlier = list(Response.objects.order_by("pk").values_list("pk", flat=True)[:3])
    Proposal.objects.filter(response__in=earlier).update(answered_on=timezone.localdate() - timedelta(days=31))
    page = as_user(clara).get(FIGURES)
    html = page.content.decode()
    table = html[html.index('<div class="hidden-visually"><table>') :].split("</table>")[0]
    for point in page.context["trend"].points:
        assert f"{point.name}</th><td>{point.answers}</td>" in table
    assert page.context["trend"].limit == 28 and "Gestrichelt: die versprochenen 28 Tage." in html
