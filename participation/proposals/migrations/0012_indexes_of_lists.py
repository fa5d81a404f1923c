"""Indexes that hold all that lists filter, sort and count by. On its own neither town nor trade-off needs one any more."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0011_days_of_authors")]

    operations = [
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
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(
                fields=[
                    "municipality",
                    "state",
                    "answer_by",
                    "total_supports",
                    "handed_over_at",
                    "workshop",
                    "tradeoff",
                    "year",
                    "answered_on",
                    "days_taken",
                    "id",
                ],
                name="proposal_lists",
            ),
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(
                fields=["tradeoff", "municipality", "state", "total_supports", "answer_by", "handed_over_at", "workshop", "id"],
                name="proposal_lists_of_tradeoff",
            ),
        ),
        migrations.AddIndex(model_name="proposal", index=models.Index(fields=["municipality", "state_since"], name="proposal_news")),
    ]
