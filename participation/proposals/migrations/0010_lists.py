"""What lists are sorted and counted by becomes columns and one index: supports, the day of the answer, how many days it took."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

SUPPORTS = """
UPDATE proposals_proposal SET total_supports = room_supports + (
    SELECT COUNT(*) FROM proposals_support s WHERE s.proposal_id = proposals_proposal.id
) WHERE handed_over_at IS NOT NULL
"""


def date_answers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    proposal_model = apps.get_model("proposals", "Proposal")
    answered = proposal_model.objects.filter(response__published_at__isnull=False, handed_over_at__isnull=False)
    for pk, handed_over, published in list(answered.order_by("pk").values_list("pk", "handed_over_at", "response__published_at")):
        day = timezone.localdate(published)
        proposal_model.objects.filter(pk=pk).update(answered_on=day, days_taken=(day - timezone.localdate(handed_over)).days)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0009_council_and_signatures")]

    operations = [
        migrations.AddField(
            model_name="proposal",
            name="total_supports",
            field=models.PositiveIntegerField(
                default=0, editable=False, help_text="of room and public page, from the hand-over on: what lists are sorted by"
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="answered_on",
            field=models.DateField(editable=False, help_text="the day on which its answer was published", null=True),
        ),
        migrations.AddField(
            model_name="proposal",
            name="days_taken",
            field=models.PositiveIntegerField(editable=False, help_text="from the hand-over to that day", null=True),
        ),
        migrations.RunSQL(SUPPORTS, migrations.RunSQL.noop),
        migrations.RunPython(date_answers, migrations.RunPython.noop),
    ]
