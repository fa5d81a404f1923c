"""An evening that an earlier version has stored: with serial numbers and times of day."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from django.utils import timezone

from participation.proposals import actions
from participation.proposals.models import Proposal, ProposalEvent, State, Support
from participation.proposals.queries import owned_by

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def upgrade():
    """upgrade() → through all migrations since the first version, with the rows as they are."""

    def run():
        MigrationExecutor(connection).migrate([("proposals", "0001_initial")])
        forward()

    def forward():
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())

    yield run
    forward()


def renumber(proposal, number: int) -> Proposal:
    """As an earlier version numbered it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE proposals_proposal SET id = %s WHERE id = %s", [number, proposal.pk])
        for table in ("proposals_proposalevent", "proposals_support"):
            cursor.execute(f"UPDATE {table} SET proposal_id = %s WHERE proposal_id = %s", [number, proposal.pk])
    return Proposal.objects.get(pk=number)


def test_numbers_and_times_are_forgotten_and_public_addresses_stay(upgrade, handed_over, write, workshop, make_phone, ben, client):
    type(workshop).objects.update(state="running")
    workshop.refresh_from_db()
    eule = make_phone()
    waiting, other = write(eule).proposal, write(eule, title="Noch ein Windrad, bitte").proposal
    actions.transition(proposal=other, verb="release", by=ben)
    actions.support(identity=eule, proposal_id=other.pk)
    handed_over, waiting, other = (renumber(proposal, n) for n, proposal in enumerate([handed_over, waiting, other], start=1))
    actions.merge(proposal=other, into=handed_over, by=ben, reason="Beide wollen dasselbe.")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE proposals_proposal SET state_since = %s, published_at = %s", [timezone.now()] * 2)
        cursor.execute("UPDATE proposals_proposalevent SET at = %s", [timezone.now() - timedelta(hours=1)])
    upgrade()
    assert client.get(reverse("proposal", args=[1])).status_code == 200
    mine = {proposal.title: proposal for proposal in owned_by(eule)}
    assert min(proposal.pk for proposal in mine.values()) > 1000 and len(mine) == 2
    merged, waits = mine[other.title], mine[waiting.title]
    assert (merged.merged_into_id, merged.supports.count(), merged.events.count()) == (1, 1, 3) and Support.objects.count() == 1
    assert waits.state == State.SUBMITTED and waits.is_offered
    days = [merged.state_since, waits.state_since, merged.published_at, *merged.events.values_list("at", flat=True)]
    assert {timezone.localtime(moment).hour for moment in days} == {0}
    assert min(ProposalEvent.objects.values_list("pk", flat=True)) > 1000
    late = Proposal.objects.get(pk=1).events.values_list("verb", "at")
    assert [verb for verb, at in late if timezone.localtime(at).minute or timezone.localtime(at).second] == ["hand_over"]


def test_what_authors_did_later_keeps_its_day_alone(upgrade, handed_over):
    actions.transition(proposal=handed_over, verb="withdraw", by="author")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE proposals_proposalevent SET at = %s WHERE verb <> 'withdraw'", [timezone.now() - timedelta(days=2)])
        cursor.execute("UPDATE proposals_proposalevent SET at = %s WHERE verb = 'withdraw'", [now := timezone.now()])
        cursor.execute("UPDATE proposals_proposal SET state_since = %s", [now])
    upgrade()
    proposal = Proposal.objects.get()
    moments = [proposal.state_since, proposal.events.get(verb="withdraw").at]
    assert [timezone.localtime(moment).time().isoformat() for moment in moments] == ["00:00:00"] * 2
