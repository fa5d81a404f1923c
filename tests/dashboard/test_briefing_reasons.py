"""The briefing shows reasons of the room: those that the public page of the evening has, and no others."""

from datetime import timedelta

import pytest
from django.utils import timezone

from participation.dashboard.briefing import REASONS, ROOMS, briefing, briefing_data
from participation.documentation.models import Publication
from polls.models import Poll, Remark

from ..papers.reading import faults, read
from .test_briefing import crowded, full, left_out, pages, words_of  # noqa: F401 (fixtures)

SHADE, MARKET, SECRET = "Wo Schatten ist, bleiben auch ältere Leute länger sitzen.", "Ohne Parkplätze kommt keiner auf den Markt.", "Geheim"


@pytest.fixture
def say():
    """say(poll, "a", "Schatten im Sommer") → a released reason."""

    def release(poll, side, text, state=Remark.State.RELEASED, **fields):
        return Remark.objects.create(poll=poll, side=side, text=text, state=state, **fields)

    return release


@pytest.fixture
def publish(ben):
    """publish(workshop, [reason, …]) → its page is public, with these reasons chosen."""

    def make(workshop, reasons, state=Publication.State.PUBLIC):
        values = {"reasons": [reason.pk for reason in reasons], "published_at": timezone.now(), "by": ben, "state": state}
        return Publication.objects.create(workshop=workshop, **values)

    return make


def poll_of(workshop):
    return Poll.objects.get(item__workshop=workshop)


def reasons_in(workshop):
    return briefing_data(workshop.tradeoff)["reasons"]


def test_chosen_reasons_stand_below_their_goals(full, say, publish):  # noqa: F811
    publish(full, [say(poll_of(full), "b", MARKET), say(poll_of(full), "a", SHADE)])
    sides = reasons_in(full)["sides"]
    assert sides == [["Mehr Bäume", [f"„{SHADE}“"]], ["Mehr Parkplätze", [f"„{MARKET}“"]]]
    content = briefing(full.tradeoff)
    text, heard = words_of(content), read(content)
    assert f"„{SHADE}“" in text and f"„{MARKET}“" in text and "Von der Moderation ausgewählt" in text
    assert pages(content) == 1 and not faults(content) and heard.is_in_order and heard.tags.count("H2") == 5


def test_a_side_without_a_reason_says_so(full, say, publish):  # noqa: F811
    publish(full, [say(poll_of(full), "a", SHADE)])
    assert "Für diese Seite ist kein Grund ausgewählt." in words_of(briefing(full.tradeoff))


@pytest.mark.parametrize(
    ("state", "fields"),
    [(Remark.State.OFFERED, {}), (Remark.State.HIDDEN, {}), (Remark.State.RELEASED, {"is_withdrawn": True})],
)
def test_what_is_not_released_or_was_taken_back_is_missing(full, say, publish, state, fields):  # noqa: F811
    publish(full, [say(poll_of(full), "a", SECRET, state, **fields), say(poll_of(full), "b", MARKET)])
    assert MARKET in str(reasons_in(full)) and SECRET not in str(reasons_in(full))


def test_what_the_facilitator_has_not_chosen_is_missing(full, say, publish):  # noqa: F811
    say(poll_of(full), "a", SECRET)
    publish(full, [say(poll_of(full), "b", MARKET)])
    assert SECRET not in str(briefing_data(full.tradeoff))


def test_without_a_public_page_there_are_none(full, say, publish):  # noqa: F811
    secret = say(poll_of(full), "a", SECRET)
    assert not reasons_in(full)["sides"]
    publish(full, [secret], Publication.State.WITHDRAWN)
    assert not reasons_in(full)["sides"] and SECRET not in str(briefing_data(full.tradeoff))


def test_a_room_below_the_public_floor_has_none(full, make_evening, slider_result, say, publish):  # noqa: F811
    small = make_evening(place="Kleiner Saal")
    publish(small, [say(slider_result(small, [10, 50, 90]), "a", SECRET)])
    assert not reasons_in(full)["sides"]


def test_the_latest_room_that_has_some_speaks(full, make_evening, slider_result, say, publish):  # noqa: F811
    publish(full, [say(poll_of(full), "a", SHADE)])
    assert ROOMS > 1
    for starts, text in ((timezone.now() - timedelta(days=9), MARKET), (timezone.now() - timedelta(days=8), "")):
        later = make_evening(starts_at=starts)
        poll = slider_result(later, [5 * place for place in range(20)])
        publish(later, [say(poll, "a", text)] if text else [])
    assert MARKET in str(reasons_in(full)) and SHADE not in str(reasons_in(full))


def test_more_are_cut_in_the_order_of_their_random_ids_and_counted(full, say, publish):  # noqa: F811
    """No order of arrival: who is first has drawn the smallest id."""
    ids = ["9" * 32, "1" * 32, "5" * 32, "7" * 32]
    made = [say(poll_of(full), "a", f"Grund {pk[0]}", id=pk) for pk in ids]
    publish(full, [*made, say(poll_of(full), "a", "Grund 1", id="6" * 32)])
    found = reasons_in(full)
    assert found["sides"][0][1] == ["„Grund 1“", "„Grund 5“"] and REASONS == 2
    assert found["more"][REASONS] == "und 2 weitere" and "ohne Namen. · und 2 weitere" in words_of(briefing(full.tradeoff))


def test_it_is_one_page_with_the_longest_reasons_and_lists(crowded, make_evening, slider_result, say, publish):  # noqa: F811
    for days in range(1, ROOMS):
        earlier = make_evening(starts_at=crowded.starts_at - timedelta(days=days), place="Mehrzweckhalle der Grundschule am Nordrand")
        slider_result(earlier, [5 * place for place in range(20)])
    longest = "Wer am Freitagabend aus der Kreisstadt nach Hause will und kein Auto hat, wartet heute anderthalb Stunden am Bahnhof, "
    longest += "auch im Winter "
    made = [say(poll_of(crowded), side, f"{longest}{number}"[:140]) for side in "ab" for number in range(4)]
    publish(crowded, made)
    content = briefing(crowded.tradeoff)
    assert pages(content) == 1 and words_of(content).count("wartet heute anderthalb") == 2 * REASONS
    assert left_out(content) == [4, 11, 5, 14]
