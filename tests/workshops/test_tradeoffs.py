"""Writing a trade-off, and a new version of it."""

import pytest
from django.urls import reverse

from workshops.models import TradeOff

pytestmark = pytest.mark.django_db


@pytest.fixture
def words():
    """A filled-in trade-off form with one goal and one fact."""
    rows = {f"{name}-{key}": value for name in ("goals", "facts") for key, value in {"TOTAL_FORMS": 2, "INITIAL_FORMS": 0}.items()}
    return rows | {
        "title_de": "Wolf und Weide",
        "core_question_de": "Wie leben wir mit dem Wolf?",
        "pole_a_de": "Artenschutz",
        "pole_b_de": "Sichere Weiden",
        "goals-0-pole": "a",
        "goals-0-level": "eu",
        "goals-0-text_de": "Der Wolf ist geschützt.",
        "facts-0-text_de": "Zwei Rudel leben im Landkreis.",
        "facts-0-source_de": "Landesamt",
        "facts-0-as_of": "2026",
    }


def test_a_trade_off_is_written_with_goals_and_facts(as_user, ben, words):
    assert as_user(ben).post(reverse("tradeoff_new"), words).status_code == 303
    written = TradeOff.objects.get()
    assert (written.slug, written.version, written.municipality.slug) == ("wolf-und-weide", 1, "auental")
    assert str(written.goals.get().text) == "Der Wolf ist geschützt." and str(written.facts.get().source) == "Landesamt"


def test_a_fact_without_a_source_is_refused_and_kept_in_the_form(as_user, ben, words):
    answer = as_user(ben).post(reverse("tradeoff_new"), words | {"facts-0-source_de": ""})
    assert answer.status_code == 422 and not TradeOff.objects.exists()
    assert "Zwei Rudel leben im Landkreis." in answer.content.decode() and "braucht seine Quelle" in answer.content.decode()


def test_a_new_version_leaves_prepared_workshops_their_wording(as_user, ben, words, make_workshop):
    workshop = make_workshop()
    old = workshop.tradeoff
    client = as_user(ben)
    assert f'value="{old.pole_a}"' in client.get(reverse("tradeoff_next", args=[old.pk])).content.decode()
    client.post(reverse("tradeoff_next", args=[old.pk]), words)
    new = TradeOff.objects.get(version=2)
    workshop.refresh_from_db()
    old.refresh_from_db()
    assert (new.slug, new.state, old.state) == (old.slug, TradeOff.State.ACTIVE, TradeOff.State.REPLACED)
    assert workshop.tradeoff == old and str(old.title) == "Bäume oder Parkplätze"
