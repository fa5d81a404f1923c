"""Preparing an evening: forms that keep what was typed, and pages that exist for one's own town only."""

import pytest
from django.urls import reverse
from django.utils import timezone

from polls.models import Poll
from tests.evening import ask, press
from workshops.actions import add_item
from workshops.models import TradeOff, Workshop
from workshops.registers import kind_of

pytestmark = pytest.mark.django_db


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


# -- who sees what --------------------------------------------------------------------
PAGES = [
    "workshops",
    "workshop_new",
    "workshop_edit",
    "item_add",
    "item_edit",
    "tradeoffs",
    "tradeoff",
    "tradeoff_new",
    "tradeoff_next",
    "console",
]
OWN_LISTS = {"workshops", "workshop_new", "tradeoffs", "tradeoff_new"}  # everybody who facilitates has them
PRESSES = ["console_step", "console_undo", "console_act", "console_decide"]


@pytest.fixture
def address(make_workshop):
    workshop = make_workshop()
    own = {"item_edit": [workshop.pk, workshop.items.get().pk], "tradeoff": [workshop.tradeoff_id], "tradeoff_next": [workshop.tradeoff_id]}

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


@pytest.mark.parametrize("name", ["workshops", "tradeoffs"])
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
    with django_assert_max_num_queries(16) as one:
        client.get(path)
    ask(workshop, "points")
    ask(workshop, "words")
    with django_assert_num_queries(len(one)):
        client.get(path)


# -- the workshop -----------------------------------------------------------------------
def test_a_new_workshop_gets_its_room_and_leads_to_its_agenda(as_user, ben, fields):
    answer = as_user(ben).post(reverse("workshop_new"), fields)
    workshop = Workshop.objects.get()
    assert answer.status_code == 303 and answer["Location"].endswith(f"/workshops/{workshop.pk}/edit/#agenda")
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
def save(as_user, ben, fields):
    def post(workshop, **more):
        minutes = {f"minutes-{item.pk}": item.minutes for item in workshop.items.all()}
        return as_user(ben).post(reverse("workshop_edit", args=[workshop.pk]), fields | minutes | more)

    return post


def titles(workshop):
    return [str(item) for item in workshop.items.all()]


def test_items_move_and_go(make_workshop, save):
    workshop = make_workshop("slider", "points")
    first, second = workshop.items.all()
    save(workshop, do=f"down:{first.pk}")
    assert list(workshop.items.all()) == [second, first]
    save(workshop, do=f"remove:{second.pk}")
    assert list(workshop.items.all()) == [first]


def test_moving_an_item_saves_what_was_typed_beside_it(make_workshop, save):
    workshop = make_workshop()
    item = workshop.items.get()
    save(workshop, **{f"minutes-{item.pk}": "25", "do": f"up:{item.pk}", "place": "Aula"})
    item.refresh_from_db()
    workshop.refresh_from_db()
    assert (item.minutes, workshop.place) == (25, "Aula")


def test_other_minutes_leave_what_phones_are_typing_alone(make_workshop, save, as_user, ben):
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
    assert form_after(save(workshop, **{f"minutes-{workshop.item_id}": "25"})) == (25, form)
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


def test_before_and_after_are_two_items(make_workshop, as_user, ben):
    workshop = make_workshop()
    path = reverse("item_add", args=[workshop.pk]) + "?kind=poll:slider&pair=1"
    as_user(ben).post(path, {"question_de": "Wohin?", "pole_a_de": "A", "pole_b_de": "B", "minutes": "5"})
    _old, before, after = workshop.items.all()
    assert before.pair_as_before.after == after


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


def test_while_it_runs_a_new_item_comes_right_after_the_present_one(make_workshop, as_user, ben):
    workshop = press(make_workshop("slider", "words"), by=ben)
    path = reverse("item_add", args=[workshop.pk]) + "?kind=poll:words"
    answer = as_user(ben).post(path, {"question_de": "Was noch?", "minutes": "5", "settings-max_words": "3"})
    assert answer["Location"] == reverse("console", args=[workshop.pk])
    assert [str(item) for item in workshop.items.all()][1] == "Was noch?"


# -- trade-offs ----------------------------------------------------------------------------------
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
