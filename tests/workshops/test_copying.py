"""Like last time: the same evening again, with its words and nothing of its people."""

from datetime import timedelta

import pytest
from django.urls import reverse

from participation.texts import Text
from polls.actions import set_poll
from polls.models import Poll
from workshops import evening_files
from workshops.actions import write_tradeoff
from workshops.models import AgendaItem, Workshop

from ..evening import press

pytestmark = pytest.mark.django_db


def rows(*times):
    data = {"classes-TOTAL_FORMS": "6", "classes-INITIAL_FORMS": "1", "title_de": "Windkraft", "place": "Aula"}
    for number, (group, day, begins) in enumerate(times):
        data |= {f"classes-{number}-group": group, f"classes-{number}-day": day, f"classes-{number}-begins": begins}
    return data


def test_a_copy_has_the_words_and_nothing_of_the_people(composed, as_user, ben, join, in_2031):
    first = composed()
    question = Poll.objects.filter(item__workshop=first, kind="words")
    question.update(question={"de": "Was wollt ihr?"})
    press(first, 4, by=ben)
    join(first)
    answer = as_user(ben).post(reverse("workshop_copy", args=[first.pk]), rows(("", "2031-06-01", "09:00")))
    copy = Workshop.objects.exclude(pk=first.pk).get()
    assert answer.url == reverse("console", args=[copy.pk])
    assert copy.state == Workshop.State.DRAFT and not copy.participants.exists() and copy.code != first.code
    assert Poll.objects.get(item__workshop=copy, kind="words").question == {"de": "Was wollt ihr?"}
    assert set(Poll.objects.filter(item__workshop=copy).values_list("state", flat=True)) == {"ready"}
    assert evening_files.write(copy).count("instructions") == evening_files.write(first).count("instructions") > 5
    assert (copy.tradeoff, copy.ends_at - copy.starts_at) == (first.tradeoff, timedelta(minutes=90))


def test_an_evening_that_can_no_more_be_copied_says_why(composed, as_user, ben, in_2031):
    first = composed()
    Poll.objects.filter(item__pair_as_before__isnull=False).update(settings={"ask_reason": False})
    answer = as_user(ben).post(reverse("workshop_copy", args=[first.pk]), rows(("", "2031-06-01", "09:00")))
    assert answer.status_code == 422 and "Aula" in answer.content.decode() and Workshop.objects.count() == 1
    assert "Vorher und Nachher sind zwei Programmpunkte derselben Art" in answer.content.decode()


def test_a_name_in_english_alone_can_be_copied(composed, as_user, ben, in_2031):
    first = composed()
    item = AgendaItem.objects.get(polls__kind="words")
    set_poll(item=item, by=ben, title=Text(en="The rest"), question=Text(de="Und sonst?", en="What else?"))
    item.refresh_from_db()
    assert item.title == {"de": "Und sonst?", "en": "The rest"}
    assert as_user(ben).post(reverse("workshop_copy", args=[first.pk]), rows(("", "2031-06-01", "09:00"))).status_code == 303


def test_a_series_for_several_classes_shares_one_version(composed, as_user, ben, in_2031):
    first = composed()
    write_tradeoff(municipality=first.municipality, by=ben, replaces=first.tradeoff, goals=[], facts=[], title={"de": "Neu"})
    times = [("10a", "2031-06-01", "08:00"), ("10b", "2031-06-01", "09:45"), ("", "", ""), ("10c", "2031-06-02", "08:00")]
    answer = as_user(ben).post(reverse("workshop_copy", args=[first.pk]), rows(*times))
    copies = Workshop.objects.exclude(pk=first.pk).order_by("starts_at")
    assert answer.url == reverse("workshops")
    assert [copy.title["de"] for copy in copies] == ["Windkraft, 10a", "Windkraft, 10b", "Windkraft, 10c"]
    assert {copy.tradeoff for copy in copies} == {first.tradeoff}


def test_rows_that_are_incomplete_or_too_long_are_named(composed, as_user, ben, in_2031):
    first, client = composed(), as_user(ben)
    for times, more, sentence in [
        ([("10a", "", "08:00")], {}, "An welchem Tag?"),
        ([("10a", "2031-06-01", "")], {}, "Wann beginnt es?"),
        ([("", "", "")], {}, "Wann findet es statt?"),
        ([("10a", "2031-06-01", "08:00")], {"title_de": "W" * 78}, "ein paar Buchstaben zu lang"),
        ([("10a", "2031-06-01", "08:00")], {"place": ""}, "Dieses Feld ist zwingend erforderlich."),
    ]:
        answer = client.post(reverse("workshop_copy", args=[first.pk]), rows(*times) | more)
        assert answer.status_code == 422 and sentence in answer.content.decode(), sentence
    assert client.post(reverse("workshop_copy", args=[first.pk]), {"title_de": "Windkraft"}).status_code == 422
    assert Workshop.objects.count() == 1
