from django.db import migrations

FLOOR = 5


def keep_only_n(apps, schema_editor):
    """Reduce tallies of fewer than five ballots to their number, as new polls do. Their digest was never shown, so it can be removed."""
    Poll, Pair = apps.get_model("polls", "Poll"), apps.get_model("polls", "Pair")
    few = {pk: tally["n"] for pk, tally in Poll.objects.exclude(tally=None).values_list("pk", "tally") if tally["n"] < FLOOR}
    for pk, n in few.items():
        Poll.objects.filter(pk=pk).update(tally={"n": n}, salt="", digest="")
    for pk, shift in Pair.objects.exclude(shift=None).values_list("pk", "shift"):
        if few.keys() & {shift["before"], shift["after"]}:
            Pair.objects.filter(pk=pk).update(shift=shift | {"shift": None})


class Migration(migrations.Migration):
    dependencies = [
        ("polls", "0002_pair_uuid"),
    ]

    operations = [
        migrations.RunPython(keep_only_n, migrations.RunPython.noop),
    ]
