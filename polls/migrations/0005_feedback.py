from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("polls", "0004_ballots_are_destroyed"),
    ]

    operations = [
        migrations.AddField(
            model_name="poll",
            name="is_feedback",
            field=models.BooleanField(
                default=False, editable=False, help_text="asks about the evening itself, at its end; never one of its questions"
            ),
        ),
    ]
