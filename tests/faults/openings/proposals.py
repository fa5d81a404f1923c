"""Proposals: their queue, their supports, and how far they go."""

from .registry import watched_by


@watched_by("tests/proposals/test_public_support.py::test_a_cookie_counts_between_some_seconds_and_a_day")
def a_support_counts_by_any_cookie() -> None:
    from participation.public.supporters import Supporter

    Supporter.check = lambda supporter: None


@watched_by("tests/proposals/test_public_support.py::test_a_cookie_of_another_proposal_is_none")
def one_cookie_for_every_proposal() -> None:
    from django.core.signing import Signer

    from participation.public import supporters

    supporters._signer = lambda proposal: Signer(salt="supporter")


@watched_by("tests/proposals/test_public_support.py::test_two_hundred_collected_cookies_bring_no_more_than_a_crowd")
def a_proposal_gains_any_number_at_once() -> None:
    from participation.public.support_limits import SupportLimiter

    SupportLimiter.admit = lambda gains, proposal_id, key, supports: True


@watched_by("tests/proposals/test_queue.py::test_the_first_of_each_phone_comes_before_the_second_of_any")
def one_phone_fills_the_queue() -> None:
    from workshops import moderation

    moderation.in_turn.__code__ = (lambda entries: [entry for _phone, entry in entries]).__code__


@watched_by("tests/proposals/test_queue.py::test_five_of_one_phone_may_wait")
def one_phone_sends_any_number() -> None:
    from participation.proposals.actions import writing

    writing.WAITING_PER_PERSON = writing.PER_PERSON = 10_000


@watched_by("tests/proposals/test_personal.py::test_the_author_is_asked_before_it_is_sent")
def nobody_is_asked_about_phone_numbers() -> None:
    from participation.proposals import personal

    personal.personal_in.__code__ = (lambda *texts: []).__code__


@watched_by("tests/proposals/test_personal.py::test_the_facilitator_sees_the_mark_in_the_queue")
def no_mark_in_the_queue() -> None:
    nobody_is_asked_about_phone_numbers()


@watched_by("tests/test_rehearsal.py::test_nothing_of_it_is_handed_over")
def a_rehearsal_goes_public() -> None:
    from participation.proposals.actions import steps

    hand_over = steps._hand_over

    def for_good(proposal, *rest) -> None:
        proposal.workshop.is_rehearsal = False
        hand_over(proposal, *rest)

    steps._hand_over = for_good


@watched_by("tests/test_rehearsal.py::test_nobody_outside_finds_it")
def a_rehearsal_can_be_read() -> None:
    from participation.proposals import models

    def public(proposals):
        return proposals.exclude(state__in=models.UNSEEN).filter(handed_over_at__isnull=False)

    models.ProposalQuerySet.public = public
