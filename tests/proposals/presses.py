"""What staff and authors press, each from a page of their own that was read before."""

from datetime import timedelta
from functools import partial

from django.utils import timezone

from participation.proposals import actions
from participation.proposals.models import Proposal

YES = {"verdict": "accepted", "reason": "Der Bus fährt.", "who": "Hauptamt", "by_when": timezone.localdate() + timedelta(days=90)}


def seen(proposal):
    """The proposal as one more page has read it."""
    return Proposal.objects.get(pk=proposal.pk)


def verbs(proposal):
    return [event.verb for event in proposal.events.all()]


def draft(proposal, by, **words):
    actions.draft_response(proposal=seen(proposal), by=by, **YES | words)


def answer(proposal, by):
    draft(proposal, by)
    actions.publish_response(proposal=seen(proposal), by=by)


def publishing(proposal, by):
    return partial(actions.publish_response, proposal=seen(proposal), by=by)


def stepping(proposal, verb, by, reason=""):
    return partial(actions.transition, proposal=seen(proposal), verb=verb, by=by, reason=reason)


def merging(proposal, into, by):
    return partial(actions.merge, proposal=seen(proposal), into=seen(into), by=by, reason="Das Gleiche")


def leaving(proposal):
    return partial(actions.leave, proposal=seen(proposal))
