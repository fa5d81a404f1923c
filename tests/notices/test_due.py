"""Who is told of what waits, when, and that nobody is told twice."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from participation.notices import actions
from participation.notices.due import waiting_for_each
from participation.notices.models import Kind, Told
from participation.proposals.actions import assign
from participation.proposals.models import Proposal, State

from .conftest import morning, next_monday, on_no_monday

pytestmark = pytest.mark.django_db


def due_in(make_proposal, left: int, days: int, title: str = "Rufbus am Freitag", **fields) -> Proposal:
    """A proposal with so many days left until its date, seen so many days from today."""
    return make_proposal(title, days_ago=28 - days - left, **fields)


@pytest.fixture
def day():
    """The number of a day in the future that is no Monday, and of which the days around it are none either."""
    return next(days for days in range(30, 40) if morning(days).weekday() == 2)


def test_whoever_answers_in_the_town_is_told_of_what_nobody_takes_care_of(told, make_proposal, day, clara, olga, emil, ben, dev):
    due_in(make_proposal, 4, day)
    assert set(told(morning(day))) == {"clara", "olga"}


def test_what_is_assigned_is_told_to_nobody_else(told, make_proposal, day, clara, olga, ben):
    proposal, other = due_in(make_proposal, 4, day), due_in(make_proposal, -1, day, "Bänke am Fluss")
    assign(proposal=proposal, by=clara, to=olga)
    assign(proposal=other, by=clara, to=ben)  # a facilitator, who answers nothing alone
    mails = told(morning(day))
    assert set(mails) == {"olga", "ben"} and "Bänke" not in mails["olga"].body


def test_what_somebody_has_who_has_left_is_told_to_all_who_answer(told, make_proposal, day, clara, olga):
    assign(proposal=due_in(make_proposal, 4, day), by=clara, to=olga)
    olga.memberships.all().delete()
    assert set(told(morning(day))) == {"clara"}


def test_overdue_and_due_soon_come_in_one_mail(told, make_proposal, day, clara):
    due_in(make_proposal, -1, day, "Rufbus am Freitag")
    due_in(make_proposal, -3, day, "Bänke am Fluss")
    due_in(make_proposal, 7, day, "Licht am Radweg")
    due_in(make_proposal, 8, day, "Skateanlage")
    message = told(morning(day))["clara"]
    assert message.subject == "2 Antworten überfällig, 1 Antwort bald fällig"
    assert message.body.index("Bänke") < message.body.index("Rufbus") < message.body.index("Licht") and "Skateanlage" not in message.body


def test_nobody_is_told_the_same_twice(told, make_proposal, day, clara):
    due_in(make_proposal, 7, day)
    assert told(morning(day))
    assert not any(told(morning(later, hour)) for later, hour in ((day, 9), (day, 23), (day + 1, 8), (day + 2, 8)))


def test_it_is_told_once_more_when_it_becomes_overdue_and_then_never(told, make_proposal, day, clara):
    due_in(make_proposal, 0, day)
    assert told(morning(day)) and "seit gestern überfällig" in told(morning(day + 1))["clara"].subject
    assert not told(morning(day + 2))


def test_only_what_is_new_stands_in_the_next_mail(told, make_proposal, day, clara):
    due_in(make_proposal, 7, day, "Rufbus am Freitag")
    due_in(make_proposal, 8, day, "Licht am Radweg")
    told(morning(day))
    body = told(morning(day + 1))["clara"].body
    assert "Licht" in body and "Rufbus" not in body


def test_what_is_answered_is_told_no_more_and_told_anew_when_it_comes_back(told, make_proposal, day, clara):
    proposal = due_in(make_proposal, -1, day)
    assert told(morning(day))
    Proposal.objects.filter(pk=proposal.pk).update(state=State.OFFERED)
    assert not told(morning(day + 1)) and not Told.objects.exists()
    Proposal.objects.filter(pk=proposal.pk).update(state=State.UNDER_REVIEW)
    assert told(morning(day + 2))


def test_of_two_processes_one_tells(told, make_proposal, day, clara, mailoutbox):
    """The second one has found the same before the first one has stored what it told."""
    due_in(make_proposal, -1, day)
    today = morning(day).date()
    found = waiting_for_each(today)[clara.pk]
    assert actions._tell(clara, found, today) and not actions._tell(clara, found, today)
    assert len(mailoutbox) == 1


def test_what_another_process_has_just_told_is_not_forgotten(told, make_proposal, day, clara):
    due_in(make_proposal, -1, day)
    assert told(morning(day))
    actions._forget_told({}, morning(day).date())  # it has looked before there was something to tell
    assert not told(morning(day, 9))


def test_a_mail_that_could_not_be_queued_is_not_remembered_as_told(told, make_proposal, day, clara, monkeypatch):
    due_in(make_proposal, -1, day)
    with monkeypatch.context() as broken, pytest.raises(OSError):
        broken.setattr("participation.accounts.mail.StaffMail.send", lambda self: (_ for _ in ()).throw(OSError))
        told(morning(day))
    assert told(morning(day, 9))


def test_nothing_comes_in_the_night(told, make_proposal, day, clara):
    due_in(make_proposal, -1, day)
    assert not told(morning(day, 0)) and not told(morning(day, 6)) and told(morning(day, 7))


@pytest.mark.parametrize(("utc", "is_told"), [((2027, 7, 7, 4, 59), False), ((2027, 7, 7, 5, 1), True), ((2027, 1, 6, 5, 59), False)])
def test_the_clock_of_the_town_counts_in_summer_and_winter(utc, is_told, told, make_proposal, clara):
    make_proposal(answer_by=datetime(*utc).date() - timedelta(days=1))
    assert bool(told(datetime(*utc, tzinfo=UTC))) == is_told


def test_on_monday_one_mail_has_all_that_waits(told, make_proposal, clara):
    days = next_monday()
    due_in(make_proposal, -1, days, "Rufbus am Freitag")
    due_in(make_proposal, 3, days, "Bänke am Fluss")
    due_in(make_proposal, 12, days, "Licht am Radweg")
    message = told(morning(days))["clara"]
    assert message.subject == "Diese Woche: 3 Vorschläge warten auf eine Antwort, einer davon überfällig"
    assert all(title in message.body for title in ("Rufbus", "Bänke", "Licht"))
    assert not told(morning(days, 9)) and not told(morning(days + 1))  # overdue and due soon were told with it
    assert told(morning(days + 7))


def test_who_does_not_want_the_mail_of_monday_gets_what_is_new(told, make_proposal, clara):
    days = next_monday()
    due_in(make_proposal, -1, days, "Rufbus am Freitag")
    due_in(make_proposal, 12, days, "Licht am Radweg")
    actions.unsubscribe(user=clara, kinds=[Kind.WEEKLY])
    assert told(morning(days))["clara"].subject.startswith("Rufbus am Freitag (")


def test_on_a_monday_without_anything_nothing_comes(told, make_proposal, clara):
    make_proposal(state=State.ANSWERED)
    assert not told(morning(next_monday()))


def test_a_long_list_names_twenty_and_counts_the_rest(told, make_proposal, make_evening, day, clara):
    evening = make_evening()
    for number in range(23):
        due_in(make_proposal, -1, day, f"Vorschlag Nummer {number + 1}", workshop=evening)
    body = told(morning(day))["clara"].body
    assert body.count("/dashboard/") == 21 and "… und 3 weitere." in body


def test_the_number_of_queries_does_not_grow_with_the_proposals(make_proposal, make_evening, day, clara, count_queries):
    evening = make_evening()
    due_in(make_proposal, -1, day, workshop=evening)
    one = count_queries(lambda: actions.tell_due(now=morning(day)))
    Told.objects.all().delete()
    for _more in range(4):
        due_in(make_proposal, -1, day, workshop=evening)
    assert count_queries(lambda: actions.tell_due(now=morning(day))) == one


def test_the_command_and_the_hourly_work_of_the_server_tell(make_proposal, clara, mailoutbox, monkeypatch, capsys):
    make_proposal(days_ago=on_no_monday(40))
    monkeypatch.setattr(actions, "FROM_HOUR", 0)
    call_command("notify")
    assert capsys.readouterr().out == "staff: 1\nfollowers: 0\n" and len(mailoutbox) == 1
    Told.objects.all().delete()
    hourly = []
    monkeypatch.setattr("participation.live.wire.server.serve", lambda **options: hourly.append(options["hourly"]))
    monkeypatch.setattr("workshops.actions.forget", lambda: (_ for _ in ()).throw(OSError))
    call_command("serve")
    with pytest.raises(OSError):
        hourly[0]()
    assert len(mailoutbox) == 2  # also if deleting has failed
    assert timezone.localdate() == Told.objects.earliest("day").day


def test_a_kind_that_is_not_wanted_is_left_out_of_the_mail(told, make_proposal, day, clara):
    due_in(make_proposal, -1, day, "Rufbus am Freitag")
    due_in(make_proposal, 4, day, "Licht am Radweg")
    actions.unsubscribe(user=clara, kinds=[Kind.OVERDUE])
    message = told(morning(day))["clara"]
    assert "Licht am Radweg" in message.body and "Rufbus" not in message.body


def test_who_has_two_offices_is_told_once(told, make_proposal, make_user, town, day):
    make_user("Ines", town, "officer", "mayor", "facilitator")
    due_in(make_proposal, 4, day)
    assert told(morning(day))["ines"].body.count("Rufbus") == 1
