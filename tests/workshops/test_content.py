import re
from io import StringIO

import pytest
from django.core.management import call_command

from workshops.actions import adopt_tradeoff
from workshops.content import TRADEOFFS
from workshops.models import Fact, Goal, TradeOff

TEXTS = ("title", "core_question", "about", "pole_a", "pole_a_text", "pole_b", "pole_b_text", "source_note")
each = pytest.mark.parametrize("content", TRADEOFFS, ids=[content["slug"] for content in TRADEOFFS])


def limit(model, name):
    return model._meta.get_field(name).max_length


def assert_text(value, at_most):
    assert set(value) == {"de", "en"}
    for words in value.values():
        assert 0 < len(words) <= at_most, words
        assert words == words.strip() and "  " not in words
    assert value["de"] != value["en"]


def test_the_four_of_lazik_n2030_are_there():
    assert [content["slug"] for content in TRADEOFFS] == ["wind", "nursery", "districts", "wolf"]


@each
def test_texts_are_complete_and_fit(content):
    assert set(content) == {"slug", "goals", "dimensions", "facts", *TEXTS}
    for name in TEXTS:
        assert_text(content[name], limit(TradeOff, name))
    assert content["core_question"]["de"].endswith("?") and content["core_question"]["en"].endswith("?")


@each
def test_both_poles_have_goals_from_above_and_from_the_town_itself(content):
    levels = {(goal["pole"], goal["level"]) for goal in content["goals"]}
    assert len(levels) == len(content["goals"])
    for pole in "ab":
        assert (pole, "un") in levels and (pole, "municipality") in levels
        assert {level for at, level in levels if at == pole} <= set(Goal.Level.values)
    for goal in content["goals"]:
        assert_text(goal["text"], limit(Goal, "text"))


@each
def test_goals_stand_in_the_order_of_levels(content):
    order = [Goal.Level.values.index(goal["level"]) for goal in content["goals"]]
    assert order == sorted(order)


@each
def test_every_fact_has_a_source_and_a_date(content):
    assert len(content["facts"]) >= 5
    assert {"a", "b"} <= {fact["pole"] for fact in content["facts"]} <= {"a", "b", ""}
    for fact in content["facts"]:
        assert_text(fact["text"], limit(Fact, "text"))
        assert_text(fact["source"], limit(Fact, "source"))
        assert re.fullmatch(r"20(1[7-9]|20)(–2020)?", fact["as_of"])


@each
def test_where_it_comes_from_is_said(content):
    for words in content["source_note"].values():
        assert "LAZIK N2030" in words and "BMBF" in words
        assert ("Sandersdorf-Brehna" in words) != ("Barnstorf" in words)


@each
def test_dimensions_are_named(content):
    assert len(content["dimensions"]) >= 3
    for dimension in content["dimensions"]:
        assert_text(dimension["name"], 20)
        assert_text(dimension["text"], 80)


@each
def test_no_invented_town_among_the_facts(content):
    assert "Auental" not in str(content)


@each
def test_the_first_two_facts_speak_for_either_side(content):
    """The discussion shows just these two."""
    assert {fact["pole"] for fact in content["facts"][:2]} == {"a", "b"}


@pytest.mark.django_db
def test_a_new_town_can_start_from_the_four():
    call_command("create_municipality", "neudorf", "Neudorf", examples=True, stdout=StringIO())
    adopted = TradeOff.objects.filter(municipality__slug="neudorf")
    assert {tradeoff.slug: tradeoff.facts.count() for tradeoff in adopted} == {c["slug"]: len(c["facts"]) for c in TRADEOFFS}
    call_command("create_municipality", "leerdorf", "Leerdorf", stdout=StringIO())
    assert not TradeOff.objects.filter(municipality__slug="leerdorf").exists()


@pytest.mark.django_db
def test_adopting_twice_keeps_what_the_town_made_of_it(town):
    first = adopt_tradeoff(municipality=town, content=TRADEOFFS[0])
    first.facts.first().delete()
    again = adopt_tradeoff(municipality=town, content=TRADEOFFS[0])
    assert again.pk == first.pk
    assert again.facts.count() == len(TRADEOFFS[0]["facts"]) - 1
