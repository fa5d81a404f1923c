"""After a yes: what will be done, who does it and by when. Everybody sees what is reached and what is late."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.proposals import actions, receipts
from participation.proposals.actions.milestones import MOST
from participation.proposals.models import Milestone, Proposal, ProposalEvent, Response, State
from workshops.refused import Refused

SOON = (timezone.localdate() + timedelta(days=20)).isoformat()
PLAN = {"do": "plan", "what": "Gespräch mit dem Busunternehmen", "who": "Jonas Ritter", "by_when": SOON}


@pytest.fixture
def promised(make_proposal, clara, answer):
    """promised(verdict="accepted") → a proposal with a public answer."""

    def make(verdict="accepted"):
        proposal = make_proposal()
        actions.draft_response(
            proposal=proposal, by=clara, **answer | {"verdict": verdict, "by_when": timezone.datetime(2030, 5, 1).date()}
        )
        actions.publish_response(proposal=proposal, by=clara)
        return proposal

    return make


def page(proposal):
    return reverse("dashboard_milestones", args=[proposal.pk])


def proposal_path(proposal):
    return reverse("proposal", args=[proposal.pk])


def private(proposal):
    Proposal.objects.filter(pk=proposal.pk).update(receipt_digest=receipts.digest_of("amina-s-private-link-1"))
    return reverse("receipt", args=["amina-s-private-link-1"])


def public(client, proposal):
    return client.get(proposal_path(proposal)).content.decode()


def test_a_milestone_is_public_at_once(as_user, olga, promised):
    proposal = promised()
    assert as_user(olga).post(page(proposal), PLAN).status_code == 303
    html = public(as_user(), proposal)
    assert "Gespräch mit dem Busunternehmen" in html and "Jonas Ritter" in html and "Meilenstein geplant" in html


def test_what_is_late_stands_at_the_head_of_both_pages(as_user, olga, promised):
    proposal = promised()
    yesterday = timezone.localdate() - timedelta(days=1)
    Milestone.objects.create(proposal=proposal, what="Gespräch", who="Olga", by_when=yesterday)
    for html in (public(as_user(), proposal), as_user(olga).get(reverse("dashboard_proposal", args=[proposal.pk])).content.decode()):
        head = html[html.index("<h1") : html.index('id="text-name"')]
        assert "Gespräch: seit gestern überfällig" in head


@pytest.mark.parametrize("verb", ["", "start", "finish"])
def test_a_promise_whose_day_is_over_says_so_until_it_is_kept(as_user, olga, promised, verb):
    """On the public page, on the private link of its authors, and at the town hall; not on the day itself."""
    proposal = promised()
    for step in {"finish": ("start", "finish")}.get(verb, (verb,) if verb else ()):
        actions.transition(proposal=proposal, verb=step, by=olga, reason="Los.")
    for days, is_late in ((0, False), (9, True)):
        Response.objects.update(by_when=timezone.localdate() - timedelta(days=days))
        for path in (proposal_path(proposal), private(proposal), reverse("dashboard_proposal", args=[proposal.pk])):
            html = as_user(olga).get(path).content.decode()
            assert ("seit 9 Tagen überfällig" in html) == (is_late and verb != "finish"), path
    assert ("Das Rathaus ist zu spät" in public(as_user(), proposal)) == (verb == "start")


def test_a_no_has_promised_nothing(as_user, promised):
    proposal = promised("rejected")
    Response.objects.update(by_when=timezone.localdate() - timedelta(days=9))
    assert "überfällig" not in public(as_user(), proposal)


def test_the_history_keeps_the_promised_day(as_user, olga, promised):
    proposal = promised()
    as_user(olga).post(page(proposal), PLAN | {"by_when": "2031-03-09"})
    assert ProposalEvent.objects.get(verb="plan").reason == "Gespräch mit dem Busunternehmen · 9.\N{NO-BREAK SPACE}März 2031"


def test_the_authors_follow_it_behind_their_link(as_user, olga, promised):
    proposal = promised()
    Proposal.objects.update(receipt_digest=receipts.digest_of("amina-s-private-link-1"))
    as_user(olga).post(page(proposal), PLAN)
    Milestone.objects.update(by_when=timezone.localdate() - timedelta(days=3))
    assert "seit 3 Tagen überfällig" in as_user().get("/r/amina-s-private-link-1/").content.decode()


def test_a_late_one_is_late_for_everybody(as_user, olga, promised):
    proposal = promised()
    as_user(olga).post(page(proposal), PLAN)
    Milestone.objects.update(by_when=timezone.localdate() - timedelta(days=3))
    assert "seit 3 Tagen überfällig" in public(as_user(), proposal)


def test_reached_and_put_into_practice(as_user, olga, promised):
    proposal, client = promised(), as_user(olga)
    for what in ("Gespräch mit dem Busunternehmen", "Probefahrt"):
        client.post(page(proposal), PLAN | {"what": what})
    first, last = Milestone.objects.order_by("pk")
    early = client.post(page(proposal), {"do": "achieve", "milestone": last.pk, "finish": "Der Bus fährt."})
    assert early.status_code == 409 and Milestone.objects.get(pk=last.pk).done_on is None, "the other one is still open"
    assert client.post(page(proposal), {"do": "achieve", "milestone": first.pk}).status_code == 303
    proposal.refresh_from_db()
    assert proposal.state == State.ANSWERED
    client.post(page(proposal), {"do": "achieve", "milestone": last.pk, "finish": "Der Bus fährt seit Mai."})
    proposal.refresh_from_db()
    assert proposal.state == State.IMPLEMENTED
    assert [event.verb for event in proposal.events.all()][-4:] == ["achieve", "achieve", "start", "finish"]
    assert "Der Bus fährt seit Mai." in public(as_user(), proposal)


def test_who_drops_one_says_why_and_the_history_keeps_both(as_user, olga, promised):
    proposal, client = promised(), as_user(olga)
    client.post(page(proposal), PLAN)
    milestone = Milestone.objects.get()
    assert client.post(page(proposal), {"do": "drop", "milestone": milestone.pk, "reason": ""}).status_code == 409
    assert Milestone.objects.exists()
    client.post(page(proposal), {"do": "drop", "milestone": milestone.pk, "reason": "Das Unternehmen gibt es nicht mehr."})
    html = public(as_user(), proposal)
    assert not Milestone.objects.exists()
    assert "Meilenstein geplant" in html and "Das Unternehmen gibt es nicht mehr." in html


@pytest.mark.parametrize("change", [{"what": ""}, {"who": ""}, {"by_when": ""}, {"by_when": "2020-01-01"}, {"what": "x" * 201}])
def test_what_is_missing_is_said_and_what_was_typed_stays(as_user, olga, promised, change):
    response = as_user(olga).post(page(promised()), PLAN | {"who": "<b>Jonas</b>"} | change)
    assert response.status_code == 422 and ("who" in change or "&lt;b&gt;Jonas" in response.content.decode())
    assert not Milestone.objects.exists()


def test_after_a_no_nothing_is_promised(as_user, olga, promised):
    response = as_user(olga).post(page(promised("rejected")), PLAN)
    html = response.content.decode()
    assert response.status_code == 409 and "Busunternehmen" in html and not Milestone.objects.exists()


def test_two_who_press_at_once_reach_it_once(as_user, olga, clara, promised):
    proposal = promised()
    as_user(olga).post(page(proposal), PLAN)
    press = {"do": "achieve", "milestone": Milestone.objects.get().pk}
    assert as_user(olga).post(page(proposal), press).status_code == 303
    assert as_user(clara).post(page(proposal), press).status_code == 409
    assert ProposalEvent.objects.filter(verb="achieve").count() == 1


def test_a_milestone_is_reached_on_the_page_of_its_own_proposal(as_user, olga, promised):
    one, other = promised(), promised()
    as_user(olga).post(page(one), PLAN)
    for do in ("achieve", "drop"):
        press = {"do": do, "milestone": Milestone.objects.get().pk, "reason": "Es gibt kein Unternehmen."}
        assert as_user(olga).post(page(other), press).status_code == 409
    assert Milestone.objects.get().done_on is None


def test_the_action_itself_promises_nothing_in_the_past_and_no_thirteenth(olga, promised):
    proposal, today = promised(), timezone.localdate()
    plan = {"proposal": proposal, "by": olga, "what": "Gespräch", "who": "Olga"}
    with pytest.raises(Refused, match="vorbei"):
        actions.plan_milestone(**plan, by_when=today - timedelta(days=1))
    for _number in range(MOST):
        actions.plan_milestone(**plan, by_when=today)
    with pytest.raises(Refused, match="zwölf"):
        actions.plan_milestone(**plan, by_when=today)


def late(proposal):
    return Milestone.objects.create(proposal=proposal, what="Probefahrt", who="Olga", by_when=timezone.localdate() - timedelta(days=3))


def test_a_late_one_is_a_group_of_the_public_list(as_user, promised):
    late(promised())
    seen = as_user().get(reverse("status"))
    assert {str(group.name): len(group.rows) for group in seen.context["groups"]} == {"zugesagt, und ein Meilenstein ist überfällig": 1}
    assert "Probefahrt: seit 3 Tagen überfällig" in seen.content.decode()


def test_a_late_one_is_a_view_of_the_queue(as_user, olga, promised, make_proposal):
    proposal = promised()
    make_proposal("Jugendraum im Bahnhof", days_ago=40)
    milestone, client = late(proposal), as_user(olga)
    queue = client.get("/dashboard/", {"state": "late"})
    assert [row.proposal for row in queue.context["rows"]] == [proposal] and queue.context["figures"].late == 1
    assert "Probefahrt: seit 3 Tagen überfällig" in queue.content.decode()
    actions.achieve_milestone(proposal=proposal, by=olga, milestone=milestone.pk)
    assert not client.get("/dashboard/", {"state": "late"}).context["rows"]


def test_the_promised_day_itself_is_not_late(as_user, olga, promised):
    proposal = promised()
    milestone = late(proposal)
    proposal.milestones.filter(pk=milestone.pk).update(by_when=timezone.localdate())
    queue = as_user(olga).get("/dashboard/", {"state": "late"})
    assert not queue.context["rows"] and queue.context["figures"].late == 0
    assert "überfällig" not in as_user().get(reverse("status")).content.decode()


def test_what_is_put_into_practice_is_late_no_more(as_user, olga, promised):
    proposal = promised()
    late(proposal)
    for verb, reason in (("start", ""), ("finish", "Der Bus fährt.")):
        actions.transition(proposal=proposal, verb=verb, by=olga, reason=reason)
    assert not as_user(olga).get("/dashboard/", {"state": "late"}).context["rows"]
    assert "überfällig" not in as_user().get(reverse("status")).content.decode()
