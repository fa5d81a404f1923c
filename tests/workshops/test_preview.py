"""The preview beside the editor: how a phone or the stage will show what is typed, half finished or wrong as it may be."""

import pytest
from django import forms
from django.urls import reverse
from django.utils.translation import trans_real

from polls.kinds import KINDS
from tests.evening import QUESTIONS

from .conftest import as_typed, path_of, told

pytestmark = pytest.mark.django_db
AUDIENCES = ("phone", "stage")


@pytest.fixture
def client(as_user, ben):
    return as_user(ben)


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("kind", QUESTIONS)
def test_the_preview_shows_what_is_typed_and_saves_nothing(kind, audience, make_workshop, client):
    item = make_workshop(kind).items.get()
    typed = as_typed(client.get(path_of(item)), question_de="Und was jetzt?")
    preview = reverse("item_preview", args=[item.workshop_id, audience])
    answer = client.post(f"{preview}?item={item.pk}", typed)
    assert answer.status_code == 200 and "Und was jetzt?" in told(answer) and str(item.polls.get()) != "Und was jetzt?"
    assert "<script" not in told(answer).replace('js/no_resubmit.js"></script>', "").replace('<script type="module" src', "")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_preview_before_anything_is_typed(kind, make_workshop, client):
    workshop = make_workshop()
    for audience in AUDIENCES:
        preview = reverse("item_preview", args=[workshop.pk, audience]) + f"?kind=poll:{kind}"
        half = {"question_de": "Und?", "option_0_de": "Eins", "cost_0": "viel", "settings-cap": "?", "minutes": ""}
        assert ">None<" not in told(client.get(preview))
        assert "Und?" in told(client.post(preview, half))


def test_the_preview_of_a_new_item_bears_whatever_is_typed(make_workshop, client):
    workshop = make_workshop()
    preview = reverse("item_preview", args=[workshop.pk, "stage"])
    assert "Mehr Bäume" in told(client.get(f"{preview}?kind=poll:slider"))
    answer = client.post(f"{preview}?kind=poll:single_choice&language=en", {"question_de": "", "option_3_de": "x" * 900, "minutes": "?"})
    assert answer.status_code == 200 and "x" * 900 in told(answer)
    for strange in ("item=999999999", "item=x", "kind=nothing", "language=%00%00", "language=zz&item=0"):
        assert client.get(f"{preview}?{strange}").status_code == 200
    assert "zz" not in trans_real._translations, "Django keeps a catalogue for every language that was ever asked for"
    assert client.get(reverse("item_preview", args=[workshop.pk, "fridge"])).status_code == 404


@pytest.mark.parametrize("kind", [slug for slug, kind in KINDS.items() if kind.settings_form])
def test_no_number_that_is_half_typed_or_nonsense_breaks_it(kind, make_workshop, client):
    own = KINDS[kind].settings_form()
    numbers = [name for name, field in own.fields.items() if isinstance(field, forms.IntegerField)]
    extremes = ("", "0", "1", "-1", "999999999", "-999999999", "?")
    typed = [{name: value} for name in numbers for value in extremes] + [dict.fromkeys(numbers, value) for value in extremes]
    typed += [{name: str(-number) for number, name in enumerate(numbers)}]
    workshop = make_workshop()
    for audience in AUDIENCES:
        preview = reverse("item_preview", args=[workshop.pk, audience]) + f"?kind=poll:{kind}"
        for values in typed:
            half = {"question_de": "Und?"} | {f"settings-{name}": value for name, value in values.items()}
            assert "Und?" in told(client.post(preview, half)), values
