"""One page to write the agenda: times, warnings, two people at once, a preview, and nothing that was typed is lost."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from polls.actions import add_pair
from polls.models import Poll
from tests.evening import QUESTIONS, ask, press
from workshops.actions import add_item, dump_agenda, move_item, remove_item, update_item
from workshops.agenda import changes_since
from workshops.extensions import CHECKS
from workshops.models import Fact
from workshops.refused import Refused
from workshops.warnings import Warned

from .conftest import as_typed, path_of, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(as_user, ben):
    return as_user(ben)


# -- the times ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("minutes", "says"),
    [
        (20, "Der Ablauf endet um 17:20, 10 Minuten vor dem Schluss."),
        (30, "Der Ablauf endet um 17:30, genau zum Schluss."),
        (45, "Der Ablauf endet um 17:45, 15 Minuten nach dem Schluss."),
    ],
)
def test_the_times_add_up_to_the_end(minutes, says, make_workshop, client):
    five = timezone.localtime().replace(hour=17, minute=0, second=0, microsecond=0)
    workshop = make_workshop(starts_at=five, ends_at=five + timedelta(minutes=30))
    update_item(item=workshop.items.get(), by=None, minutes=minutes)
    page = told(client.get(reverse("workshop_edit", args=[workshop.pk])))
    assert says in page and f"{minutes} von 30 Min. verplant" in page


def test_an_impossible_time_is_named_at_its_field(make_workshop, client):
    item = make_workshop().items.get()
    answer = client.post(path_of(item), as_typed(client.get(path_of(item)), minutes="-5", question_de="Wohin?"))
    assert answer.status_code == 422 and 'aria-describedby="id_minutes_error"' in told(answer)
    assert 'value="-5"' in told(answer) and 'value="Wohin?"' in told(answer), "what was typed stays"


# -- moving -------------------------------------------------------------------------------
@pytest.fixture
def paired(make_workshop, ben):
    """An input, a pair with a discussion between, and words: five items."""
    workshop = make_workshop("words")
    pair = add_pair(workshop=workshop, kind="slider", by=ben, question={"de": "Wohin?"}, **QUESTIONS["slider"])
    add_item(workshop=workshop, kind="discussion", by=ben, title={"de": "Reden"}, after=pair.before)
    add_item(workshop=workshop, kind="end", by=ben, title={"de": "Danke"})
    return workshop


def test_a_pair_keeps_its_discussion_between_its_halves(paired, client):
    _words, before, talk, after, end = paired.items.all()
    for item, to in ((before, 2), (talk, 0), (talk, 4), (after, 2), (after, 0)):
        with pytest.raises(Refused):
            move_item(item=item, to=to, by=None)
    assert list(paired.items.all())[1:4] == [before, talk, after]
    page = told(client.post(path_of(end), as_typed(client.get(path_of(end)), do=f"up:{talk.pk}"), follow=True))
    assert "Vorher und nachher brauchen das Gespräch dazwischen" in page
    move_item(item=end, to=2, by=None)
    move_item(item=talk, to=0, by=None)  # another item stands between them now
    assert [str(item) for item in paired.items.all()][0] == "Reden"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-2, 9)), max_size=12))
def test_whatever_is_moved_nothing_is_lost_and_before_stays_before(paired, moves):
    everybody = {item.pk for item in paired.items.all()}
    for which, to in moves:
        try:
            move_item(item=list(paired.items.all())[which], to=to, by=None)
        except Refused:
            pass
    items = list(paired.items.all())
    sides = [Poll.objects.get(item=item).pair_uuid and item for item in items if item.kind == "poll"]
    before, after = (items.index(item) for item in sides if item)
    assert {item.pk for item in items} == everybody and items[before].pair_as_before and after - before > 1


def test_the_script_moves_an_item_without_sending_what_is_typed(make_workshop, client):
    workshop = make_workshop("slider", "words")
    first, second = workshop.items.all()
    fetch = {"X-Requested-With": "fetch"}
    answer = client.post(path_of(first), {"do": f"down:{first.pk}"}, headers=fetch)
    assert answer.status_code == 200 and list(workshop.items.all()) == [second, first]
    assert told(answer).index(f'data-item="{second.pk}"') < told(answer).index(f'data-item="{first.pk}"')
    assert 'id="agenda-state"' in told(answer) and "<html" not in told(answer)


@pytest.mark.parametrize("removed", [0, 1])
def test_the_script_takes_off_the_open_item_or_another(removed, make_workshop, client):
    workshop = make_workshop("slider", "words")
    items = list(workshop.items.all())
    goes = items.pop(removed)
    answer = client.post(path_of(goes if removed else items[0]), {"do": f"remove:{goes.pk}"}, headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 200 and list(workshop.items.all()) == items and f'data-item="{goes.pk}"' not in told(answer)


# -- two people ------------------------------------------------------------------------------
def test_who_saves_second_sees_what_changed_and_loses_nothing(make_workshop, client):
    item = make_workshop().items.get()
    typed = as_typed(client.get(path_of(item)), question_de="Ben fragt das", minutes="20")
    client.post(path_of(item), as_typed(client.get(path_of(item)), question_de="Ada fragt jenes"))
    answer = client.post(path_of(item), typed)
    page = told(answer)
    assert answer.status_code == 422 and str(item.polls.get()) == "Ada fragt jenes"
    assert "Diesen Punkt hat inzwischen jemand anderes geändert." in page and "Frage: Dort steht jetzt „Ada fragt jenes“." in page
    assert 'value="Ben fragt das"' in page and 'value="20"' in page
    assert client.post(path_of(item), as_typed(answer)).status_code == 303, "saving again replaces the other's, knowingly"
    assert str(item.polls.get()) == "Ben fragt das"


def test_an_item_that_somebody_removed_meanwhile_can_be_saved_anew(make_workshop, client, ben):
    workshop = make_workshop("slider", "words")
    item = workshop.items.first()
    typed = as_typed(client.get(path_of(item)), question_de="Wohin jetzt?")
    path = path_of(item)
    remove_item(item=item, by=ben)
    answer = client.post(path, typed)
    assert answer.status_code == 422 and 'value="Wohin jetzt?"' in told(answer)
    assert "Speichern setzt ihn wieder in den Ablauf" in told(answer)


def test_changes_of_the_agenda_are_told_with_the_next_press(make_workshop, client, ben):
    workshop = make_workshop("slider", "words")
    first, second = workshop.items.all()
    seen = as_typed(client.get(path_of(first)), do=f"down:{first.pk}")
    add_item(workshop=workshop, kind="input", by=ben, title={"de": "Zahlen"})
    update_item(item=second, by=ben, minutes=25)
    page = told(client.post(path_of(first), seen, follow=True))
    assert "„Zahlen“ ist neu." in page and f"„{second}“ dauert jetzt 25 Minuten." in page
    fetched = client.post(
        path_of(first), {"do": f"up:{first.pk}", "seen_agenda": seen["seen_agenda"]}, headers={"X-Requested-With": "fetch"}
    )
    assert "Inzwischen hat jemand anderes den Ablauf geändert:" in told(fetched)


@pytest.mark.parametrize("seen", ["", "[", "{}", "[[1]]", '[["x", 5, "y"]]', "[" * 5000, "[[1e999, 1, 2]]", "null", '"abc"'])
def test_whatever_a_page_claims_to_have_seen_is_no_error(seen, make_workshop):
    assert isinstance(changes_since(seen, list(make_workshop().items.all())), list)


def test_the_order_and_a_title_are_told_too(make_workshop):
    items = list(make_workshop("slider", "words").items.all())
    seen = json.dumps([[items[1].pk, items[1].minutes, "Anders"], [items[0].pk, items[0].minutes, str(items[0])]])
    told = changes_since(seen, items)
    assert "„Anders“ heißt jetzt" in told[0] and told[-1] == "Die Reihenfolge ist eine andere."


# -- warnings ----------------------------------------------------------------------------------
def warned(client, workshop) -> str:
    return told(client.get(reverse("workshop_edit", args=[workshop.pk]))).partition('id="agenda"')[0]


def test_a_question_without_english_is_named_if_the_evening_speaks_english(make_workshop, client):
    workshop = make_workshop("slider", promise={"de": "Der Rat antwortet."})
    ask(workshop, "words", question={"de": "Was fehlt?"})
    assert "Auf Englisch fehlt die Frage" in warned(client, workshop), "the other question is asked in English"
    german = make_workshop(promise={"de": "Der Rat antwortet."})
    item = german.items.get()
    Poll.objects.filter(item=item).update(question={"de": "Wohin?"})
    update_item(item=item, by=None, title={"de": "Wohin?"})
    assert "Englisch" not in warned(client, german)


def test_a_pair_with_two_wordings_is_named(paired, client):
    assert "fragen verschieden" not in warned(client, paired)
    before = paired.items.all()[1]
    Poll.objects.filter(item=before).update(question={"de": "Wohin denn?"})
    assert "Vorher und nachher fragen verschieden" in warned(client, paired)


def test_a_fact_without_source_is_named_and_leads_to_the_trade_off(make_workshop, client):
    workshop = make_workshop()
    Fact.objects.create(tradeoff=workshop.tradeoff, text={"de": "14 Windräder"}, source={}, as_of="2026")
    page = warned(client, workshop)
    assert "Ein Fakt ohne Quelle" in page and "14 Windräder" in page and reverse("tradeoff_next", args=[workshop.tradeoff_id]) in page


def test_an_app_adds_a_check_of_its_own(make_workshop, client, monkeypatch):
    workshop = make_workshop()
    monkeypatch.setitem(CHECKS, "beamer", lambda workshop, items: [Warned("Kein Beamer", item=items[0], note="Aula")])
    page = warned(client, workshop)
    assert "Kein Beamer" in page and path_of(workshop.items.get()) in page


# -- for the facilitator alone --------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["input", "poll"])
def test_guidance_is_written_in_the_editor_and_goes_along_in_a_file(kind, make_workshop, client, ben):
    workshop = make_workshop("slider")
    item = workshop.items.get() if kind == "poll" else add_item(workshop=workshop, kind=kind, by=ben, title={"de": "Fakten"})
    page = client.get(path_of(item))
    assert page.context["guidance"]["filled"] == 0 and "Nur für die Moderation" in told(page)
    typed = {
        "instructions_de": "Erst die Fakten.\r\nDann fragen.",
        "materials_de": "Karte",
        "pitfalls_de": "Zu viele Zahlen",
        "pitfalls_en": "Too much",
    }
    assert client.post(path_of(item), as_typed(page, **typed)).status_code == 303
    item.refresh_from_db()
    assert (item.instructions, item.materials) == ({"de": "Erst die Fakten.\nDann fragen."}, {"de": "Karte"})
    assert item.wording == 1, "phones must not begin their form anew"
    filed = next(entry for entry in dump_agenda(workshop) if entry["title"] == item.title)
    assert filed["pitfalls"] == {"de": "Zu viele Zahlen", "en": "Too much"}
    again = client.get(path_of(item))
    assert again.context["guidance"]["filled"] == 3 and "Dann fragen." in told(again)
    assert again.context["languages"][0]["missing"] == page.context["languages"][0]["missing"], "the room never reads it"


def test_guidance_that_is_too_long_is_named_and_unfolded(make_workshop, client):
    item = make_workshop("slider").items.get()
    answer = client.post(path_of(item), as_typed(client.get(path_of(item)), materials_de="x" * 301))
    assert answer.status_code == 422 and answer.context["guidance"]["wrong"] and "x" * 301 in told(answer)
    assert '<details class="folded" open>' in told(answer)


def test_guidance_can_be_written_after_the_result(make_workshop, client, join, ben):
    item = press(make_workshop("slider"), 4, by=ben).items.get()
    assert client.post(path_of(item), as_typed(client.get(path_of(item)), pitfalls_de="Zu früh zeigen")).status_code == 303
    item.refresh_from_db()
    assert item.pitfalls == {"de": "Zu früh zeigen"}


# -- the console ---------------------------------------------------------------------------------
def test_the_running_console_leads_to_the_editor_and_back(make_workshop, client, ben):
    workshop = press(make_workshop("slider", "words"), by=ben)
    edit = reverse("workshop_edit", args=[workshop.pk])
    assert f'href="{edit}"' in told(client.get(reverse("console", args=[workshop.pk])))
    answer = client.get(edit)
    assert answer.context["item"] == workshop.item and reverse("console", args=[workshop.pk]) in told(answer)
    saved = client.post(path_of(workshop.item), as_typed(answer, question_de="Wohin?"))
    assert saved["Location"] == reverse("console", args=[workshop.pk])


def test_an_empty_agenda_says_what_comes_first(make_workshop, client):
    workshop = make_workshop()
    remove_item(item=workshop.items.get(), by=None)
    page = told(client.get(reverse("workshop_edit", args=[workshop.pk])))
    assert "Der Ablauf ist noch leer." in page and 'value="add"' in page and "<iframe" not in page
