"""Ben publishes the page of his evening, corrects it and withdraws it."""

import pytest
from django.urls import reverse

from participation.documentation.models import Publication

from .conftest import positions, release

pytestmark = pytest.mark.django_db


@pytest.fixture
def over(held):
    evening = held(12)
    evening.reasons = release(
        evening.ask("slider", positions(*[20] * 6, *[60] * 6)), ("a", "Schatten."), ("a", "Luft."), ("b", "Meine Oma kann nicht laufen.")
    )
    evening.end()
    return evening


@pytest.fixture
def send(as_user, ben, over):
    """send(do="…", reasons=[…]) → the answer to Ben's form."""

    def post(user=ben, **values):
        return as_user(user).post(reverse("publication", args=[over.workshop.pk]), {"introduction_de": "So war es."} | values)

    return post


def page(client, workshop):
    return client.get(reverse("evening", args=[workshop.pk]))


def test_one_press_publishes_it(over, send, as_user):
    assert send(reasons=over.reasons).status_code == 303
    shown = page(as_user(), over.workshop)
    assert shown.status_code == 200 and "So war es." in shown.content.decode()


def test_publishing_twice_is_told_and_changes_nothing(over, send, publish):
    publish(over.workshop)
    answer = send(introduction_de="Ganz anders.")
    assert answer.status_code == 422 and "Ganz anders." in answer.content.decode(), "it is a correction now, and wants a note"
    assert Publication.objects.get().introduction == {"de": "Ein Abend über den Markt."}


def test_two_presses_at_once_publish_once(over, publish):
    from workshops.refused import Refused

    publish(over.workshop)
    with pytest.raises(Refused, match="schon öffentlich"):
        publish(over.workshop)


def test_a_correction_is_visible_with_its_date(over, send, publish, as_user):
    publish(over.workshop)
    assert send(note_de="Der Name der Schule war falsch.").status_code == 303
    shown = page(as_user(), over.workshop).content.decode()
    assert "Berichtigt am" in shown and "Der Name der Schule war falsch." in shown and "So war es." in shown


def test_withdrawn_it_says_so_to_everybody(over, send, publish, as_user):
    publish(over.workshop)
    assert send(do="withdraw").status_code == 303
    shown = page(as_user(), over.workshop)
    room = as_user().get(reverse("room_evening", args=[over.workshop.room.slug]))
    for answer in (shown, room):
        assert answer.status_code == 410 and "zurückgezogen" in answer.content.decode() and "Markt?" not in answer.content.decode()
    assert send(reasons=over.reasons).status_code == 303 and page(as_user(), over.workshop).status_code == 200, "and back again"


def test_reasons_come_from_both_ends(over, send):
    answer = send(reasons=over.reasons[:2])
    assert answer.status_code == 422 and "von beiden Enden" in answer.content.decode() and "So war es." in answer.content.decode()
    assert not Publication.objects.exists()


def test_a_reason_of_another_evening_cannot_be_chosen(over, send, held):
    other = held(12)
    (foreign,) = release(other.ask("slider", positions(*[50] * 12)), ("m", "Von woanders."))
    assert send(reasons=[foreign]).status_code == 422 and not Publication.objects.exists()


def test_strangers_publish_nothing(over, send, dev, clara):
    assert [send(user=user).status_code for user in (dev, clara)] == [404, 404]
    assert not Publication.objects.exists()
