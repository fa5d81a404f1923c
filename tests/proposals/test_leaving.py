"""Amina's proposal was merged into one that wants something else after all. By her private link she takes it out again."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from participation.demo_data.clock import at
from participation.following.actions import follow, tell
from participation.following.subjects import FollowedProposal
from participation.proposals import actions
from participation.proposals.models import Proposal, State, Support
from participation.proposals.queries import filtered, proposals_for, supports_of, supports_with_merged
from participation.proposals.receipts import receipt_of
from workshops.models import Workshop
from workshops.refused import Refused

pytestmark = pytest.mark.django_db
WHY = "Beide wollen dasselbe."
LEAD = "Ein Windrad für alle"


@pytest.fixture
def lead(write, make_phone, ben):
    """The proposal of somebody else, released."""
    found = write(make_phone(), title=LEAD).proposal
    actions.transition(proposal=found, verb="release", by=ben)
    return found


@pytest.fixture
def merge(released, lead, ben):
    """merge(ben) → Amina's proposal goes into the other one."""

    def make(by=ben):
        actions.merge(proposal=released, into=lead, by=by, reason=WHY)
        return released

    return make


@pytest.fixture
def end(workshop, released, lead):
    """end() → the evening is over."""

    def make():
        Workshop.objects.filter(pk=workshop.pk).update(state=Workshop.State.ENDED, ended_at=timezone.now())
        workshop.refresh_from_db()
        with transaction.atomic():
            actions.hand_over(workshop)
        for proposal in (released, lead):
            proposal.refresh_from_db()

    return make


@pytest.fixture
def address(released, amina):
    return reverse("receipt", args=[receipt_of(amina, released.uuid)])


@pytest.fixture
def leave(address):
    """leave() → the answer to Amina's press."""
    return lambda: Client().post(address, {"do": "leave"})


def answer(proposal, by):
    actions.draft_response(proposal=proposal, by=by, verdict="partly", reason="Ja zum Windrad, nein zum Strompreis.")
    actions.publish_response(proposal=proposal, by=by)


def page_at(address, **client) -> str:
    return Client(**client).get(address).content.decode()


# -- What she sees ----------------------------------------------------------------------
@pytest.mark.parametrize("language", ["de", "en"])
def test_her_page_says_into_what_it_was_merged_and_offers_one_thing(language, merge, end, clara, address):
    end()
    merge(clara)
    page = page_at(address, headers={"Accept-Language": language})
    assert LEAD in page and WHY in page and page.count('name="do"') == 1 and 'value="leave"' in page
    assert {"de": "Vorschlag wieder herausnehmen", "en": "Take the proposal out again"}[language] in page


def test_in_the_room_the_page_names_the_other_one_before_it_is_public(merge, lead, address):
    merge()
    page = page_at(address)
    assert LEAD in page and 'value="leave"' in page and reverse("proposal", args=[lead.pk]) not in page


def test_afterwards_everybody_reads_one_honest_line(merge, end, clara, leave, address, released):
    end()
    merge(clara)
    assert leave().status_code == 303
    line = "Steht wieder für sich: Die Jugendlichen haben ihn herausgenommen"
    for page in (page_at(address), page_at(reverse("proposal", args=[released.pk]))):
        assert page.count(line) == 1 and page.count("Mit einem anderen Vorschlag zusammengeführt") == 1
    assert 'value="leave"' not in page_at(address)


# -- What it does -----------------------------------------------------------------------
def test_the_desk_has_it_back_with_the_date_that_was_promised(merge, end, clara, leave, released, as_user):
    end()
    promised, number = released.answer_by, released.number
    merge(clara)
    assert released not in filtered(proposals_for(clara))
    leave()
    released.refresh_from_db()
    assert (released.state, released.merged_into) == (State.PUBLISHED, None) and released.waits_for_answer
    assert (released.answer_by, released.number) == (promised, number) and released in filtered(proposals_for(clara))
    answer(released, clara)
    assert released.state == State.ANSWERED


def test_it_has_its_supports_as_before_and_the_other_one_keeps_its_own(merge, end, clara, leave, released, lead):
    for proposal, count in ((released, 4), (lead, 3)):
        Support.objects.bulk_create(Support(proposal=proposal, key=bytes([n]) * 32, place="room") for n in range(count))
    end()
    merge(clara)
    assert supports_with_merged(lead).merged == 4
    leave()
    released.refresh_from_db()
    assert [supports_of([each])[each.pk].total for each in (released, lead)] == [4, 3]
    assert supports_with_merged(lead).merged == 0 and released.total_supports == 4


def test_what_was_merged_into_hers_stays_with_it(merge, lead, write, make_phone, ben, released, leave):
    third = write(make_phone(), title="Ein Windrad mit Bank").proposal
    actions.transition(proposal=third, verb="release", by=ben)
    actions.merge(proposal=third, into=released, by=ben, reason=WHY)
    merge()
    leave()
    third.refresh_from_db()
    assert third.merged_into == released and supports_with_merged(lead).merged == 0


def test_in_the_room_it_stands_beside_the_others_again(merge, leave, released, end):
    merge()
    assert released not in Proposal.objects.in_room()
    leave()
    released.refresh_from_db()
    assert released in Proposal.objects.in_room() and not released.handed_over_at
    end()
    assert released.waits_for_answer


def test_who_follows_it_is_told_the_next_morning(merge, end, clara, leave, released, mailoutbox):
    end()
    follow(subject=FollowedProposal(released), address="nora@example.org", language="de")
    merge(clara)
    leave()
    eight = timezone.localtime().replace(hour=8) + timedelta(days=1)
    assert tell(eight) == 1 and "Die Jugendlichen haben ihn herausgenommen" in mailoutbox[0].body


# -- Merged in the room, left after its end -----------------------------------------------
def test_what_was_merged_in_the_room_is_handed_over_on_the_day_on_which_it_leaves(merge, end, leave, released, town):
    merge()
    end()
    assert not released.handed_over_at
    with at(timezone.now() + timedelta(days=9)):
        assert leave().status_code == 303
        today = timezone.localdate()
        released.refresh_from_db()
        assert released.waits_for_answer and released.number and released.answer_by == today + timedelta(days=town.answer_days)
    assert [event.verb for event in released.events.all()][-3:] == ["merge", "leave", "hand_over"]


def test_it_has_its_chance_with_the_council_although_nobody_is_counted_any_more(
    merge, end, leave, released, lead, make_phone, town, workshop
):
    town.council_share = 50
    town.save()
    for _more in range(2):
        make_phone()  # with Amina and the other author there are four
    Support.objects.bulk_create(Support(proposal=released, key=bytes([n]) * 32, place="room") for n in range(2))
    merge()
    end()
    workshop.participants.all().delete()  # as a day later
    leave()
    released.refresh_from_db()
    assert (lead.council_from, released.council_from, released.council_due) == (2, 2, True)


def times_of(proposal) -> set[str]:
    """The time of day of everything from the merging on that is stored about it."""
    events = list(proposal.events.all())
    last = events[[event.verb for event in events].index("merge") + 1 :]
    return {timezone.localtime(moment).time().isoformat() for moment in [proposal.state_since, *(event.at for event in last)]}


@pytest.mark.parametrize("who", ["she leaves", "the others withdraw"])
@pytest.mark.parametrize("where", ["room", "town hall"])
def test_the_step_and_what_follows_from_it_have_a_day_and_no_time(where, who, merge, end, clara, leave, lead, released):
    """Who has seen Amina with her phone at nine must not find the step of nine o'clock. The others withdraw by such a link, too."""
    if where == "room":
        merge()
    end()
    if where == "town hall":
        merge(clara)
    with at(timezone.now() + timedelta(days=3)):
        leave() if who == "she leaves" else actions.transition(proposal=lead, verb="withdraw", by="author")
    released.refresh_from_db()
    assert released.state == State.PUBLISHED and times_of(released) == {"00:00:00"}
    assert where == "town hall" or timezone.localtime(released.handed_over_at).time().isoformat() == "00:00:00"


def test_on_the_evening_itself_it_has_the_moment_of_the_end(merge, end, leave, released, workshop):
    merge()
    end()
    leave()
    released.refresh_from_db()
    assert released.handed_over_at == workshop.ended_at
    assert released.answer_by == timezone.localdate() + timedelta(days=released.municipality.answer_days)


def test_the_history_stays_in_order(merge, end, clara, leave, released):
    end()
    merge(clara)
    leave()
    moments = [event.at for event in released.events.all()]
    assert moments == sorted(moments)


# -- When it is not possible ----------------------------------------------------------------
def test_after_an_answer_to_both_it_stays(merge, end, clara, leave, lead, released, address):
    end()
    merge(clara)
    answer(lead, clara)
    page = page_at(address)
    assert "Ja zum Windrad" in page and 'value="leave"' not in page
    stale = leave()
    assert stale.status_code == 409 and "Das Rathaus hat beide zusammen beantwortet." in stale.content.decode()
    released.refresh_from_db()
    assert released.merged_into == lead


def test_while_the_town_hall_waits_for_the_other_authors_it_may_leave(merge, end, clara, leave, lead, released):
    end()
    merge(clara)
    soon = timezone.localdate() + timedelta(days=9)
    words = {"reason": "Kleiner.", "wording": "Ein halbes Windrad.", "who": "Bauamt", "by_when": soon}
    actions.draft_response(proposal=lead, by=clara, verdict="changed", open_until=soon, **words)
    actions.publish_response(proposal=lead, by=clara)
    assert leave().status_code == 303


@pytest.mark.parametrize("state", [State.PUBLISHED, State.WITHDRAWN, State.UNDER_REVIEW])
def test_what_is_not_merged_says_so(state, end, leave, released):
    end()
    Proposal.objects.filter(pk=released.pk).update(state=state)
    said = leave()
    assert said.status_code == 409 and "Dein Vorschlag ist gerade nicht Teil eines anderen." in said.content.decode()
    assert not released.events.filter(verb="leave").exists()


def test_a_second_press_changes_nothing(merge, end, clara, leave, released):
    end()
    merge(clara)
    assert [leave().status_code for _press in range(2)] == [303, 409]
    assert released.events.filter(verb="leave").count() == 1


def test_what_was_merged_on_meanwhile_is_looked_at_again(merge, end, clara, lead, released, write, make_phone):
    """The rooms to lock were found before another press has merged the other one, too."""
    third = write(make_phone(), title="Noch ein Windrad").proposal
    end()
    merge(clara)
    seen = Proposal.objects.select_related("merged_into").get(pk=released.pk)  # as it was when the page was asked for
    Proposal.objects.filter(pk=lead.pk).update(state=State.MERGED, merged_into=third)
    with pytest.raises(Refused, match="schneller"):
        actions.leave(proposal=seen)


def test_nobody_of_the_staff_leaves_for_the_authors(merge, end, clara, ben, released, as_user):
    end()
    merge(clara)
    for user in (clara, ben):
        assert as_user(user).post(reverse("dashboard_step", args=[released.pk]), {"verb": "leave"}).status_code in {404, 409, 422}
    released.refresh_from_db()
    assert released.state == State.MERGED


def test_in_a_rehearsal_nothing_leaves_the_house(merge, end, leave, released, workshop):
    merge()
    Workshop.objects.filter(pk=workshop.pk).update(is_rehearsal=True)
    end()
    leave()
    released.refresh_from_db()
    assert released.state == State.PUBLISHED and not released.handed_over_at and not released.is_public
