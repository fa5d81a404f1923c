"""The facilitator finds a way of asking by her question; a kind that names none is there too."""

import pytest
from django.template.loader import get_template
from django.urls import reverse

from polls.kinds import KINDS
from polls.kinds.slider import Slider
from workshops.extensions import ITEM_KINDS
from workshops.purposes import OTHER

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(as_user, ben, make_workshop):
    """The page "add an item", by the heading of each group."""
    workshop = make_workshop()

    def get():
        html = as_user(ben).get(reverse("item_add", args=[workshop.pk])).content.decode()
        return {part.partition("</h2>")[0].rpartition(">")[2]: part for part in html.split("<fieldset")[1:]}

    return get


def test_every_kind_stands_once_below_the_question_that_it_answers(page):
    found = page()
    assert list(found)[0] == "Wo stehen wir zwischen zwei Zielen?" and 'value="poll:slider"' in found["Wo stehen wir zwischen zwei Zielen?"]
    assert 'value="poll:resistance"' in found["Womit können alle leben?"]
    assert 'value="proposals:"' in found["Was fehlt?"], "not only polls answer a question"
    whole = "".join(found.values())
    values = [f"{kind.slug}:{option.slug}" for kind in ITEM_KINDS.values() for option in kind.add_options()]
    assert [whole.count(f'value="{value}"') for value in values] == [1] * len(values)
    assert " checked" not in whole, "nobody is led to the first kind"


def test_time_and_group_size_stand_below_a_kind(page):
    assert "2 Minuten" in (line := page()["Wo stehen wir zwischen zwei Zielen?"]) and "5 bis 300 Personen" in line


def test_a_kind_without_a_question_stands_under_something_else(page, monkeypatch):
    class Thumbs(Slider):
        slug = "thumbs"
        purpose = OTHER
        people = (15, None)

    assert "Etwas anderes?" not in page()
    monkeypatch.setitem(KINDS, "thumbs", Thumbs())
    other = page()["Etwas anderes?"]
    assert 'value="poll:thumbs"' in other and "ab 15 Personen" in other


def test_each_of_our_kinds_names_its_question_and_has_a_picture():
    for kind in KINDS.values():
        assert kind.purpose is not OTHER, f"{kind.slug} names no question"
        get_template(f"console/add/{kind.slug}.html")
