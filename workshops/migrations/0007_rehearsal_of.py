import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workshops", "0006_notice")]

    operations = [
        migrations.AddField(
            model_name="workshop",
            name="rehearsal_of",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rehearsal",
                to="workshops.workshop",
            ),
        ),
        migrations.AlterField(
            model_name="workshop",
            name="is_rehearsal",
            field=models.BooleanField(
                default=False,
                editable=False,
                verbose_name="rehearsal: simulated phones may join, results are marked",
            ),
        ),
    ]
