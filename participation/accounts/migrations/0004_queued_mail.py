from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_attempts")]

    operations = [
        migrations.CreateModel(
            name="QueuedMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sealed", models.BinaryField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField(db_index=True)),
                ("expires_at", models.DateTimeField()),
            ],
        ),
    ]
