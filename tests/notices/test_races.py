"""Two processes run the hourly job at once, and somebody chooses in two tabs: one mail, and one choice."""

import pytest

from participation.notices.actions import choose, tell_due
from participation.notices.models import Kind, OptOut, Told

from ..races import meanwhile
from .conftest import morning, next_monday, on_no_monday

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("days", [on_no_monday(30), next_monday()])
def test_two_processes_tell_of_what_waits_at_once(make_proposal, clara, mailoutbox, days):
    make_proposal("Rufbus am Freitag", days_ago=28 - days + 1)  # overdue on that day
    assert sorted(meanwhile(lambda: tell_due(morning(days)), lambda: tell_due(morning(days)), stop="^INSERT .*notices_told")) == [0, 1]
    assert len(mailoutbox) == 1 and Told.objects.filter(kind=Kind.OVERDUE).count() == 1


def test_two_tabs_choose_at_once_and_the_later_choice_counts_as_a_whole(clara):
    def choosing(*kinds):
        user = type(clara).objects.get(pk=clara.pk)
        return lambda: choose(user=user, kinds=kinds, language="de")

    choosing(Kind.OVERDUE)()
    meanwhile(choosing(Kind.WEEKLY), choosing(Kind.OVERDUE, Kind.SOON))
    assert {row.kind for row in OptOut.objects.all()} == set(Kind) - {Kind.OVERDUE, Kind.SOON}
