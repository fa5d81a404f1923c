"""The agenda while it is written: what the bin took comes back, and what was typed beside it stays."""

import pytest
from django.core.serializers import serialize
from django.urls import reverse

from polls.actions import add_pair
from polls.models import Pair, Poll
from tests.evening import QUESTIONS, press
from workshops.actions import end_workshop, remove_item, restore_item
from workshops.refused import Refused

from .conftest import as_typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def save(as_user, ben):
    """save(workshop, do="add") → the answer to a button of the agenda, in one session of Ben's."""
    client = as_user(ben)

    def post(workshop, **more):
        path = reverse("workshop_edit", args=[workshop.pk])
        page = client.get(path)
        return client.post(path, as_typed(page, **more) if page.context.get("form") else more)

    post.page = lambda workshop: client.get(reverse("workshop_edit", args=[workshop.pk])).content.decode()
    return post


def everything(workshop) -> list[str]:
    """Items, polls and pairs, to the letter."""
    items = workshop.items.all()
    return [serialize("json", rows.order_by("pk")) for rows in (items, Poll.objects.filter(item__in=items), Pair.objects.all())]


def test_what_the_bin_took_comes_back_as_it_was(make_workshop, save):
    workshop = make_workshop("slider", "points", "words")
    before, middle = everything(workshop), workshop.items.all()[1]
    save(workshop, do=f"remove:{middle.pk}")
    assert workshop.items.count() == 2 and f"„{middle}“ steht nicht mehr im Ablauf" in save.page(workshop)
    save(workshop, do="restore")
    assert everything(workshop) == before and 'value="restore"' not in save.page(workshop)


def test_half_a_pair_comes_back_as_half_a_pair(make_workshop, save, ben):
    workshop = make_workshop()
    pair = add_pair(workshop=workshop, kind="slider", by=ben, question={"de": "Wohin?"}, **QUESTIONS["slider"])
    before = everything(workshop)
    save(workshop, do=f"remove:{pair.after.pk}")
    assert not Pair.objects.exists()
    save(workshop, do="restore")
    assert everything(workshop) == before


def test_the_bin_is_emptied_once_and_by_its_own_workshop(make_workshop, save):
    here, there = make_workshop(), make_workshop()
    save(here, do=f"remove:{here.items.get().pk}")
    save(there, do="restore")
    assert there.items.count() == 1 and here.items.count() == 0
    save(here, do="restore")
    save(here, do="restore")
    assert here.items.count() == 1


def test_an_item_never_stands_twice_and_not_on_what_is_over(make_workshop, ben):
    workshop = press(make_workshop("slider", "words"), by=ben)
    last = workshop.items.last()
    kept = remove_item(item=last, by=ben)
    restore_item(workshop=workshop, kept=kept, by=ben)
    with pytest.raises(Refused):
        restore_item(workshop=workshop, kept=kept, by=ben)
    kept = remove_item(item=workshop.items.last(), by=ben)
    end_workshop(workshop=workshop, by=ben)
    with pytest.raises(Refused):
        restore_item(workshop=workshop, kept=kept, by=ben)


@pytest.mark.parametrize(("do", "to"), [("add", "item_add"), ("open", "item_edit")])
def test_who_goes_on_to_an_item_loses_nothing_that_was_typed(do, to, make_workshop, save):
    workshop = make_workshop("slider", "words")
    item, other = workshop.items.all()
    pks = [workshop.pk] if do == "add" else [workshop.pk, other.pk]
    answer = save(workshop, do=do if do == "add" else f"open:{other.pk}", minutes="25", question_de="Wohin?")
    assert (answer.status_code, answer["Location"]) == (303, reverse(to, args=pks))
    item.refresh_from_db()
    assert (item.minutes, str(item.polls.get())) == (25, "Wohin?")


def test_a_mistake_keeps_everybody_on_the_page(make_workshop, save):
    workshop = make_workshop()
    answer = save(workshop, do="add", question_de="")
    assert answer.status_code == 422 and 'data-unsaved="yes"' in answer.content.decode()
