from django.db import migrations

from participation.texts import Text, TranslatedField


class Migration(migrations.Migration):
    dependencies = [("workshops", "0004_announced_end")]

    operations = [
        migrations.AddField(
            model_name="agendaitem",
            name=name,
            field=TranslatedField(blank=True, default=Text, max_length=max_length, multiline=True, verbose_name=label),
        )
        for name, max_length, label in (
            ("instructions", 600, "how to lead it"),
            ("materials", 300, "materials"),
            ("pitfalls", 600, "what often goes wrong"),
        )
    ]
