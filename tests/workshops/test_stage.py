"""The stage: reached by its address alone, always with the way in, never more than the room may see."""

import pytest
from django.conf import settings
from django.urls import reverse

from participation.live.extensions import SLOTS
from participation.templatetags.augenhoehe import qr
from workshops.actions import end_workshop, set_big_code

from ..evening import press


@pytest.fixture
def show(as_user):
    """show(workshop) → the stage's page, as the projector gets it."""

    def show(workshop, language="de"):
        response = as_user().get(f"/stage/{workshop.stage_token}/", headers={"accept-language": language})
        assert response.status_code == 200
        return response.content.decode()

    return show


def vote(poll, join, *values):
    for value in values:
        assert join(poll.item.workshop).vote(poll, {"value": value})["status"] == "saved"


@pytest.mark.django_db
def test_an_unknown_address_shows_nothing(as_user, make_workshop):
    make_workshop()
    assert as_user().get("/stage/unknown/").status_code == 404
    assert as_user().get("/stage/").status_code == 404


def test_the_way_in_is_on_every_screen(show, make_workshop, ben, join):
    workshop = make_workshop("slider")
    for _screen in ("lobby", "ready", "open"):
        html = show(workshop)
        assert workshop.code_in_groups in html and 'class="qr"' in html
        press(workshop, by=ben)


def test_the_lobby_says_who_is_here_and_later_screens_do_not(show, make_workshop, ben, join):
    workshop = make_workshop()
    amina = join(workshop)
    from workshops.pseudonyms import in_words

    name = in_words(amina.participant.pseudonym)
    assert name in show(workshop)
    press(workshop, 2, by=ben)
    assert name not in show(workshop)


def test_while_a_poll_is_open_the_stage_shows_turnout_only(show, open_poll, join):
    poll = open_poll("slider")
    vote(poll, join, 0, 10, 10, 90, 100)
    html = show(poll.item.workshop)
    assert "5 von 5 haben abgestimmt" in html
    assert html.count('class="person a"') == html.count('class="person b"') == 1  # the poles' own ends
    assert 'data-slot="results"' not in html


@pytest.mark.parametrize("ballots", [0, 2])
def test_two_goals_have_no_line_between_them(ballots, show, open_poll, join, ben):
    """A line would say that more of one goal is less of the other; here each goal is rated for itself."""
    poll = open_poll("grid")
    html = show(poll.item.workshop)
    assert html.index("Mehr Windstrom") < html.index("Ruhe für Tiere") and "pole-ends" not in html
    for _ballot in range(ballots):
        join(poll.item.workshop).vote(poll, {"x": 75, "y": 60})
    press(poll.item.workshop, 2, by=ben)
    assert "pole-ends" not in show(poll.item.workshop)


def test_the_result_is_drawn_from_the_frozen_tally(show, open_poll, join, ben):
    poll = open_poll("slider")
    vote(poll, join, 0, 10, 10, 90, 50)
    press(poll.item.workshop, 2, by=ben)
    html = show(poll.item.workshop)
    assert (html.count('class="person a"'), html.count('class="person b"')) == (3 + 1, 1 + 1)
    assert "3 von 5 stehen näher bei „Mehr Bäume“, 1 näher bei „Mehr Parkplätze“, 1 dazwischen." in html.replace("\u00a0", " ")
    assert "3 of 5 stand closer to" in show(poll.item.workshop, language="en")


def test_below_five_there_is_no_picture(show, open_poll, join, ben):
    poll = open_poll("slider")
    vote(poll, join, 0, 10, 90)
    press(poll.item.workshop, 2, by=ben)
    html = show(poll.item.workshop)
    assert "Erst 3 Stimmen. Ab 5 zeigen wir das Bild" in html
    assert html.count('class="person middle"') >= 3 and "näher bei" not in html


def test_a_reason_shows_only_when_released(show, open_poll, join, ben):
    from polls.models import Remark

    poll = open_poll("slider")
    vote(poll, join, 0, 10, 90, 50)
    assert join(poll.item.workshop).vote(poll, {"value": 80, "reason": "Wegen <b>der</b> Oma"})["status"] == "saved"
    press(poll.item.workshop, 2, by=ben)
    assert "der Oma" not in show(poll.item.workshop).replace("&lt;b&gt;der&lt;/b&gt;", "der")
    Remark.objects.filter(poll=poll).update(state=Remark.State.RELEASED)
    html = show(poll.item.workshop)
    assert "Wegen &lt;b&gt;der&lt;/b&gt; Oma" in html and "<b>der" not in html


@pytest.mark.parametrize(
    "kind",
    [
        "slider",
        "single_choice",
        "multiple_choice",
        "dots",
        "resistance",
        "points",
        "ranking",
        "criteria",
        "statements",
        "grid",
        "knowledge",
        "words",
    ],
)
def test_every_kind_has_its_screens(show, make_workshop, join, ben, kind):
    answers = {
        "slider": {"value": 40},
        "single_choice": {"option": 1},
        "multiple_choice": {"options": [1, 3]},
        "dots": {"dots": {"1": 3}},
        "resistance": {"resistance": {"1": 3, "2": 0, "3": 9}},
        "points": {"points": {"1": 100}},
        "ranking": {"order": [1, 2]},
        "criteria": {"weights": {"1": 4, "2": 1}},
        "statements": {"votes": {"1": 1, "2": 0}},
        "grid": {"x": 75, "y": 60},
        "knowledge": {"option": 2},
        "words": {"words": ["Nachtbus"]},
    }
    workshop = make_workshop(kind)
    press(workshop, 2, by=ben)
    poll = workshop.item.polls.get()
    for _person in range(5):
        assert join(workshop).vote(poll, answers[kind])["status"] == "saved"
    for _state in ("open", "closed", "revealed"):
        html = show(workshop)
        assert "Was kommt auf den Markt?" in html and "5 von 5 haben abgestimmt" in html
        assert "None" not in html and "style=" not in html
        press(workshop, by=ben)


def test_the_curtain_hides_and_the_code_grows(show, make_workshop, ben):
    from workshops.actions import set_big_code, set_curtain

    workshop = make_workshop()
    assert 'class="curtain' not in show(workshop)
    set_curtain(workshop=workshop, down=True, by=ben)
    assert 'class="curtain"' in show(workshop)
    set_curtain(workshop=workshop, down=False, by=ben)
    set_big_code(workshop=workshop, on=True, by=ben)
    assert 'class="curtain big-code"' in show(workshop)


def test_the_stage_has_every_slot_it_names():
    assert {name for name, slot in SLOTS.items() if "stage" in slot.audiences} >= {
        "step", "turnout", "results", "wall", "people", "timer", "curtain", "proposals",
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_the_ended_stage_invites_nobody_to_join_and_says_where_to_read_on(make_workshop, client, ben):
    workshop = press(make_workshop())
    set_big_code(workshop=workshop, on=True, by=ben)
    address = reverse("stage", args=[workshop.stage_token])
    assert workshop.code_in_groups in client.get(address).content.decode()
    end_workshop(workshop=workshop, by=ben)
    set_big_code(workshop=workshop, on=True, by=ben)
    html = client.get(address).content.decode()
    assert workshop.code_in_groups not in html and "Mach mit" not in html
    path = reverse("room_evening", args=[workshop.room.slug])
    assert qr(settings.BASE_URL + path, "QR-Code zu Ergebnissen und Vorschlägen") in html and html.count('<svg class="qr"') == 1
    assert client.get(path).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_after_a_rehearsal_there_is_nothing_to_read(make_workshop, client, ben):
    workshop = press(make_workshop(is_rehearsal=True))
    end_workshop(workshop=workshop, by=ben)
    html = client.get(reverse("stage", args=[workshop.stage_token])).content.decode()
    assert "Das war eine Probe." in html and "beim Rathaus" not in html
    assert workshop.code_in_groups not in html and "/m/auental" not in html
