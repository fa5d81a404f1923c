import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CHECK = "CONSTRAINT follows_one CHECK ((proposal_id IS NULL) <> (workshop_id IS NULL))"
CASCADE = "ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED"
WORKSHOP = f"workshop_id {{id}} NULL REFERENCES workshops_workshop (id) {CASCADE}"
INDEX = "CREATE INDEX following_follower_index ON following_follower (proposal_id)"
WORKSHOP_INDEX = "CREATE INDEX following_follower_workshop ON following_follower (workshop_id)"


def made_anew(null: str, more: str) -> list[str]:
    """The table with other columns, on SQLite: it can't drop NOT NULL, and Django's way to make a table anew would give it row ids."""
    columns = "key, proposal_id, sealed, language, told"
    return [
        "CREATE TABLE following_new (key blob NOT NULL PRIMARY KEY,"
        f" proposal_id integer {null} REFERENCES proposals_proposal (id) {CASCADE},"
        f" sealed blob NOT NULL, language text(5) NOT NULL, told date NOT NULL{more}) WITHOUT ROWID",
        f"INSERT INTO following_new ({columns}) SELECT {columns} FROM following_follower ORDER BY key",
        "DROP TABLE following_follower",
        "ALTER TABLE following_new RENAME TO following_follower",
        INDEX,
    ]


FORWARD = {
    "sqlite": [*made_anew("NULL", f", {WORKSHOP.format(id='integer')}, {CHECK}"), WORKSHOP_INDEX],
    "postgresql": [
        "ALTER TABLE following_follower ALTER COLUMN proposal_id DROP NOT NULL",
        f"ALTER TABLE following_follower ADD COLUMN {WORKSHOP.format(id='bigint')}",
        f"ALTER TABLE following_follower ADD {CHECK}",
        WORKSHOP_INDEX,
    ],
}
NO_WORKSHOPS = "DELETE FROM following_follower WHERE proposal_id IS NULL"
BACKWARD = {
    "sqlite": [NO_WORKSHOPS, *made_anew("NOT NULL", "")],
    "postgresql": [
        NO_WORKSHOPS,
        "ALTER TABLE following_follower DROP COLUMN workshop_id",  # with its index and the constraint
        "ALTER TABLE following_follower ALTER COLUMN proposal_id SET NOT NULL",
    ],
}


def forward(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in FORWARD[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def backward(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in BACKWARD[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("following", "0001_initial"), ("workshops", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(forward, backward)],
            state_operations=[
                migrations.AlterField(
                    "follower",
                    "proposal",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="proposals.proposal",
                    ),
                ),
                migrations.AddField(
                    "follower",
                    "workshop",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="workshops.workshop",
                    ),
                ),
                migrations.AddConstraint(
                    "follower",
                    models.CheckConstraint(
                        condition=models.Q(("proposal__isnull", True), ("workshop__isnull", False))
                        | models.Q(("proposal__isnull", False), ("workshop__isnull", True)),
                        name="follows_one",
                    ),
                ),
            ],
        ),
    ]
