"""Pages and presses of the console exist for facilitators of one's own town only, and lists cost few queries."""

import pytest
from django.urls import reverse

from tests.evening import ask

pytestmark = pytest.mark.django_db


PAGES = [
    "workshops",
    "workshop_new",
    "compose",
    "workshop_import",
    "workshop_copy",
    "workshop_export",
    "workshop_edit",
    "workshop_details",
    "item_preview",
    "item_add",
    "item_edit",
    "tradeoffs",
    "tradeoff",
    "tradeoff_new",
    "tradeoff_next",
    "console",
]
OWN_LISTS = {"workshops", "workshop_new", "compose", "workshop_import", "tradeoffs", "tradeoff_new"}  # everybody who facilitates has them
PRESSES = ["console_step", "console_undo", "console_act", "console_decide"]


@pytest.fixture
def address(make_workshop):
    workshop = make_workshop()
    own = {
        "item_edit": [workshop.pk, workshop.items.get().pk],
        "item_preview": [workshop.pk, "stage"],
        "tradeoff": [workshop.tradeoff_id],
        "tradeoff_next": [workshop.tradeoff_id],
    }

    def of(name):
        return reverse(name, args=[] if name in OWN_LISTS else own.get(name, [workshop.pk]))

    return of


@pytest.mark.parametrize("name", PAGES + PRESSES)
def test_only_facilitators_of_the_town_come_in(name, address, as_user, ben, clara, dev):
    do = "post" if name in PRESSES else "get"
    nobody = getattr(as_user(), do)(address(name))
    assert nobody.status_code == 302 and nobody["Location"].startswith(reverse("account_login"))
    assert getattr(as_user(clara), do)(address(name)).status_code == 404
    if name not in OWN_LISTS:
        assert getattr(as_user(dev), do)(address(name)).status_code == 404
    assert getattr(as_user(ben), do)(address(name)).status_code in {200, 303}


def test_lists_hold_nothing_of_another_town(address, as_user, dev):
    stranger = as_user(dev)
    assert "Bäume oder Parkplätze" not in stranger.get(address("workshops")).content.decode()
    assert "Was kommt auf den Markt?" not in stranger.get(address("tradeoffs")).content.decode()


def test_an_item_is_found_in_its_own_workshop_only(make_workshop, as_user, ben):
    here, there = make_workshop(), make_workshop()
    assert as_user(ben).get(reverse("item_edit", args=[here.pk, there.items.get().pk])).status_code == 404


@pytest.mark.parametrize("name", PRESSES)
def test_presses_are_posts(name, address, as_user, ben):
    assert as_user(ben).get(address(name)).status_code == 405


@pytest.mark.parametrize("name", ["workshops", "tradeoffs", "compose"])
def test_lists_ask_the_database_as_often_for_three_as_for_one(
    name, make_workshop, make_tradeoff, as_user, ben, django_assert_num_queries, django_assert_max_num_queries
):
    make_workshop()
    client = as_user(ben)
    with django_assert_max_num_queries(12) as one:
        client.get(reverse(name))
    for _more in range(2):
        make_workshop(tradeoff=make_tradeoff())
    with django_assert_num_queries(len(one)):
        client.get(reverse(name))


def test_the_editor_asks_as_often_for_three_polls_as_for_one(
    make_workshop, as_user, ben, django_assert_num_queries, django_assert_max_num_queries
):
    workshop = make_workshop()
    client, path = as_user(ben), reverse("workshop_edit", args=[workshop.pk])
    with django_assert_max_num_queries(22) as one:
        client.get(path)
    ask(workshop, "points")
    ask(workshop, "words")
    with django_assert_num_queries(len(one)):
        client.get(path)
