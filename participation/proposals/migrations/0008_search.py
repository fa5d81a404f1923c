"""Two tables for the search, filled with the proposals that are public already."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from participation.proposals.search import words_of
from polls.keyed import keyed_table

HIDDEN = ("draft", "submitted", "declined", "withdrawn", "expired")


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    proposal_model, word_model, entry_model = (apps.get_model("proposals", name) for name in ("Proposal", "SearchWord", "SearchEntry"))
    public = proposal_model.objects.filter(handed_over_at__isnull=False, workshop__is_rehearsal=False).exclude(state__in=HIDDEN)
    for proposal in public.select_related("response").order_by("pk").iterator(chunk_size=500):
        response = getattr(proposal, "response", None)
        answer = [response.reason, response.english, response.wording] if response and response.state == "published" else []
        words = words_of([proposal.title, proposal.what, proposal.why, *answer])
        word_model.objects.bulk_create([word_model(word=word, stem=words[word]) for word in sorted(words)], ignore_conflicts=True)
        entry_model.objects.bulk_create([entry_model(word=word, proposal=proposal) for word in sorted(words)])


class Migration(migrations.Migration):
    dependencies = [("proposals", "0007_offers_and_ratings")]

    operations = [
        keyed_table(
            migrations.CreateModel(
                name="SearchWord",
                fields=[
                    ("word", models.CharField(max_length=40, primary_key=True, serialize=False)),
                    ("stem", models.CharField(max_length=40)),
                ],
                options={"abstract": False},
            ),
            "proposals_searchword",
            "word {text}(40) NOT NULL PRIMARY KEY, stem {text}(40) NOT NULL",
        ),
        keyed_table(
            migrations.CreateModel(
                name="SearchEntry",
                fields=[
                    (
                        "pk",
                        models.CompositePrimaryKey("word", "proposal_id", blank=True, editable=False, primary_key=True, serialize=False),
                    ),
                    ("word", models.CharField(max_length=40)),
                    (
                        "proposal",
                        models.ForeignKey(
                            db_constraint=False,
                            db_index=False,
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="+",
                            to="proposals.proposal",
                        ),
                    ),
                ],
                options={"abstract": False},
            ),
            "proposals_searchentry",
            "word {text}(40) NOT NULL, proposal_id {id} NOT NULL, PRIMARY KEY (word, proposal_id)",
            index="proposal_id",
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
