"""What is internal or unreleased is on no page, in no file and in no slot outside the town hall, however people write."""

import secrets

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from participation.discussion import actions
from participation.discussion.models import Contribution, Kind, State
from workshops.refused import Refused

pytestmark = pytest.mark.django_db

VERBS = ["note", "question", "comment", "reply", "release", "decline", "take_down"]


def outside(proposal, link, emil):
    """Everything that somebody outside the town hall can fetch, and what the council gets."""
    town, council = proposal.municipality.slug, Client()
    council.force_login(emil)
    names = [("proposal", [proposal.pk]), ("municipality", [town]), ("municipality_status", [town]), ("moderation", [town])]
    names += [("municipality_workshops", [town]), ("workshop", [town, proposal.workshop_id])]
    pages = [Client().get(reverse(name, args=arguments)) for name, arguments in names]
    pages += [council.get(reverse("dashboard_proposal", args=[proposal.pk])), council.get(reverse("dashboard_table") + "?state=all")]
    pages += [council.get(reverse("conversations"))]
    return b"".join(page.getvalue() if page.streaming else page.content for page in pages).decode()


@given(st.lists(st.sampled_from(VERBS), min_size=1, max_size=7))
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_internal_or_unreleased_word_leaves_the_town_hall(proposal, link, olga, ben, emil, verbs):
    Contribution.objects.all().delete()
    cache.clear()
    for verb in verbs:
        word = secrets.token_hex(8)
        replies = list(Contribution.objects.filter(kind=Kind.REPLY))
        question = Contribution.objects.filter(kind=Kind.QUESTION).first()
        try:
            if verb in {"note", "question", "comment"}:
                actions.say(proposal=proposal, by=olga, kind=verb, text=word)
            elif verb == "reply" and question:
                actions.reply(proposal=proposal, question=question, text=word)
            elif replies:
                actions.decide(contribution=replies[-1], by=ben, verb=verb, rule="hurtful")
        except Refused:
            pass
    said = list(Contribution.objects.all())
    everything, phone = outside(proposal, link, emil), Client().get(reverse("receipt", args=[link])).content.decode()
    for each in said:
        assert (each.text in everything) == (each.state == State.PUBLIC), (each.kind, each.state)
        assert each.kind != Kind.NOTE or each.text not in phone
