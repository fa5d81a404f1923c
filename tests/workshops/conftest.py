"""What Ben sends: presses of the console, and the form of a workshop."""

from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.demo_data.clock import at
from tests.forms import as_posted
from workshops.actions import adopt_tradeoff, compose_workshop
from workshops.content import TRADEOFFS
from workshops.methods import methods


@pytest.fixture
def console(as_user, ben):
    """console(workshop, "step", revision=0) → the answer to one press of Ben's."""

    def post(workshop, what, client=None, fetch=False, **fields):
        headers = {"X-Requested-With": "fetch"} if fetch else {}
        return (client or as_user(ben)).post(reverse(f"console_{what}", args=[workshop.pk]), fields, headers=headers)

    return post


@pytest.fixture
def fields(tradeoff):
    """A filled-in workshop form."""
    return {
        "title_de": "Bäume in Auental",
        "title_en": "Trees in Auental",
        "tradeoff": tradeoff.pk,
        "day": "2027-03-04",
        "begins": "17:00",
        "ends": "19:00",
        "place": "Jugendclub",
        "expected": "26",
        "influence": "consult",
        "promise_de": "Der Rat antwortet bis April.",
        "promise_en": "",
    }


def page(client, workshop) -> str:
    return client.get(reverse("console", args=[workshop.pk])).content.decode()


def path_of(item) -> str:
    return reverse("item_edit", args=[item.workshop_id, item.pk])


def told(answer) -> str:
    return answer.content.decode()


def as_typed(answer, **changes) -> dict:
    """What the editor's page would send: every field as it stands there, with `changes` typed over it."""
    hidden = {name: answer.context[name] for name in ("seen", "seen_agenda")} | {"kind": answer.context["chosen"]}
    return as_posted(answer.context["form"]) | hidden | changes


# -- evenings that are composed --------------------------------------------------
@pytest.fixture
def wind(town):
    return adopt_tradeoff(municipality=town, content=TRADEOFFS[0])


@pytest.fixture
def composed(wind, ben):
    """composed(method, length) → a prepared evening about wind power."""

    def make(slug="position_line", length=90, tradeoff=wind):
        return compose_workshop(method=methods()[slug], length=length, tradeoff=tradeoff, starts_at=timezone.now(), by=ben)

    return make


@pytest.fixture
def in_2031():
    with at(timezone.make_aware(datetime(2031, 5, 1, 12))):
        yield
