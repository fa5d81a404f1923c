import django.db.models.deletion
from django.db import migrations, models

from polls.keyed import keyed_table, reference


class Migration(migrations.Migration):
    initial = True

    dependencies = [("proposals", "0009_council_and_signatures")]

    operations = [
        keyed_table(
            migrations.CreateModel(
                name="Follower",
                fields=[
                    ("key", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                    ("sealed", models.BinaryField()),
                    ("language", models.CharField(max_length=5)),
                    ("told", models.DateField()),
                    (
                        "proposal",
                        models.ForeignKey(
                            db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="proposals.proposal"
                        ),
                    ),
                ],
                options={"abstract": False},
            ),
            "following_follower",
            f"key {{key}} NOT NULL PRIMARY KEY, {reference('proposal_id', 'proposals_proposal')}, sealed {{key}} NOT NULL,"
            " language {text}(5) NOT NULL, told date NOT NULL",
            index="proposal_id",
        ),
    ]
