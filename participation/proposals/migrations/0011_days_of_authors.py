"""Of what authors did after the hand-over only the day stays, as `steps._moment_of` stores it now."""

from django.db import migrations
from django.utils import timezone


def forget_times(apps, schema_editor):
    events, proposals, responses = (apps.get_model("proposals", name) for name in ("ProposalEvent", "Proposal", "Response"))
    for event in events.objects.filter(role="author", proposal__handed_over_at__isnull=False).order_by("proposal", "number"):
        before = events.objects.filter(proposal=event.proposal_id, number__lt=event.number).order_by("number").last()
        day = timezone.localtime(event.at).replace(hour=0, minute=0, second=0, microsecond=0)
        moment = max(day, before.at) if before else day  # in the room all of them are days already
        events.objects.filter(pk=event.pk).update(at=moment)
        proposals.objects.filter(pk=event.proposal_id, state_since=event.at).update(state_since=moment)
        responses.objects.filter(proposal=event.proposal_id, published_at=event.at).update(published_at=moment)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0010_lists")]

    operations = [migrations.RunPython(forget_times, migrations.RunPython.noop)]
