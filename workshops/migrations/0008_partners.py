from django.db import migrations

import participation.texts


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0007_rehearsal_of"),
    ]

    operations = [
        migrations.AddField(
            model_name="workshop",
            name="partners",
            field=participation.texts.TranslatedField(
                blank=True, default=participation.texts.Text, max_length=300, verbose_name="carried by"
            ),
        ),
    ]
