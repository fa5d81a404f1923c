"""Three indexes hold all that lists and figures need. Narrower ones on the same columns go."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0010_lists")]

    operations = [
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(
                fields=["tradeoff", "municipality", "state", "total_supports", "answer_by", "handed_over_at", "workshop", "id"],
                name="proposal_lists_of_tradeoff",
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(fields=["proposal", "answered_on", "days", "verdict", "state"], name="response_figures"),
        ),
        migrations.AlterField(
            model_name="response",
            name="answered_on",
            field=models.DateField(editable=False, help_text="the day of its publication", null=True),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="municipality",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="proposals", to="accounts.municipality"
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="tradeoff",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="proposals",
                to="workshops.tradeoff",
                verbose_name="trade-off",
            ),
        ),
    ]
