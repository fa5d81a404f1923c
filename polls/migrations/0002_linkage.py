import uuid

from django.db import migrations, models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce


def as_it_was(apps, schema_editor):
    """Until now the linkage set was looked up: the pair's, or else the poll's own. Ballots hang on it."""
    pair = apps.get_model("polls", "Pair").objects.filter(Q(before=OuterRef("item")) | Q(after=OuterRef("item")))
    apps.get_model("polls", "Poll").objects.update(linkage=Coalesce(Subquery(pair.values("uuid")[:1]), F("uuid")))


class Migration(migrations.Migration):
    dependencies = [
        ("polls", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="poll",
            name="linkage",
            field=models.UUIDField(default=uuid.uuid4, editable=False, help_text="the set its keys belong to: its own or its pair's"),
        ),
        migrations.RunPython(as_it_was, migrations.RunPython.noop),
    ]
