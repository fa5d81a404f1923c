"""Destroys the ballots of final polls: a ballot exists only while its question is open (docs/privacy.md). This can't be reversed."""

from django.db import migrations, models

from polls.keyed import TYPES, reference

OPEN_BALLOTS = "key bytea PRIMARY KEY, seq smallint NOT NULL, answer jsonb NOT NULL, groups jsonb"
WITHOUT_STATISTICS = ("id", "side", "text", "owner", "is_withdrawn")


def forwards(apps, schema_editor):
    Poll = apps.get_model("polls", "Poll")
    schema_editor.execute("DROP TABLE polls_finalballot")
    if schema_editor.connection.vendor == "sqlite":
        poll = reference("poll_id", "polls_poll").format(**TYPES["sqlite"])
        columns = f"{poll}, key blob NOT NULL, answer text NOT NULL, PRIMARY KEY (poll_id, key)"
        schema_editor.execute(f"CREATE TABLE polls_waiting ({columns}) WITHOUT ROWID")
        return
    for poll_id in Poll.objects.filter(state__in=["open", "closed"], final_at=None).values_list("pk", flat=True):
        table = f"polls_ballot_{poll_id}"
        schema_editor.execute(f"CREATE TABLE {table} ({OPEN_BALLOTS}) WITH (autovacuum_enabled = false)")
        schema_editor.execute(
            f"INSERT INTO {table} SELECT key, seq, answer, groups FROM polls_ballot WHERE poll_id = {int(poll_id)} ORDER BY key"
        )
    schema_editor.execute("DROP TABLE polls_ballot")
    for column in WITHOUT_STATISTICS:
        schema_editor.execute(f"ALTER TABLE polls_remark ALTER COLUMN {column} SET STATISTICS 0")


def backwards(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    types = TYPES[vendor]
    poll = reference("poll_id", "polls_poll")
    key = "key {key} NOT NULL, answer {json} NOT NULL, groups {json}, PRIMARY KEY (poll_id, key)"
    schema_editor.execute(f"CREATE TABLE polls_finalballot ({poll}, {key}){{end}}".format(**types))
    if vendor == "sqlite":
        schema_editor.execute("DROP TABLE polls_waiting")
    else:
        schema_editor.execute(f"CREATE TABLE polls_ballot ({poll}, seq {{small}} NOT NULL, {key})".format(**types))
        Poll = apps.get_model("polls", "Poll")
        for poll_id in Poll.objects.filter(state__in=["open", "closed"], final_at=None).values_list("pk", flat=True):
            table = f"polls_ballot_{int(poll_id)}"
            schema_editor.execute(
                f"INSERT INTO polls_ballot (poll_id, key, seq, answer, groups) SELECT {int(poll_id)}, key, seq, answer, groups FROM {table}"
            )
            schema_editor.execute(f"DROP TABLE {table}")


WITHDRAWN = "is_withdrawn {bool} NOT NULL DEFAULT false"


def add_withdrawn(apps, schema_editor):
    # By SQL, because Django would rebuild the table with row ids.
    schema_editor.execute(f"ALTER TABLE polls_remark ADD COLUMN {WITHDRAWN.format(**TYPES[schema_editor.connection.vendor])}")


def drop_withdrawn(apps, schema_editor):
    schema_editor.execute("ALTER TABLE polls_remark DROP COLUMN is_withdrawn")


class Migration(migrations.Migration):
    dependencies = [
        ("polls", "0003_below_the_floor"),
    ]

    operations = [
        migrations.AddField(
            model_name="poll",
            name="is_waiting",
            field=models.BooleanField(
                default=False, editable=False, help_text="final, but its ballots wait for the after half of the pair"
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(add_withdrawn, drop_withdrawn)],
            state_operations=[
                migrations.AddField(
                    model_name="remark",
                    name="is_withdrawn",
                    field=models.BooleanField(default=False, help_text="its author took it back; it goes with the next lot"),
                )
            ],
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(forwards, backwards)],
            state_operations=[migrations.DeleteModel(name="FinalBallot"), migrations.DeleteModel(name="Ballot")],
        ),
    ]
