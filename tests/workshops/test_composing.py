"""A new evening in three minutes, like an earlier one, or from a file."""

import json
from datetime import datetime, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from polls.models import Pair, Poll
from workshops import evening_files
from workshops.actions import write_tradeoff
from workshops.methods import LENGTHS, methods
from workshops.models import AgendaItem, TradeOff, Workshop

from ..evening import press

pytestmark = pytest.mark.django_db
EVERY_METHOD = pytest.mark.parametrize("slug", methods())


# -- methods ------------------------------------------------------------------------
@EVERY_METHOD
@pytest.mark.parametrize("length", LENGTHS)
def test_every_method_fills_every_length_to_the_minute(slug, length, composed):
    items = list(composed(slug, length).items.all())
    assert sum(item.minutes for item in items) == length
    kinds = [item.kind for item in items]
    assert kinds[0] == "input" and kinds[-2:] == ["proposals", "end"] and "discussion" in kinds
    pair = Pair.objects.get()
    talks = [item.position for item in items if item.kind == "discussion"]
    assert pair.before.position < talks[0] < pair.after.position, "asked before and after the talk"


@EVERY_METHOD
def test_a_method_speaks_both_languages_and_guides_the_facilitator(slug, composed):
    workshop = composed(slug)
    for item in workshop.items.all():
        for name in ("title", "text", "prompts", *AgendaItem.GUIDANCE):
            assert set(getattr(item, name)) in (set(), {"de", "en"}), (item, name)
        assert item.instructions
    for poll in Poll.objects.all():
        assert set(poll.question) == {"de", "en"}
    assert any(item.materials for item in workshop.items.all()) and any(item.pitfalls for item in workshop.items.all())


@EVERY_METHOD
def test_the_longest_words_of_a_trade_off_still_fit(slug, composed, town, ben):
    limits = {name: TradeOff._meta.get_field(name).max_length for name in ("title", "core_question", "about", "pole_a", "pole_b")}
    longest = {name: {"de": "ä" * most, "en": "x" * most} for name, most in limits.items()}
    composed(slug, tradeoff=write_tradeoff(municipality=town, by=ben, goals=[], facts=[], **longest))


@EVERY_METHOD
def test_a_language_that_the_trade_off_lacks_is_left_out(slug, composed, make_tradeoff):
    words = {"de": "Bäume oder Parkplätze"}
    german = make_tradeoff(title=words, core_question=words, pole_a={"de": "Bäume"}, pole_b={"de": "Parkplätze"})
    workshop = composed(slug, tradeoff=german)
    slider = Poll.objects.filter(kind="slider").first()
    assert set(slider.question) == {"de"} and "Bäume oder Parkplätze" in slider.question["de"]
    assert not workshop.items.first().text, "without a description there is none"
    assert not [words for item in workshop.items.all() for words in item.prompts.values() if "{" in words]


# -- in three minutes ------------------------------------------------------------------
def choices(tradeoff, **more):
    return {"tradeoff": tradeoff.pk, "length": "90", "method": "position_line", "day": "2031-05-20", "begins": "17:00"} | more


def test_one_button_makes_the_agenda_and_leads_to_the_lobby(wind, as_user, ben, in_2031):
    answer = as_user(ben).post(reverse("compose"), choices(wind))
    workshop = Workshop.objects.get()
    assert (answer.status_code, answer.url) == (303, reverse("console", args=[workshop.pk]))
    assert timezone.localtime(workshop.starts_at) == timezone.make_aware(datetime(2031, 5, 20, 17))
    assert workshop.ends_at - workshop.starts_at == timedelta(minutes=90)
    assert (workshop.title, workshop.tradeoff, workshop.municipality) == (wind.title, wind, wind.municipality)
    lobby = as_user(ben).get(answer.url).content.decode()
    assert "8 Programmpunkte, 3 Abstimmungen" in lobby and "Wo findet es statt?" in lobby


def test_the_timetable_follows_the_choice_without_making_anything(wind, as_user, ben, in_2031):
    client = as_user(ben)
    page = client.post(reverse("compose"), choices(wind, length="45", begins="10:15", do="show"))
    assert page.status_code == 200 and not Workshop.objects.exists()
    assert [str(row["at"].astimezone(timezone.get_current_timezone()).time())[:5] for row in page.context["rows"]][:3] == [
        "10:15",
        "10:20",
        "10:23",
    ]
    assert timezone.localtime(page.context["until"]).time() == time(11)
    assert "3 Abstimmungen" in page.content.decode()


def test_what_cannot_be_is_said_and_the_choice_stays(wind, as_user, ben, in_2031):
    client = as_user(ben)
    for wrong, sentence in [
        ({"day": "2031-04-30"}, "Dieser Tag ist vorbei."),
        ({"day": "9999-12-31"}, "mehr als drei Jahre"),
        ({"begins": "25:00"}, "Uhrzeit"),
        ({"day": ""}, "Dieses Feld ist zwingend erforderlich."),
    ]:
        answer = client.post(reverse("compose"), choices(wind, method="budget", length="120") | wrong)
        page = answer.content.decode()
        assert answer.status_code == 422 and sentence in page, wrong
        assert 'value="budget" checked' in page and 'value="120" checked' in page
    for wrong in ({"tradeoff": "999"}, {"length": "60"}, {"method": "circus"}):
        assert client.post(reverse("compose"), choices(wind) | wrong).status_code == 422
    assert not Workshop.objects.exists()


def test_another_town_s_trade_off_is_none(make_tradeoff, other_town, wind, as_user, ben):
    foreign = make_tradeoff(municipality=other_town)
    assert as_user(ben).post(reverse("compose"), choices(foreign)).status_code == 422
    assert str(foreign.pole_a) not in as_user(ben).get(reverse("compose")).content.decode()


def test_a_town_without_a_trade_off_is_told_so(as_user, ben, town):
    page = as_user(ben).get(reverse("compose")).content.decode()
    assert "Zuerst braucht die Kommune einen Zielkonflikt." in page


def test_guidance_stands_on_the_console_alone(composed, as_user, ben, join):
    workshop = press(composed(), by=ben)
    secret = str(workshop.item.instructions).splitlines()[0]
    phone = join(workshop).browser.get(reverse("phone", args=[workshop.room.slug])).content.decode()
    stage = as_user().get(f"/stage/{workshop.stage_token}/").content.decode()
    assert secret not in phone + stage
    assert secret in as_user(ben).get(reverse("console", args=[workshop.pk])).content.decode()


# -- files -----------------------------------------------------------------------------------
@pytest.fixture
def load(as_user, ben, town):
    """load(text) → the answer to an upload of a file with this text."""

    def post(content, user=ben, **more):
        raw = content if isinstance(content, bytes) else content.encode()
        fields = {"file": SimpleUploadedFile("abend.json", raw), "day": timezone.localdate() + timedelta(days=9), "begins": "17:00"}
        return as_user(user).post(reverse("workshop_import"), fields | more)

    return post


def test_a_file_comes_back_in_another_town_with_its_trade_off(composed, as_user, ben, dev, other_town, load):
    first = composed("recognise_work_solve", 120)
    answer = as_user(ben).get(reverse("workshop_export", args=[first.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="windkraft-und-freie-landschaft.json"'
    text = answer.content.decode()
    assert load(text, user=dev).status_code == 303
    there = Workshop.objects.get(municipality=other_town)
    assert evening_files.write(there) == text
    assert there.tradeoff.municipality == other_town and there.tradeoff.facts.count() == first.tradeoff.facts.count()
    assert there.ends_at - there.starts_at == timedelta(minutes=120)
    load(text, user=dev)
    assert TradeOff.objects.filter(municipality=other_town).count() == 1, "the same trade-off is not written twice"


def test_a_file_tells_nothing_of_people_codes_and_results(composed, ben, join):
    workshop = press(composed(), 3, by=ben)
    Workshop.objects.filter(pk=workshop.pk).update(place="Aula der Bergschule", partners={"de": "Landjugend Auental"})
    workshop.refresh_from_db()
    phones = [join(workshop) for _number in range(6)]
    for phone in phones:
        assert phone.vote(workshop.item.polls.get(), {"value": 35, "reason": "Kraniche ziehen hier"})["status"] == "saved"
    press(workshop, 2, by=ben)
    text = evening_files.write(workshop)
    secrets = [workshop.code, workshop.stage_token, workshop.room.slug, *(phone.participant.pseudonym for phone in phones)]
    secrets += ["Kraniche", "Bergschule", "Landjugend"]
    assert not [secret for secret in secrets if secret in text]
    assert not {"id", "tally", "state", "uuid"} & keys_in(json.loads(text))


def keys_in(value):
    if isinstance(value, dict):
        return set(value).union(*(keys_in(inner) for inner in value.values()))
    return set().union(*(keys_in(inner) for inner in value)) if isinstance(value, list) else set()


BROKEN = [
    ("", "Datei ist leer"),
    ("Hallo", "In Zeile 1, bei Zeichen 1"),
    ('{"format": "augenhoehe-evening-1",\n "title": }', "In Zeile 2, bei Zeichen 11"),
    ("[]", "geschweiften Klammern"),
    ('{"slides": 12}', "„format“ müsste „augenhoehe-evening-1“ sein"),
    ('{"format": "augenhoehe-evening-2"}', "„format“ müsste"),
    ('{"format": "augenhoehe-evening-1", "format": "augenhoehe-evening-1"}', "format: Das steht hier doppelt."),
    ('{"format": NaN}', "sprengen jedes Maß"),
    ('{"format": ' + "9" * 5000 + "}", "sprengen jedes Maß"),
    ("[" * 100_000, "sprengen jedes Maß"),
    (b"\xff\xfe\x00\x01", "Diese Datei ist kein Text."),
    ("x" * 200_001, "Diese Datei ist zu groß"),
]


@pytest.mark.parametrize(("text", "sentence"), BROKEN)
def test_a_broken_or_foreign_file_gets_a_clear_sentence(text, sentence, load):
    answer = load(text)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not Workshop.objects.exists() and not TradeOff.objects.exists()


CHANGES = [
    ("title", {"en": "Only English"}, "title: "),
    ("expected", 0, "expected: "),
    ("extra", 1, "extra: "),
    ("agenda", {}, "agenda: "),
    ("agenda", [{"kind": "input"}], "agenda 1 › title: "),
    ("agenda", [{"kind": "input", "title": {"de": "?"}, "minutes": 5, "titel": 1}], "agenda 1 › titel: "),
    ("tradeoff", {}, "tradeoff › title: "),
]


@pytest.mark.parametrize(("name", "value", "place"), CHANGES)
def test_a_fault_in_a_file_names_its_place_and_keeps_the_text(name, value, place, composed, load):
    data = json.loads(evening_files.write(composed())) | {name: value}
    before = Workshop.objects.count(), AgendaItem.objects.count(), TradeOff.objects.count()
    answer = load(json.dumps(data))
    page = answer.content.decode()
    assert answer.status_code == 422 and place in page
    assert "augenhoehe-evening-1" in page, "the text can be corrected in place"
    assert before == (Workshop.objects.count(), AgendaItem.objects.count(), TradeOff.objects.count())


def test_a_text_that_is_pasted_does_as_well(composed, load):
    assert load("", file="", text=evening_files.write(composed())).status_code == 303
    answer = load("", file="", text=" ")
    assert answer.status_code == 422 and "Bitte eine Datei auswählen" in answer.content.decode()
