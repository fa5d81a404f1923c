"""One person in two tabs, and two who assign at once: no view too many, and one mail."""

import pytest

from participation.dashboard.actions import VIEWS_MAX, save_view, take_each
from participation.dashboard.models import SavedView
from participation.proposals.models import Proposal

from ..races import meanwhile, refusals

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_tabs_save_the_twelfth_view_at_once(clara):
    for number in range(VIEWS_MAX - 1):
        save_view(user=clara, name=f"Ansicht {number}", way="state=late")
    outcomes = meanwhile(*(lambda name=name: save_view(user=clara, name=name, way="state=late") for name in ("Spät", "Verkehr")))
    assert refusals(*outcomes) == 1 and SavedView.objects.count() == VIEWS_MAX


def test_two_tabs_save_a_view_of_the_same_name_at_once(clara):
    meanwhile(*(lambda way=way: save_view(user=clara, name="Spät", way=way) for way in ("state=late", "state=overdue")))
    assert SavedView.objects.get().way == "state=overdue"


def test_many_are_given_to_the_same_person_by_two_at_once_and_she_is_told_once(make_proposal, clara, olga, make_user, town, mailoutbox):
    otto, bus = make_user("Otto", town, "officer"), make_proposal("Rufbus")

    def assigning(by):
        page = Proposal.objects.get(pk=bus.pk)
        return lambda: take_each(proposals=[page], by=by, do="assign", to=otto)

    first, second = meanwhile(assigning(clara), assigning(olga))
    assert (len(first.news), len(second.news)) == (1, 0) and len(mailoutbox) == 1
