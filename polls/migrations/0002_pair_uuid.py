from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery


def as_it_was(apps, schema_editor):
    """Store the linkage that was looked up so far: the pair's uuid, or the poll's own. The keys of ballots depend on it."""
    pair = apps.get_model("polls", "Pair").objects.filter(Q(before=OuterRef("item")) | Q(after=OuterRef("item")))
    apps.get_model("polls", "Poll").objects.update(pair_uuid=Subquery(pair.values("uuid")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("polls", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="poll",
            name="pair_uuid",
            field=models.UUIDField(editable=False, help_text="of the pair it was asked for, also when that is parted", null=True),
        ),
        migrations.RunPython(as_it_was, migrations.RunPython.noop),
    ]
