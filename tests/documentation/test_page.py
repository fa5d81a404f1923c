"""The page of an evening: what the room may read at once, what everybody may read later, and what nobody may."""

import pytest
from django.urls import reverse

from .conftest import positions, release

pytestmark = pytest.mark.django_db
MOVED = (positions(*[20] * 6, *[60] * 6), positions(*[20] * 3, *[80] * 9))


def html(client, name, *args, status=200):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == status
    return answer.content.decode()


@pytest.fixture
def over(held):
    """An evening of twelve that moved, with a reason from each end."""
    evening = held(12)
    _before, evening.after = evening.pair(*MOVED)
    evening.reasons = release(evening.after, ("a", "Bäume kühlen den Platz."), ("b", "Meine Oma kann nicht laufen."))
    evening.end()
    return evening


def test_the_room_reads_it_at_once_and_nobody_else(over, as_user):
    page = html(as_user(), "room_evening", over.workshop.room.slug)
    assert "Was kommt auf den Markt?" in page and "Bäume kühlen den Platz." in page and "Auental" in page
    assert page.count('class="person') >= 24, "everybody stands in the picture, before and after"
    assert "9 von 12 sind zu „Mehr Parkplätze“ gerückt" in page
    assert "jede einzelne Stimme" in page, "what is deleted when"
    html(as_user(), "evening", over.workshop.pk, status=404)


def test_before_the_end_there_is_no_page(held, as_user):
    html(as_user(), "room_evening", held(1).workshop.room.slug, status=404)


def test_published_it_shows_the_introduction_and_the_chosen_reasons_alone(over, as_user, publish):
    publish(over.workshop, over.reasons[:1])
    page = html(as_user(), "evening", over.workshop.pk)
    assert "Ein Abend über den Markt." in page and "Jugendring" in page and "Moderation" in page
    assert "Bäume kühlen den Platz." in page and "Meine Oma" not in page
    assert "jede einzelne Stimme" not in page


def test_no_address_of_the_staff_is_public(over, as_user, publish, ben):
    """Ben's account has an address alone, as accounts without a name do."""
    type(ben).objects.filter(pk=ben.pk).update(name="")
    publish(over.workshop, over.reasons)
    for page in (html(as_user(), "evening", over.workshop.pk), html(as_user(), "room_evening", over.workshop.room.slug)):
        assert ben.email not in page and "Einleitung von der Moderation" in page


def test_a_reason_that_was_hidden_since_is_gone(over, as_user, publish):
    from polls.models import Remark

    publish(over.workshop, over.reasons)
    Remark.objects.filter(pk=over.reasons[0]).update(state=Remark.State.HIDDEN)
    assert "Bäume kühlen den Platz." not in html(as_user(), "evening", over.workshop.pk)


def test_between_the_floors_the_room_sees_what_the_public_does_not(held, as_user, publish):
    evening = held(7)
    poll = evening.ask("slider", positions(10, 20, 60, 70, 80, 90, 100))
    chosen = release(poll, ("a", "Bäume kühlen den Platz."))
    publish(evening.end(), chosen)
    room = html(as_user(), "room_evening", evening.workshop.room.slug)
    assert "5 von 7 stehen näher" in room and "Bäume kühlen den Platz." in room
    page = html(as_user(), "evening", evening.workshop.pk)
    assert "Weniger als 10 haben geantwortet" in page and "von 7" not in page and "n = 7" not in page
    assert "Bäume kühlen den Platz." not in page, "reasons by side would tell how few stood there"


def test_a_rehearsal_never_has_a_page(held, as_user, ben, publish):
    from workshops.refused import Refused

    evening = held(12, is_rehearsal=True)
    evening.pair(*MOVED)
    evening.end()
    with pytest.raises(Refused):
        publish(evening.workshop)
    html(as_user(), "room_evening", evening.workshop.room.slug, status=404)
    html(as_user(ben), "publication", evening.workshop.pk, status=404)
    html(as_user(ben), "publication_preview", evening.workshop.pk, status=404)


def test_the_proposals_stand_there_in_their_present_state(over, as_user, publish, make_proposal):
    publish(over.workshop)
    make_proposal(workshop=over.workshop, title="Bänke unter Linden", state="under_review")
    page = html(as_user(), "evening", over.workshop.pk)
    assert "Bänke unter Linden" in page and "in Prüfung" in page
