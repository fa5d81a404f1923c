"""What earlier versions stored of the order and the times in which proposals were written becomes random numbers and days."""

from django.db import migrations
from django.utils import timezone

from participation.ids import random_id

NO_STATISTICS = {
    "proposals_proposal": ("uuid", "title", "what", "why", "owner", "receipt_digest"),
    "proposals_proposalevent": ("reason",),
    "proposals_support": ("key",),
}


def forget_order(apps, schema_editor):
    """New numbers for events, and for proposals that nobody outside the room knows; a public one keeps its address."""
    Proposal, Event = apps.get_model("proposals", "Proposal"), apps.get_model("proposals", "ProposalEvent")
    with schema_editor.connection.cursor() as cursor:
        for pk in list(Proposal.objects.filter(handed_over_at=None).values_list("pk", flat=True)):
            new = random_id()
            cursor.execute("UPDATE proposals_proposal SET id = %s WHERE id = %s", [new, pk])
            for table, column in (
                ("proposals_proposalevent", "proposal_id"),
                ("proposals_response", "proposal_id"),
                ("proposals_support", "proposal_id"),
                ("proposals_proposal", "merged_into_id"),
            ):
                cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {column} = %s", [new, pk])
        for pk in list(Event.objects.values_list("pk", flat=True)):
            cursor.execute("UPDATE proposals_proposalevent SET id = %s WHERE id = %s", [random_id(), pk])


def forget_times(apps, schema_editor):
    """Before its hand-over a proposal has days, no time of day. Those that wait have been with the facilitator all along."""
    Proposal, Event = apps.get_model("proposals", "Proposal"), apps.get_model("proposals", "ProposalEvent")
    for proposal in Proposal.objects.order_by("pk"):
        proposal.published_at = proposal.published_at and day(proposal.published_at)
        if proposal.handed_over_at is None:
            proposal.state_since = day(proposal.state_since)
        proposal.is_offered, proposal.shown_supports = proposal.state == "submitted", proposal.room_supports + proposal.supports.count()
        proposal.save(update_fields=["published_at", "state_since", "is_offered", "shown_supports"])
        events = Event.objects.filter(proposal=proposal).order_by("number")
        handed_over = next((event.number for event in events if event.verb == "hand_over"), None)
        for event in events:
            if handed_over is None or event.number < handed_over:
                Event.objects.filter(pk=event.pk).update(at=day(event.at))


def day(moment):
    return timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)


def keep_no_statistics(apps, schema_editor):
    """PostgreSQL would store samples of these columns outside their table, also of rows that are gone."""
    if schema_editor.connection.vendor == "postgresql":
        for table, columns in NO_STATISTICS.items():
            for column in columns:
                schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


class Migration(migrations.Migration):
    dependencies = [("proposals", "0002_coarse_times")]
    operations = [
        migrations.RunPython(keep_no_statistics, migrations.RunPython.noop),
        migrations.RunPython(forget_times, migrations.RunPython.noop),
        migrations.RunPython(forget_order, migrations.RunPython.noop),
    ]
