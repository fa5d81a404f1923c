"""Of what authors did after the hand-over only the day stays, as `steps._moment_of` stores it now."""

from django.db import migrations
from django.utils import timezone


def forget_times(apps, schema_editor):
    """One pass over all events in the order of their proposals, because a query for each takes minutes in a large town."""
    events, proposals, responses = (apps.get_model("proposals", name) for name in ("ProposalEvent", "Proposal", "Response"))
    handed_over = events.objects.filter(proposal__handed_over_at__isnull=False).order_by("proposal", "number")
    of, before = None, None  # the proposal, and when the step before was taken
    for pk, proposal, role, at in list(handed_over.values_list("pk", "proposal_id", "role", "at")):
        moment = at
        if role == "author":
            day = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
            moment = max(day, before) if proposal == of else day  # in the room all of them are days already
        if moment != at:
            events.objects.filter(pk=pk).update(at=moment)
            proposals.objects.filter(pk=proposal, state_since=at).update(state_since=moment)
            responses.objects.filter(proposal=proposal, published_at=at).update(published_at=moment)
        of, before = proposal, moment


class Migration(migrations.Migration):
    dependencies = [("proposals", "0010_lists")]

    operations = [migrations.RunPython(forget_times, migrations.RunPython.noop)]
