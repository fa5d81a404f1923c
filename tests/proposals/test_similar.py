"""What a phone gets to compare a new proposal with: texts that room or public can read, and no others."""

import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.proposals import actions
from participation.proposals.models import Proposal

pytestmark = pytest.mark.django_db


def of_town(client, town):
    return client.get(reverse("municipality_proposals", args=[town.slug]), headers={"Accept-Encoding": "gzip"})


def of_room(browser, workshop):
    html = browser.get(reverse("phone_propose", args=[workshop.room.slug])).content.decode()
    return [entry["title"] for entry in json.loads(re.search(r'<script id="room-proposals"[^>]*>(.*?)</script>', html)[1])]


def test_the_town_s_list_holds_what_is_public_and_nothing_else(client, town, handed_over, write, make_phone, ben, workshop):
    type(workshop).objects.filter(pk=workshop.pk).update(state="running")
    workshop.refresh_from_db()
    others = [write(make_phone(), title=f"Noch nicht öffentlich {number}").proposal for number in range(4)]
    actions.transition(proposal=others[1], verb="release", by=ben)
    actions.decline(proposal=others[2], by=ben, rule="hurtful")
    actions.transition(proposal=others[3], verb="withdraw", by="author")
    expected = {"title": handed_over.title, "text": handed_over.what, "url": reverse("proposal", args=[handed_over.pk])}
    assert of_town(client, town).json() == {"proposals": [expected]}
    actions.transition(proposal=handed_over, verb="withdraw", by="author")
    assert of_town(client, town).json() == {"proposals": []}


def test_caches_may_keep_it_and_it_is_small(client, town, handed_over):
    Proposal.objects.bulk_create(
        Proposal(
            municipality=town, workshop=handed_over.workshop, tradeoff=handed_over.tradeoff, state="published",
            state_since=timezone.now(), handed_over_at=timezone.now(), title=f"Ein Vorschlag Nummer {n} zum Nachtbus",
            what=f"Nummer {n}: " + "Der Bus fährt am Wochenende bis ein Uhr in alle Ortsteile, auch nach Holzmark. " * 7,
            receipt_digest=n.to_bytes(32, "big"),
        )
        for n in range(300)
    )  # fmt: skip
    answer = of_town(client, town)
    assert "max-age=300" in answer["Cache-Control"] and "public" in answer["Cache-Control"] and not answer.cookies
    assert answer["Content-Encoding"] == "gzip" and len(answer.content) < 20_000


def test_the_form_holds_what_the_room_reads(amina, browser_of, workshop, released, write, make_phone):
    write(make_phone(), title="Wartet noch auf Ben")
    assert of_room(browser_of(amina), workshop) == [released.title]
