"""The figures page: how many of the answers came in time and after how many days, by month, decision, trade-off and workshop."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet
from django.db.models.functions import Cast, Substr
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from participation.accounts.models import User
from participation.proposals import queries
from participation.proposals.models import Proposal, Response
from participation.tables import Table
from workshops.models import TradeOff, Workshop

from .trend import Trend, trend_of

MEDIAN_FROM = 3  # answers: a median of fewer says nothing
YEARS = 2  # the present year and the one before
BARS = 60  # of workshops: those with the most answers
MONTH = Substr(Cast("answered_on", CharField()), 1, 7)  # "2026-11"
IN_TIME = Q(answered_on__lte=F("answer_by"))


@dataclass(frozen=True, slots=True)
class Took:
    """So many answers came after so many days, and so many of these in time."""

    days: int
    answers: int
    in_time: int


Groups = dict[Any, list[Took]]  # by the value of a field


@dataclass(frozen=True, slots=True)
class Line:
    """A bar of a chart. `days` is the median; None of fewer than MEDIAN_FROM answers. `tradeoff` is set if it stands for one."""

    name: str
    answers: int
    in_time: int
    days: int | None
    tradeoff: int | None = None

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


def figures_context(user: User, *, every_workshop: bool = False) -> dict[str, Any]:
    """The page, over all municipalities that `user` reads. The database counts, in seven queries, whatever the number of answers."""
    today = timezone.localdate()
    answers = _answers(user, date(today.year - YEARS + 1, 1, 1))
    groups = _groups(answers.annotate(month=MONTH), "month", "tradeoff_id")
    return {
        "today": today,
        "trend": _trend(answers, groups["month"]),
        "years": [today.year - 1, today.year],
        "whole": _line("", [took for some in groups["month"].values() for took in some]) if groups["month"] else None,
        "charts": _charts(answers, groups, None if every_workshop else BARS) if groups["month"] else [],
        "median_from": MEDIAN_FROM,
    }


def _answers(user: User, since: date) -> QuerySet[Proposal]:
    """The proposals with an answer that was published since then."""
    found = queries.proposals_for(user).order_by()
    return found.filter(answered_on__gte=since)


def _groups(answers: QuerySet[Proposal], *fields: str) -> dict[str, Groups]:
    """The answers by each value of each of `fields`. One query for all of them."""
    groups: dict[str, Groups] = {field: defaultdict(list) for field in fields}
    counted = answers.values_list(*fields, "days_taken").annotate(n=Count("pk"), in_time=Count("pk", filter=IN_TIME))
    for *values, days, n, in_time in counted:
        took = Took(days, n, in_time)
        for field, value in zip(fields, values, strict=True):
            groups[field][value].append(took)
    return groups


def _charts(answers: QuerySet[Proposal], groups: dict[str, Groups], bars: int | None) -> list[Chart]:
    months, tradeoffs = groups["month"], groups["tradeoff_id"]
    most = [workshop for workshop, _n in answers.values_list("workshop_id").annotate(n=Count("pk")).order_by("-n", "workshop_id")[:bars]]
    workshops = _groups(answers.filter(workshop_id__in=most), "workshop_id")["workshop_id"]
    by_month = [_line(date_format(date.fromisoformat(f"{month}-01"), "YEAR_MONTH_FORMAT"), months[month]) for month in sorted(months)]
    verdicts = {value: str(label) for value, label in Response.Verdict.choices}
    return [
        Chart(_("By month"), _("Month"), by_month),
        Chart(_("By decision"), _("Decision"), _lines(_groups(answers, "response__verdict")["response__verdict"], verdicts)),
        Chart(_("By trade-off"), _("Trade-off"), _lines(tradeoffs, _titles(TradeOff.objects.filter(pk__in=tradeoffs)), are_tradeoffs=True)),
        Chart(_("By workshop"), _("Workshop"), _lines(workshops, _titles(Workshop.objects.filter(pk__in=most)))),
    ]


def _titles(named: QuerySet[Any]) -> dict[int, str]:
    return {pk: str(title) for pk, title in named.order_by().values_list("pk", "title")}


def _trend(answers: QuerySet[Proposal], months: Groups) -> Trend | None:
    """The median from month to month, beside what was promised if it was the same for all."""
    promised = set(answers.values_list("municipality__answer_days", flat=True).distinct()) if months else set()
    medians = {date.fromisoformat(f"{month}-01"): _line("", took) for month, took in months.items()}
    return trend_of({month: (line.answers, line.days) for month, line in medians.items()}, promised.pop() if len(promised) == 1 else None)


def _lines(groups: Groups, names: dict[Any, str], *, are_tradeoffs: bool = False) -> list[Line]:
    """A bar for each group, the most answers first."""
    lines = [_line(names[value], group, value if are_tradeoffs else None) for value, group in groups.items()]
    return sorted(lines, key=lambda line: (-line.answers, line.name))


def _line(name: str, group: list[Took], tradeoff: int | None = None) -> Line:
    answers = sum(took.answers for took in group)
    days = _median(group, answers) if answers >= MEDIAN_FROM else None
    return Line(name, answers, sum(took.in_time for took in group), days, tradeoff)


def _median(group: list[Took], answers: int) -> int:
    """The number of days within which half of the answers came."""
    days = [took.days for took in sorted(group, key=lambda took: took.days) for _answer in range(took.answers)]
    return round((days[(answers - 1) // 2] + days[answers // 2]) / 2)


def figures_table(charts: list[Chart]) -> Table:
    """All bars as one table."""
    heads = [_("Figures"), _("Name"), _("Answers"), _("In time"), _("Late"), _("Median of the days")]
    rows = [[chart.name, line.name, line.answers, line.in_time, line.late, line.days] for chart in charts for line in chart.lines]
    return Table(_("Figures"), heads, rows)
