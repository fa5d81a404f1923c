"""What lists are sorted and counted by becomes columns: the number of supports, the day of an answer, and how many days it took."""

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
    response_model = apps.get_model("proposals", "Response")
    published = response_model.objects.filter(published_at__isnull=False, proposal__handed_over_at__isnull=False)
    for response in published.select_related("proposal").only("published_at", "proposal__handed_over_at").order_by("pk"):
        day = timezone.localdate(response.published_at)
        days = (day - timezone.localdate(response.proposal.handed_over_at)).days
        response_model.objects.filter(pk=response.pk).update(answered_on=day, days=days)


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
            model_name="response",
            name="answered_on",
            field=models.DateField(db_index=True, editable=False, help_text="the day of its publication", null=True),
        ),
        migrations.AddField(
            model_name="response",
            name="days",
            field=models.PositiveIntegerField(editable=False, help_text="from the hand-over to that day", null=True),
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(
                fields=["municipality", "state", "answer_by", "total_supports", "handed_over_at", "workshop", "tradeoff", "year", "id"],
                name="proposal_lists",
            ),
        ),
        migrations.AddIndex(model_name="proposal", index=models.Index(fields=["municipality", "state_since"], name="proposal_news")),
        migrations.RunSQL(SUPPORTS, migrations.RunSQL.noop),
        migrations.RunPython(date_answers, migrations.RunPython.noop),
    ]
