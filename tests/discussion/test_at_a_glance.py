"""Where a conversation is found: from the head of the desk's page, and behind the private link, also while another wording is offered."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from participation.proposals import actions as proposals

pytestmark = pytest.mark.django_db


def test_the_head_of_the_desk_leads_to_the_conversation_and_to_who_takes_care(as_user, olga, proposal, reply):
    html = as_user(olga).get(reverse("dashboard_proposal", args=[proposal.pk])).content.decode()
    head = html[html.index("<h1") : html.index('id="text-name"')]
    assert 'href="#conversation"' in head and "2 Beiträge" in head
    assert f'href="{reverse("dashboard_assess", args=[proposal.pk])}#id_assigned_to"' in head
    assert 'id="id_assigned_to"' in as_user(olga).get(reverse("dashboard_assess", args=[proposal.pk])).content.decode()


def test_the_private_link_leads_to_the_new_reply_and_says_when_an_answer_comes(link, proposal, question, answer_from_phone):
    told = answer_from_phone(question, "Ja, am Freitag.")
    reply = question.replies.get()
    assert told["Location"] == reverse("receipt", args=[link]) + f"#said-{reply.pk}"
    html = Client().get(reverse("receipt", args=[link])).content.decode()
    assert f'id="said-{reply.pk}"' in html
    assert "Antwort bis" in html[html.index("<h1") : html.index("<section")]


def test_an_offer_does_not_hide_what_was_asked(link, proposal, clara, question, answer_from_phone):
    until = timezone.localdate() + timedelta(days=9)
    words = {"reason": "Bis Mitternacht bekommen wir einen Fahrer, danach nicht.", "who": "Olga", "by_when": until}
    proposals.draft_response(proposal=proposal, by=clara, verdict="changed", wording="Ein Bus bis Mitternacht.", open_until=until, **words)
    proposals.publish_response(proposal=proposal, by=clara)
    html = Client().get(reverse("receipt", args=[link])).content.decode()
    assert "Einverstanden" in html and "Reicht euch der Freitag?" in html
    assert answer_from_phone(question, "Ja.").status_code == 303
