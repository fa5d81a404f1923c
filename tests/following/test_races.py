"""Links are pressed twice, and two processes tell the news of the morning: nobody is told anything twice."""

import pytest
from django.core import mail
from django.utils import timezone

from participation.accounts.models import Attempt
from participation.following.actions import ask, follow, tell
from participation.following.models import Follower
from participation.following.subjects import FollowedProposal, FollowedWorkshop

from ..races import meanwhile
from .conftest import NORA, morning, publish_answer

pytestmark = pytest.mark.django_db(transaction=True)


def confirming(subject):
    return lambda: follow(subject=subject, address=NORA, language="de")


def test_a_confirmation_is_pressed_twice_at_once(proposal):
    subject = FollowedProposal(proposal)
    assert meanwhile(confirming(subject), confirming(subject)) == (True, False)
    assert Follower.objects.count() == 1


@pytest.mark.parametrize("workshop_first", [True, False])
def test_a_proposal_and_its_workshop_are_confirmed_at_once_and_the_workshop_is_followed(proposal, workshop_first):
    both = [confirming(FollowedWorkshop(proposal.workshop)), confirming(FollowedProposal(proposal))]
    meanwhile(*both if workshop_first else reversed(both))
    assert Follower.objects.get().workshop == proposal.workshop


def test_two_processes_tell_the_news_of_the_morning_at_once(followed, clara):
    publish_answer(followed, clara)
    mail.outbox.clear()
    assert sorted(meanwhile(lambda: tell(morning()), lambda: tell(morning()))) == [0, 1]
    assert len(mail.outbox) == 1


def test_two_ask_at_once_for_the_link_of_one_address_and_one_mail_is_sent(proposal):
    def asking():
        return ask(subject=FollowedProposal(proposal), address=NORA, language="de")

    asking()
    Attempt.objects.update(next_at=timezone.now(), expires_at=timezone.now())  # a day ago
    mail.outbox.clear()
    meanwhile(asking, asking)
    assert len(mail.outbox) == 1
