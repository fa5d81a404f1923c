"""The figures page: how many of the answers came in time and after how many days, by month, decision, trade-off and workshop."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from participation.accounts.models import User
from participation.proposals import queries
from participation.proposals.models import Response
from participation.tables import Table
from workshops.models import TradeOff, Workshop

MEDIAN_FROM = 3  # answers: a median of fewer says nothing
YEARS = 2  # the present year and the one before


@dataclass(frozen=True, slots=True)
class Answered:
    """A published answer: on which day, after how many days, in time or not, and what it belongs to."""

    on: date
    days: int
    in_time: bool
    verdict: str
    tradeoff: int
    workshop: int


@dataclass(frozen=True, slots=True)
class Line:
    """A bar of a chart. `days` is the median; None of fewer than MEDIAN_FROM answers."""

    name: str
    answers: int
    in_time: int
    days: int | None

    @property
    def late(self) -> int:
        return self.answers - self.in_time


@dataclass(frozen=True, slots=True)
class Chart:
    """The answers by one thing: bars of the same scale, with the numbers beside them."""

    name: str
    head: str
    lines: list[Line]

    @property
    def most(self) -> int:
        return max(line.answers for line in self.lines)


def figures_context(user: User) -> dict[str, Any]:
    """The page, over all municipalities that `user` reads. Three queries, whatever the number of answers."""
    today = timezone.localdate()
    answers = _answers(user, date(today.year - YEARS + 1, 1, 1))
    return {
        "today": today,
        "years": [today.year - 1, today.year],
        "whole": _line("", answers) if answers else None,
        "charts": _charts(answers) if answers else [],
        "median_from": MEDIAN_FROM,
    }


def _answers(user: User, since: date) -> list[Answered]:
    found = queries.proposals_for(user).order_by().filter(response__state=Response.State.PUBLISHED, response__published_at__date__gte=since)
    columns = ("handed_over_at", "response__published_at", "answer_by", "response__verdict", "tradeoff_id", "workshop_id")
    answers = []
    for begun, published, by, verdict, tradeoff, workshop in found.values_list(*columns):
        on = timezone.localdate(published)
        answers.append(Answered(on, (on - timezone.localdate(begun)).days, on <= by, verdict, tradeoff, workshop))
    return answers


def _charts(answers: list[Answered]) -> list[Chart]:
    verdicts = {value: str(label) for value, label in Response.Verdict.choices}
    tradeoffs = {one.pk: str(one.title) for one in TradeOff.objects.filter(pk__in={answer.tradeoff for answer in answers})}
    workshops = {one.pk: str(one.title) for one in Workshop.objects.filter(pk__in={answer.workshop for answer in answers})}
    months: dict[date, list[Answered]] = defaultdict(list)
    for answer in answers:
        months[answer.on.replace(day=1)].append(answer)
    by_month = [_line(date_format(month, "YEAR_MONTH_FORMAT"), months[month]) for month in sorted(months)]
    return [
        Chart(_("By month"), _("Month"), by_month),
        Chart(_("By decision"), _("Decision"), _lines(answers, "verdict", verdicts)),
        Chart(_("By trade-off"), _("Trade-off"), _lines(answers, "tradeoff", tradeoffs)),
        Chart(_("By workshop"), _("Workshop"), _lines(answers, "workshop", workshops)),
    ]


def _lines(answers: list[Answered], by: str, names: dict[Any, str]) -> list[Line]:
    """A bar for each value of the field `by`, the most answers first."""
    groups: dict[Any, list[Answered]] = defaultdict(list)
    for answer in answers:
        groups[getattr(answer, by)].append(answer)
    return sorted((_line(names[value], group) for value, group in groups.items()), key=lambda line: (-line.answers, line.name))


def _line(name: str, answers: list[Answered]) -> Line:
    days = round(median(answer.days for answer in answers)) if len(answers) >= MEDIAN_FROM else None
    return Line(name, len(answers), sum(answer.in_time for answer in answers), days)


def figures_table(charts: list[Chart]) -> Table:
    """All bars as one table."""
    heads = [_("Figures"), _("Name"), _("Answers"), _("In time"), _("Late"), _("Median of the days")]
    rows = [[chart.name, line.name, line.answers, line.in_time, line.late, line.days] for chart in charts for line in chart.lines]
    return Table(_("Figures"), heads, rows)
