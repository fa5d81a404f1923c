from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def announce_what_has_run(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Workshops that have begun were on the town's page already. Those still to come wait for their facilitator's word."""
    begun = apps.get_model("workshops", "Workshop").objects.filter(is_rehearsal=False).exclude(state="draft")
    begun.update(notice="announced")


class Migration(migrations.Migration):
    dependencies = [("workshops", "0005_guidance")]

    operations = [
        migrations.AddField(
            model_name="workshop",
            name="notice",
            field=models.CharField(
                choices=[("none", "not announced"), ("announced", "announced"), ("withdrawn", "withdrawn")],
                default="none",
                editable=False,
                max_length=9,
            ),
        ),
        migrations.RunPython(announce_what_has_run, migrations.RunPython.noop),
    ]
