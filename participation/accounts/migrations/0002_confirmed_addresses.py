"""An address counts once a link has reached it. So far accounts were made by the command alone, and its link or a link by mail was the
only first way in: who has logged in has used one. Addresses that somebody entered on a page of their own prove nothing."""

from django.db import migrations, models


def confirm(apps, schema_editor):
    User, EmailAddress = apps.get_model("accounts", "User"), apps.get_model("account", "EmailAddress")
    entered = EmailAddress.objects.values("user_id")
    User.objects.filter(last_login__isnull=False).exclude(pk__in=entered).update(is_confirmed=True)
    EmailAddress.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("account", "0009_emailaddress_unique_primary_email")]

    operations = [
        migrations.AddField("user", "is_confirmed", models.BooleanField(default=False)),
        migrations.AddField("user", "sessions_ended", models.PositiveIntegerField(default=0)),
        migrations.RunPython(confirm, migrations.RunPython.noop, elidable=True),
    ]
