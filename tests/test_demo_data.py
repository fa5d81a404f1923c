from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from participation.accounts.models import Municipality, User
from participation.demo_data import _soon, load
from participation.demo_data.clock import at
from participation.demo_data.evenings import DISTRICTS_EVENING, ELSEWHERE, NURSERY_EVENING, SERVICES_EVENING, WOLF_EVENING
from participation.demo_data.sample_remarks import DISTRICTS_PROPOSALS, NURSERY_INTRODUCTION, NURSERY_PROPOSALS
from participation.demo_data.sample_workshop import SAMPLE_WORKSHOP
from participation.demo_data.sample_year import WIND_PROPOSALS
from participation.proposals.models import TITLE_MAX, TITLE_MIN, PrivateAssessment, Proposal, Response, State
from participation.proposals.second_look import second_looks
from polls.disclosure import shown_feedback
from polls.kinds import KINDS
from polls.models import Pair, Poll, Remark
from workshops.actions.joining import door
from workshops.extensions import ITEM_KINDS
from workshops.models import AgendaItem, Participant, TradeOff, Workshop

from .ballots import stored_ballots, waiting_ballots
from .forms import as_posted

EVENINGS = [SAMPLE_WORKSHOP, NURSERY_EVENING, DISTRICTS_EVENING, WOLF_EVENING, SERVICES_EVENING, ELSEWHERE]
OWN_APPS = ("accounts", "workshops", "polls", "proposals", "discussion", "live")


def counts():
    return {model._meta.label: model.objects.count() for label in OWN_APPS for model in apps.get_app_config(label).get_models()}


def texts(value):
    """Every {"de", "en"} somewhere inside the plain data, with the name it has there."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, dict) and set(inner) & {"de", "en"}:
                yield name, inner
            else:
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from ([("option", inner)] if isinstance(inner, dict) and set(inner) & {"de", "en"} else texts(inner))


@pytest.mark.parametrize("evening", EVENINGS, ids=[evening["title"]["en"] for evening in EVENINGS])
def test_agendas_are_complete_in_both_languages_and_fit(evening):
    limits = {
        "title": AgendaItem._meta.get_field("title").max_length,
        "text": AgendaItem._meta.get_field("text").max_length,
        "prompts": AgendaItem._meta.get_field("prompts").max_length,
        "promise": Workshop._meta.get_field("promise").max_length,
        "partners": Workshop._meta.get_field("partners").max_length,
        "question": Poll._meta.get_field("question").max_length,
        "hint": Poll._meta.get_field("hint").max_length,
        "option": 60,
        "passive": 60,
        "unit": 20,
        "fact": 200,
        "source": 100,
    }
    for name, words in texts(evening):
        assert set(words) == {"de", "en"}, words
        assert all(0 < len(text) <= limits[name] for text in words.values()), words
    for item in evening["agenda"]:
        assert item["kind"] in ITEM_KINDS
        assert "ask" not in item or item["ask"]["kind"] in KINDS


def test_proposals_fit():
    for proposal in NURSERY_PROPOSALS + DISTRICTS_PROPOSALS + WIND_PROPOSALS:
        assert TITLE_MIN <= len(proposal["title"]) <= TITLE_MAX
        assert all(0 < len(proposal[name]) <= 600 for name in ("what", "why"))


@pytest.mark.django_db
def test_the_town_s_archive_has_a_finished_page_of_an_evening(client):
    load()
    past = Workshop.objects.get(title=NURSERY_EVENING["title"])
    archive = client.get(reverse("municipality_workshops", args=["auental"])).content.decode()
    assert reverse("workshop", args=["auental", past.pk]) in archive
    page = client.get(reverse("evening", args=[past.pk])).content.decode()
    assert NURSERY_INTRODUCTION["de"] in page and NURSERY_EVENING["partners"]["de"] in page
    chosen = Remark.objects.filter(pk__in=past.publication.reasons)
    assert {remark.side for remark in chosen} == {"a", "b"} and all(remark.text in page for remark in chosen)


@pytest.mark.django_db
def test_loading_twice_changes_nothing(mailoutbox):
    first = load()
    assert not mailoutbox  # what a note of last week mentions is told nobody today
    before = counts()
    second = load()
    assert counts() == before
    assert first.workshop.pk == second.workshop.pk


@pytest.mark.django_db
def test_what_the_demo_shows(monkeypatch):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    demo = load()
    auental = demo.municipality
    ended = Workshop.objects.filter(municipality=auental, state=Workshop.State.ENDED)
    assert set(TradeOff.objects.filter(municipality=auental).values_list("slug", flat=True)) == {"wind", "nursery", "districts", "wolf"}
    assert not any(user.has_usable_password() for user in User.objects.all())
    check_towns(auental)
    check_tonight(demo.workshop)
    check_in_preparation()
    assert ended.count() == 2
    for workshop in ended:
        check_past(workshop)
    check_proposals()


def check_towns(auental):
    assert not Municipality.objects.filter(is_invented=False).exists()
    hanna = User.objects.get(email="hanna@huegelstedt.example")
    assert not hanna.memberships.filter(municipality=auental).exists()
    assert Workshop.objects.filter(municipality__slug="huegelstedt").exists()


def check_tonight(tonight):
    assert tonight.state == Workshop.State.DRAFT and not tonight.is_rehearsal
    assert timedelta(minutes=-2) <= tonight.starts_at - timezone.now() <= timedelta(minutes=15)
    assert [item.title["de"] for item in tonight.items.all()] == [item["title"]["de"] for item in SAMPLE_WORKSHOP["agenda"]]
    assert len({poll.kind for poll in Poll.objects.filter(item__workshop=tonight, is_feedback=False)}) == 4
    assert Poll.objects.filter(item__workshop=tonight, is_feedback=True).count() == 1
    pair = Pair.objects.get(before__workshop=tonight)
    assert pair.before.position + 2 == pair.after.position


def check_in_preparation():
    """A draft that nobody has announced, which asks in the newer ways."""
    draft = Workshop.objects.get(title=SERVICES_EVENING["title"])
    assert draft.state == Workshop.State.DRAFT and not draft.is_announced
    kinds = Poll.objects.filter(item__workshop=draft).order_by("item__position").values_list("kind", flat=True)
    assert list(kinds)[:4] == ["knowledge", "grid", "resistance", "budget"]  # the feedback follows


def check_past(workshop):
    """It lies in the past, its results are final, and nobody is left behind in it."""
    assert workshop.ended_at < timezone.now() - timedelta(days=1)
    assert timedelta() < workshop.ended_at - workshop.starts_at < timedelta(hours=3)
    polls = Poll.objects.filter(item__workshop=workshop)
    for poll in polls:
        assert poll.is_final and (poll.state == Poll.State.REVEALED) is not poll.is_feedback and poll.tally["n"] >= 10
        assert workshop.starts_at <= poll.opened_at < poll.closed_at <= workshop.ended_at
    assert Pair.objects.get(before__workshop=workshop).shift["shift"]["pairs"] >= 10
    assert shown_feedback(workshop.pk, "public")
    said = list(Remark.objects.filter(poll__in=polls, state=Remark.State.RELEASED).values_list("text", flat=True))
    assert len(said) >= 6 and len(set(said)) == len(said)
    assert not Participant.objects.filter(workshop=workshop).exists()
    assert not stored_ballots() and not waiting_ballots()


def check_proposals():
    public, today = Proposal.objects.public(), timezone.localdate()
    assert public.waiting_for_answer().filter(answer_by__lt=today).count() == 1
    assert public.waiting_for_answer().filter(answer_by__gte=today).count() == 3
    states = set(public.values_list("state", flat=True))
    assert {State.PUBLISHED, State.UNDER_REVIEW, State.OFFERED, State.ANSWERED, State.IMPLEMENTED} <= states
    assert set(Response.objects.values_list("verdict", flat=True)) == {"accepted", "changed", "partly", "rejected"}
    (look,) = second_looks(User.objects.get(memberships__role="mayor"))
    assert look.may_decide and look.declining.rule == "personal"
    assert all(response.reason for response in Response.objects.all())
    assert all(proposal.room_supports > 5 for proposal in public)
    assert PrivateAssessment.objects.filter(proposal__in=public.waiting_for_answer(), assigned_to__name="Jonas Ritter").count() == 1


@pytest.mark.django_db
def test_a_password_from_the_environment_and_an_evening_of_another_day_that_is_soon(monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "eye to eye, for trying out")
    demo = load()
    assert demo.facilitator.check_password("eye to eye, for trying out")
    for days in (-3, 1):
        Workshop.objects.filter(pk=demo.workshop.pk).update(starts_at=timezone.now() + timedelta(days=days))
        again = load().workshop
        assert again.pk == demo.workshop.pk
        assert abs(again.starts_at - timezone.now()) <= timedelta(minutes=15)
        assert door(again) is None, "phones come in at once"
    assert load(fresh=True).workshop.pk != again.pk
    Workshop.objects.filter(title=SAMPLE_WORKSHOP["title"]).update(state=Workshop.State.ENDED)
    assert load().workshop.state == Workshop.State.DRAFT


@pytest.mark.parametrize(
    ("now", "begins"),
    [("2026-11-22T09:10", "2026-11-22T09:15"), ("2026-11-22T17:15", "2026-11-22T17:30"), ("2026-11-22T23:50", "2026-11-23T00:00")],
)
def test_tonight_begins_soon_at_whatever_hour(now, begins):
    with at(timezone.make_aware(datetime.fromisoformat(now))):
        assert _soon()["starts_at"] == timezone.make_aware(datetime.fromisoformat(begins))


@pytest.mark.django_db
def test_a_slip_of_the_pen_is_corrected_while_the_vote_is_open(as_user):
    demo = load()
    client, polls = as_user(demo.facilitator), Poll.objects.filter(item__workshop=demo.workshop, is_feedback=False)
    assert {poll.kind for poll in polls} >= {"slider", "points", "words"}
    polls.update(state=Poll.State.OPEN)
    for poll in polls:
        path = reverse("item_edit", args=[demo.workshop.pk, poll.item_id])
        answer = client.post(path, as_posted(client.get(path).context["form"]) | {"question_de": "Ganz anders?"})
        assert answer.status_code in {302, 303}, answer.context["form"].errors
    assert {poll.question["de"] for poll in polls.all()} == {"Ganz anders?"}
