"""What pages and lists say of a proposal that is not answered yet, and what is forgotten of one that is over."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from participation.live.guards import scrub
from participation.proposals import actions
from participation.proposals.actions import steps
from participation.proposals.answers import fingerprint_of
from participation.proposals.forms import ProposalForm
from participation.proposals.groups import counted
from participation.proposals.items import ProposalsItem
from participation.proposals.models import DeclinedBefore, Milestone, Offer, PrivateAssessment, Proposal, Response, State, SupportsShown
from participation.proposals.queries import public_proposals
from participation.proposals.receipts import receipt_of
from participation.proposals.rows import row_of, rows_of
from participation.proposals.search import asked_for, matching
from participation.proposals.templatetags.proposals import signature_of
from participation.proposals.timeline import timeline
from workshops.models import TradeOff, Workshop

pytestmark = pytest.mark.django_db
WHY = "Weil das Licht uns auch stört."


@pytest.fixture
def scrubbed(monkeypatch, django_capture_on_commit_callbacks):
    """scrubbed(action) → the tables that are written anew after it, so that no order of rows is left."""

    def run(action):
        tables = []
        monkeypatch.setattr(scrub, "schedule", lambda *names: tables.extend(names))
        with django_capture_on_commit_callbacks(execute=True):
            action()
        return set(tables)

    return run


# -- What is shown -----------------------------------------------------------------------
@pytest.fixture
def offered(handed_over, clara):
    """Clara would say yes to another wording; the authors have not answered."""
    days = timezone.localdate() + timedelta(days=9)
    words = {"wording": "Wer näher wohnt, bekommt einen Anteil.", "open_until": days, "who": "Bauamt Geheimwort", "by_when": days}
    actions.draft_response(proposal=handed_over, by=clara, verdict="changed", reason=WHY, **words)
    actions.publish_response(proposal=handed_over, by=clara)
    return handed_over


def test_no_list_says_what_an_offer_would_promise(offered, town):
    (row,) = rows_of(public_proposals(town))
    assert row.note == str(row.state), "its state alone: who takes care and by when is promised by an answer only"


def test_after_the_end_nothing_is_late(handed_over):
    Milestone.objects.create(proposal=handed_over, what="Fahrplan", who="Amt", by_when=timezone.localdate() - timedelta(days=1))
    Proposal.objects.filter(pk=handed_over.pk).update(state=State.IN_IMPLEMENTATION)
    assert row_of(Proposal.objects.get(pk=handed_over.pk)).late
    Proposal.objects.filter(pk=handed_over.pk).update(state=State.IMPLEMENTED)
    assert row_of(Proposal.objects.get(pk=handed_over.pk)).late is None


def test_the_office_of_one_is_not_given_to_another(handed_over, clara, ben):
    actions.draft_response(proposal=handed_over, by=clara, verdict="partly", reason=WHY)
    response = actions.publish_response(proposal=handed_over, by=clara)
    assert signature_of(response) == "Clara, Bürgermeisteramt" and signature_of(response, ben) == "Ben"


def test_a_number_is_looked_for_with_its_year(handed_over):
    found = [bool(matching(Proposal.objects.all(), asked_for(f"{handed_over.year - back}-1"))) for back in (0, 1)]
    assert found == [True, False]


def test_no_proposal_is_written_to_what_the_town_has_closed(workshop, make_tradeoff):
    closed = make_tradeoff(state=TradeOff.State.REPLACED)
    offered = ProposalForm(workshop=workshop).fields["tradeoff"].queryset
    assert workshop.tradeoff in offered and closed not in offered


def test_an_unknown_link_is_not_kept_either(client):
    page = client.get(reverse("receipt", args=["x" * 22]))
    assert page.status_code == 404 and page["Cache-Control"] == "no-store" and "noindex" in page["X-Robots-Tag"]


def test_what_was_public_has_no_last_day(handed_over):
    actions.transition(proposal=handed_over, verb="withdraw", by="author")
    assert handed_over.kept_until is None


def test_a_fingerprint_tells_where_a_word_stands(handed_over, clara):
    actions.draft_response(proposal=handed_over, by=clara, verdict="changed", reason=WHY, wording="So.", open_until=timezone.localdate())
    draft = Response.objects.get()
    before = {draft.fingerprint}
    for name, value in (("wording", "Anders."), ("open_until", timezone.localdate() + timedelta(days=1)), ("verdict", "partly")):
        setattr(draft, name, value)
        before.add(draft.fingerprint)
    assert len(before) == 4
    halves = [fingerprint_of(Response(who=who, cost=cost), ("who", "cost")) for who, cost in (("Amt 1", "2 €"), ("Amt 12", " €"))]
    assert halves[0] != halves[1]


def test_the_search_knows_no_draft_and_nothing_withdrawn(handed_over, clara):
    assert matching(Proposal.objects.all(), asked_for("Windrad"))
    actions.draft_response(proposal=handed_over, by=clara, verdict="partly", reason="Erst muss der Landrat zustimmen.")
    actions.transition(proposal=handed_over, verb="review", by=clara)
    found = [bool(matching(Proposal.objects.all(), asked_for(word))) for word in ("Landrat", "Windrad")]
    assert found == [False, True]
    actions.transition(proposal=handed_over, verb="withdraw", by="author")
    assert not matching(Proposal.objects.all(), asked_for("Windrad"))


def test_the_private_link_shows_supports_as_late_as_the_room_does(released, amina, make_phone):
    """Whoever looks there after each tap must not see whose it was."""
    page = reverse("receipt", args=[receipt_of(amina, released.uuid)])
    actions.support(identity=make_phone(), proposal_id=released.pk)
    assert Client().get(page).context["supports"] == 0
    actions.show_supports([amina.room])
    assert Client().get(page).context["supports"] == 1


def test_who_was_removed_is_not_led_back_into_the_room(released, amina, browser_of, workshop):
    page = reverse("receipt", args=[receipt_of(amina, released.uuid)])
    assert browser_of(amina).get(page).context["in_room"]
    workshop.participants.filter(pk=amina.id).update(is_removed=True)
    assert not browser_of(amina).get(page).context["in_room"]


def test_the_public_reads_once_that_it_was_sent(proposal, ben, workshop):
    actions.transition(proposal=proposal, verb="return", by=ben, reason="Bitte kürzer.")
    actions.resubmit(proposal=proposal, title=proposal.title, what="Kürzer.", why="", tradeoff=workshop.tradeoff)
    actions.transition(proposal=proposal, verb="release", by=ben)
    assert [point.verb for point in timeline(proposal, public=True) if point.verb] == ["submit", "release"]


def test_only_what_still_waits_is_counted_as_late(handed_over):
    for state, late in ((State.ACKNOWLEDGED, 1), (State.OFFERED, 0), (State.IMPLEMENTED, 0)):
        Proposal.objects.update(state=state, answer_by=timezone.localdate() - timedelta(days=1))
        assert [each.late for each in counted(Proposal.objects.all())] == [late]


# -- What goes ---------------------------------------------------------------------------
def test_the_order_of_rows_goes_with_the_end_the_item_and_an_erasure(scrubbed, workshop, released, amina):
    assert scrubbed(lambda: ProposalsItem().leave(None)) == set(steps.BEFORE_HAND_OVER)
    assert scrubbed(lambda: actions.hand_over(workshop)) >= set(steps.BEFORE_HAND_OVER)
    assert scrubbed(lambda: actions.erase(identity=amina)) >= set(steps.BEFORE_HAND_OVER)


def test_the_room_forgets_an_erased_proposal_at_once(released, amina, workshop):
    workshop.room.refresh_from_db()
    before = workshop.room.version
    actions.erase(identity=amina)
    workshop.room.refresh_from_db()
    assert workshop.room.version > before


def test_what_rules_kept_out_adds_up(proposal, write, make_phone, ben):
    for number in range(2):
        sent = write(make_phone(), title=f"Vorschlag Nummer {number}").proposal
        actions.decline(proposal=sent, by=ben, rule="hurtful")
        actions.forget(timezone.now() + timedelta(days=31))
    assert DeclinedBefore.objects.get(rule="hurtful").number == 2


def test_of_a_withdrawn_proposal_offer_and_note_go_with_its_words(offered):
    PrivateAssessment.objects.create(proposal=offered, reasoning="Unter uns: Das wird teuer.")
    actions.transition(proposal=offered, verb="withdraw", by="author")
    actions.forget(timezone.now() + timedelta(days=29))
    assert Offer.objects.exists() and PrivateAssessment.objects.exists()
    actions.forget(timezone.now() + timedelta(days=31))
    assert not Offer.objects.exists() and not PrivateAssessment.objects.exists()


def test_a_rehearsal_is_forgotten_after_thirty_days_with_all_that_was_released(released, workshop, amina):
    ended = timezone.now()
    Workshop.objects.filter(pk=workshop.pk).update(is_rehearsal=True, state=Workshop.State.ENDED, ended_at=ended)
    SupportsShown.objects.create(workshop=workshop, lot=1)
    actions.forget(ended + timedelta(days=29))
    assert Proposal.objects.filter(pk=released.pk).exists() and not SupportsShown.objects.exists()
    assert Client().get(reverse("proposal", args=[released.pk])).status_code == 404
    actions.forget(ended + timedelta(days=31))
    assert not Proposal.objects.filter(pk=released.pk).exists()
