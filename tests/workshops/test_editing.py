"""Preparing an evening: forms that keep what was typed, and an agenda that can be changed while it runs."""

import pytest
from django.urls import reverse
from django.utils import timezone

from polls.models import Poll
from tests.evening import press
from workshops.actions import add_item
from workshops.extensions import kind_of
from workshops.models import Workshop

from .conftest import as_typed

pytestmark = pytest.mark.django_db


# -- the workshop -----------------------------------------------------------------------
def test_a_new_workshop_gets_its_room_and_leads_to_its_agenda(as_user, ben, fields):
    answer = as_user(ben).post(reverse("workshop_new"), fields)
    workshop = Workshop.objects.get()
    assert answer.status_code == 303 and answer["Location"].endswith(f"/workshops/{workshop.pk}/edit/")
    assert dict(workshop.title) == {"de": "Bäume in Auental", "en": "Trees in Auental"}
    assert timezone.localtime(workshop.starts_at).strftime("%d.%m.%Y %H:%M") == "04.03.2027 17:00"
    assert workshop.municipality.slug == "auental" and len(workshop.code) == 6


def test_a_form_with_a_mistake_keeps_what_was_typed_and_says_where_it_is(as_user, ben, fields):
    answer = as_user(ben).post(reverse("workshop_new"), fields | {"place": "", "ends": "16:00"})
    page = answer.content.decode()
    assert answer.status_code == 422 and not Workshop.objects.exists()
    assert 'value="Trees in Auental"' in page and 'value="16:00"' in page
    assert 'href="#id_place"' in page and 'aria-describedby="id_place_helptext id_place_error"' in page
    assert "Das Ende muss nach dem Beginn liegen." in page


def test_the_german_title_is_needed_the_english_one_is_not(as_user, ben, fields):
    client = as_user(ben)
    assert client.post(reverse("workshop_new"), fields | {"title_de": ""}).status_code == 422
    assert client.post(reverse("workshop_new"), fields | {"title_en": ""}).status_code == 303


def test_a_trade_off_of_another_town_can_not_be_taken(as_user, ben, fields, make_tradeoff, other_town):
    foreign = make_tradeoff(municipality=other_town)
    assert as_user(ben).post(reverse("workshop_new"), fields | {"tradeoff": foreign.pk}).status_code == 422


def test_nobody_founds_a_workshop_in_another_town(as_user, ben, fields, other_town):
    as_user(ben).post(reverse("workshop_new"), fields | {"municipality": other_town.slug})
    assert not Workshop.objects.filter(municipality=other_town).exists()


# -- the agenda ----------------------------------------------------------------------------
@pytest.fixture
def save(as_user, ben):
    """save(workshop, do="up:12") → the answer to a button of the agenda, as a page without script sends it."""

    def post(workshop, **more):
        return as_user(ben).post(reverse("workshop_edit", args=[workshop.pk]), more)

    return post


def test_the_details_are_a_page_of_their_own(make_workshop, as_user, ben, fields):
    workshop = make_workshop()
    path, client = reverse("workshop_details", args=[workshop.pk]), as_user(ben)
    assert client.post(path, fields | {"place": "Aula"}).status_code == 303
    workshop.refresh_from_db()
    assert workshop.place == "Aula"
    answer = client.post(path, fields | {"ends": "16:00"})
    assert answer.status_code == 422 and "Das Ende muss nach dem Beginn liegen." in answer.content.decode()


def test_items_move_and_go(make_workshop, as_user, ben):
    workshop, client = make_workshop("slider", "points"), as_user(ben)
    first, second = workshop.items.all()
    path = reverse("item_edit", args=[workshop.pk, first.pk])
    client.post(path, as_typed(client.get(path), do=f"down:{first.pk}"))
    assert list(workshop.items.all()) == [second, first]
    client.post(path, as_typed(client.get(path), do=f"move:{first.pk}:0"))
    assert list(workshop.items.all()) == [first, second]
    client.post(path, as_typed(client.get(path), do=f"remove:{second.pk}"))
    assert list(workshop.items.all()) == [first]


def test_moving_an_item_saves_what_was_typed_beside_it(make_workshop, as_user, ben):
    workshop, client = make_workshop("slider", "points"), as_user(ben)
    item, other = workshop.items.all()
    path = reverse("item_edit", args=[workshop.pk, item.pk])
    client.post(path, as_typed(client.get(path), minutes="25", question_de="Wohin?", do=f"up:{other.pk}"))
    item.refresh_from_db()
    assert (item.minutes, str(item.polls.get()), list(workshop.items.all())) == (25, "Wohin?", [other, item])


def test_other_minutes_leave_what_phones_are_typing_alone(make_workshop, as_user, ben):
    workshop = press(make_workshop("points"), 2, by=ben)
    Poll.objects.update(options=[option | {"retired": False} for option in Poll.objects.get().options])
    path, client = reverse("item_edit", args=[workshop.pk, workshop.item_id]), as_user(ben)
    labels = {f"option_{number}_de": label for number, label in enumerate(("Nachtbus", "Radweg", "Jugendclub"))}
    words = {"question_de": "Was kommt auf den Markt?", "question_en": "What goes on the market square?", "settings-total": "100"} | labels

    def form_after(answer):
        assert answer.status_code == 303
        item = workshop.items.get()
        return item.minutes, kind_of(item).form_key(item)

    _minutes, form = form_after(client.post(path, words | {"minutes": "5"}))
    assert form_after(client.post(path, words | {"minutes": "25"})) == (25, form)
    assert form_after(client.post(path, words | {"minutes": "30", "title_de": "Der Markt"})) == (30, form)
    minutes, other = form_after(client.post(path, words | {"minutes": "30", "question_de": "Was soll auf den Markt?"}))
    assert minutes == 30 and other != form


def test_only_other_words_of_a_discussion_are_another_wording(make_workshop, as_user, ben):
    workshop = make_workshop()
    item = add_item(workshop=workshop, kind="discussion", by=ben, title={"de": "Reden wir"}, prompts={"de": "Warum?"})
    path, client = reverse("item_edit", args=[workshop.pk, item.pk]), as_user(ben)
    words, wordings = {"title_de": "Reden wir", "prompts_de": "Warum?", "minutes": "20"}, []
    for change in ({}, {"minutes": "25"}, {"prompts_de": "Warum?\nWas noch?"}, {"title_de": "Wir reden"}):
        assert client.post(path, words := words | change).status_code == 303
        wordings.append(workshop.items.get(pk=item.pk).wording)
    assert wordings == [1, 1, 2, 3]


def test_an_item_that_has_begun_stays(make_workshop, save, ben):
    workshop = press(make_workshop(), by=ben)
    answer = save(workshop, do=f"remove:{workshop.item_id}")
    assert answer.status_code == 303 and workshop.items.count() == 1


def test_items_of_another_workshop_are_out_of_reach(make_workshop, save):
    here, there = make_workshop(), make_workshop()
    save(here, do=f"remove:{there.items.get().pk}")
    assert there.items.count() == 1


def test_a_discussion_is_added(make_workshop, as_user, ben):
    workshop = make_workshop()
    path = reverse("item_add", args=[workshop.pk])
    assert "Gespräch" in as_user(ben).get(path).content.decode()
    words = {"title_de": "Reden wir", "prompts_de": "Warum?\nWas noch?", "minutes": "20"}
    assert as_user(ben).post(f"{path}?kind=discussion:", words).status_code == 303
    item = workshop.items.last()
    assert (item.kind, str(item), item.minutes) == ("discussion", "Reden wir", 20)


def test_a_poll_starts_from_the_trade_off_s_goals(make_workshop, as_user, ben):
    workshop = make_workshop()
    path = reverse("item_add", args=[workshop.pk]) + "?kind=poll:slider"
    assert 'value="Mehr Bäume"' in as_user(ben).get(path).content.decode()
    words = {"question_de": "Wohin?", "pole_a_de": "Mehr Bäume", "pole_b_de": "Mehr Autos", "minutes": "5", "settings-ask_reason": "on"}
    assert as_user(ben).post(path, words).status_code == 303
    poll = workshop.items.last().polls.get()
    assert (poll.kind, str(poll), str(poll.pole_b), poll.settings) == ("slider", "Wohin?", "Mehr Autos", {"ask_reason": True})


def test_before_and_after_are_two_items_with_a_discussion_between(make_workshop, as_user, ben):
    workshop = make_workshop()
    path = reverse("item_add", args=[workshop.pk]) + "?kind=poll:slider&pair=1"
    as_user(ben).post(path, {"question_de": "Wohin?", "pole_a_de": "A", "pole_b_de": "B", "minutes": "5"})
    _old, before, between, after = workshop.items.all()
    assert before.pair_as_before.after == after and (between.kind, str(between)) == ("discussion", "Gespräch in kleinen Gruppen")


def test_options_keep_their_ids_and_too_few_are_refused(make_workshop, as_user, ben):
    workshop = make_workshop("points")
    item = workshop.items.get()
    path, client = reverse("item_edit", args=[workshop.pk, item.pk]), as_user(ben)
    base = {"question_de": "Wofür?", "minutes": "5", "settings-total": "100"}
    answer = client.post(path, base | {"option_0_de": "Nachtbus"})
    assert answer.status_code == 422 and 'value="Nachtbus"' in answer.content.decode()
    client.post(path, base | {"option_0_de": "Nachtbus", "option_1_de": "Radweg", "option_2_de": "", "option_3_de": "Skatepark"})
    options = {option["id"]: (option["label"]["de"], option["retired"]) for option in item.polls.get().options}
    assert options == {1: ("Nachtbus", False), 2: ("Radweg", False), 3: ("Jugendclub", True), 4: ("Skatepark", False)}


def test_what_happens_if_nothing_changes_is_offered_renamed_and_left_out(make_workshop, as_user, ben):
    workshop, client = make_workshop(), as_user(ben)
    path = reverse("item_add", args=[workshop.pk]) + "?kind=poll:resistance"
    assert 'value="Alles bleibt, wie es ist"' in client.get(path).content.decode()
    words = {"question_de": "Was geht?", "minutes": "5", "option_0_de": "Zäune", "option_1_de": "Hunde"}
    assert client.post(path, words | {"passive_de": "Alles bleibt"}).status_code == 303
    item = workshop.items.last()
    edit, passive = reverse("item_edit", args=[workshop.pk, item.pk]), {"id": 3, "label": {"de": "Alles bleibt"}, "passive": True}
    assert item.polls.get().options[2] == passive | {"retired": False}
    client.post(edit, words | {"option_2_de": "Wolfsberater", "passive_de": ""})
    rest = {option["id"]: option for option in item.polls.get().options}
    assert rest[3] == passive | {"retired": True} and rest[4]["label"] == {"de": "Wolfsberater"}
    assert 'value="Alles bleibt"' not in client.get(edit).content.decode()
    client.post(edit, words | {"option_2_de": "Wolfsberater", "passive_de": "Wie bisher"})
    assert [option["id"] for option in item.polls.get().options] == [1, 2, 4, 3]
    assert item.polls.get().options[3] == {"id": 3, "label": {"de": "Wie bisher"}, "retired": False, "passive": True}


def test_a_question_of_knowledge_needs_what_is_true(make_workshop, as_user, ben):
    workshop, client = make_workshop(), as_user(ben)
    path = reverse("item_add", args=[workshop.pk]) + "?kind=poll:knowledge"
    base = {"question_de": "Wie viele Haushalte?", "minutes": "5", "settings-low": "0", "settings-high": "20000", "settings-step": "1"}
    refused = client.post(path, base)
    assert refused.status_code == 422 and "oder für eine Schätzung den Bereich" in refused.content.decode()
    assert 'value="20000"' in refused.content.decode()
    refused = client.post(path, base | {"option_0_de": "Viele", "option_1_de": "Wenige", "settings-right": "3"})
    assert refused.status_code == 422 and "Sag, welche Option richtig ist." in refused.content.decode()
    assert client.post(path, base | {"settings-truth": "9300", "settings-unit_de": "Haushalte"}).status_code == 303
    settings = workshop.items.last().polls.get().settings
    assert (settings["truth"], settings["unit"], settings["high"]) == (9_300, {"de": "Haushalte"}, 20_000)
    edit = reverse("item_edit", args=[workshop.pk, workshop.items.last().pk])
    assert 'value="9300"' in client.get(edit).content.decode()


def test_while_it_runs_a_new_item_comes_right_after_the_present_one(make_workshop, as_user, ben):
    workshop = press(make_workshop("slider", "words"), by=ben)
    path = reverse("item_add", args=[workshop.pk]) + "?kind=poll:words"
    answer = as_user(ben).post(path, {"question_de": "Was noch?", "minutes": "5", "settings-max_words": "3"})
    assert answer["Location"] == reverse("console", args=[workshop.pk])
    assert [str(item) for item in workshop.items.all()][1] == "Was noch?"
