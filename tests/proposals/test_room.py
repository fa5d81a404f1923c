"""What the room, the phone and the facilitator see of proposals."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.live.extensions import MINE, SLOTS
from participation.proposals import actions
from participation.proposals.models import State, Support
from participation.proposals.moderation import ProposalQueue
from participation.proposals.phone import SupportPart
from tests.evening import press
from workshops.actions import add_item
from workshops.extensions import ITEM_KINDS, MODERATION_QUEUES, OWN_DATA
from workshops.models import AgendaItem
from workshops.moderation import digest_of
from workshops.pseudonyms import in_words
from workshops.refused import Refused

pytestmark = pytest.mark.django_db
QUEUE = ProposalQueue()
waiting, decide, done = QUEUE.waiting, QUEUE.decide, QUEUE.done


def picture(workshop, audience):
    return SLOTS["proposals"].render(workshop.room.slug, audience)


@pytest.mark.parametrize("audience", ["phone", "stage"])
def test_the_room_sees_released_proposals_only(workshop, released, write, make_phone, ben, audience):
    for number, verb in enumerate(["return", "decline", None]):
        other = write(make_phone(), title=f"Geheimer Vorschlag {number}").proposal
        if verb == "decline":
            actions.decline(proposal=other, by=ben, rule="unrelated")
        elif verb:
            actions.transition(proposal=other, verb=verb, by=ben, reason="Darum.")
    shown = picture(workshop, audience)
    assert released.title in shown.html
    assert "Geheimer" not in shown.html + json.dumps(shown.data, ensure_ascii=False)
    assert shown.data == {"proposals": [{"id": released.pk, "title": released.title, "supports": 0}]}


def test_a_proposal_of_another_room_is_not_shown(workshop, released, make_tradeoff, town, ben):
    from workshops.actions import create_workshop

    other = create_workshop(
        municipality=town, by=ben, tradeoff=workshop.tradeoff, title={"de": "Anderer Abend"}, starts_at=timezone.now(), place="x"
    )
    assert picture(other, "phone").data == {"proposals": []}


def test_phones_keep_an_order_that_tells_nothing_and_the_stage_ranks(workshop, released, write, make_phone, amina, ben):
    second = write(make_phone(), title="Erst die Dächer").proposal
    actions.transition(proposal=second, verb="release", by=ben)
    by_number = sorted([released, second], key=lambda proposal: proposal.pk)
    assert [entry["id"] for entry in picture(workshop, "phone").data["proposals"]] == [proposal.pk for proposal in by_number]
    actions.support(identity=amina, proposal_id=second.pk)
    actions.show_supports([workshop.room.slug])
    assert [entry["id"] for entry in picture(workshop, "phone").data["proposals"]] == [proposal.pk for proposal in by_number]
    stage = picture(workshop, "stage").html
    assert stage.index(second.title) < stage.index(released.title)


def test_a_taken_back_release_leaves_the_room(workshop, released, ben):
    actions.transition(proposal=released, verb="take_back", by=ben)
    assert released.title not in picture(workshop, "phone").html


def test_mine_tells_each_phone_its_own_in_two_queries_for_all(
    workshop, released, proposal, write, make_phone, amina, django_assert_num_queries
):
    eule, specht = make_phone(), make_phone()
    other = write(eule, title="Von der Eule geschrieben").proposal
    actions.support(identity=eule, proposal_id=released.pk)
    with django_assert_num_queries(1):
        own = MINE["proposals"](workshop.room.slug, [amina, eule, specht])
    with django_assert_num_queries(2):
        supports = MINE["supports"](workshop.room.slug, [amina, eule, specht])
    assert [[(entry["id"], entry["state"]) for entry in entries] for entries in own] == [
        [(released.pk, State.PUBLISHED)],
        [(other.pk, State.SUBMITTED)],
        [],
    ]
    assert supports == [[], [released.pk], []]


def test_the_slot_asks_four_times_for_any_number_and_twice_if_nothing_changed(
    workshop, released, write, make_phone, ben, django_assert_num_queries
):
    with django_assert_num_queries(4):
        picture(workshop, "phone")
    with django_assert_num_queries(2):
        picture(workshop, "phone")
    for number in range(3):
        other = write(make_phone(), title=f"Noch ein Vorschlag {number}").proposal
        actions.transition(proposal=other, verb="release", by=ben)
    with django_assert_num_queries(4):
        picture(workshop, "phone")


def test_the_phones_page_supports_and_takes_back(released, amina, browser_of, workshop, ben):
    item = add_item(workshop=workshop, kind="proposals", by=ben, title={"de": "Vorschläge aus dem Raum"})
    while workshop.item_id != item.pk:
        press(workshop, by=ben)
    browser, address = browser_of(amina), reverse("phone", args=[workshop.room.slug])
    assert "aria-pressed" not in browser.get(address).text
    assert browser.post(address, {"support": released.pk}).status_code == 303
    assert f'value="{released.pk}" aria-pressed="true"' in browser.get(address).text, "also without script"
    assert browser.post(address, {"support": released.pk, "on": "1"}, headers={"X-Requested-With": "fetch"}).status_code == 204
    assert Support.objects.count() == 1
    browser.post(address, {"support": released.pk, "on": "0"}, headers={"X-Requested-With": "fetch"})
    assert not Support.objects.exists()


@pytest.mark.parametrize("value", ["", "x", "-1", "²", "9" * 30, "99999"])
def test_a_press_on_nothing_is_refused(amina, released, value):
    with pytest.raises(Refused):
        SupportPart().post(amina, {"support": value})


# -- the facilitator --------------------------------------------------------------
def test_the_lane_shows_texts_and_nobodys_name(workshop, proposal, amina, offer):
    offer()
    (entry,) = MODERATION_QUEUES["proposals"].waiting(workshop)
    assert (entry.title, entry.text, entry.needs_reason) == (proposal.title, proposal.what, True)
    assert in_words(workshop.participants.get(pk=amina.id).pseudonym) not in repr(entry)


def test_three_verbs_decide(workshop, write, make_phone, ben):
    first, *others = [write(make_phone(), title=f"Vorschlag Nummer {n}").proposal for n in range(3)]
    decide(workshop=workshop, id=str(first.pk), seen=digest_of(first.title, first.text), verb="release", by=ben)
    for proposal, verb in zip(others, ("return", "hide"), strict=True):
        entry = {"id": str(proposal.pk), "seen": digest_of(proposal.title, proposal.text)}
        with pytest.raises(Refused):
            decide(workshop=workshop, **entry, verb=verb, by=ben)
        decide(workshop=workshop, **entry, verb=verb, by=ben, reason="Bitte freundlich.", rule="hurtful")
    assert waiting(workshop) == []
    assert done(workshop) == {"released": 1, "returned": 1, "hidden": 1}


@pytest.mark.parametrize("verb", ["release", "return", "hide"])
@pytest.mark.parametrize("change", [{"title": "Freibier für alle"}, {"what": "Sofort."}, {"why": "Darum."}])
def test_a_text_that_nobody_has_read_is_not_decided(change, verb, workshop, proposal, offer, ben):
    words_of_ben = {"reason": "Bitte freundlich.", "rule": "hurtful"}
    offer()
    (read,) = waiting(workshop)
    actions.transition(proposal=proposal, verb="return", by=ben, reason="Bitte genauer.")
    words = {name: getattr(proposal, name) for name in ("title", "what", "why", "tradeoff")}
    actions.resubmit(proposal=proposal, **words | change)
    offer()
    with pytest.raises(Refused, match="noch einmal"):
        decide(workshop=workshop, id=read.id, seen=read.seen, verb=verb, by=ben, **words_of_ben)
    proposal.refresh_from_db()
    assert proposal.state == State.SUBMITTED
    (anew,) = waiting(workshop)
    decide(workshop=workshop, id=anew.id, seen=anew.seen, verb=verb, by=ben, **words_of_ben)
    assert waiting(workshop) == []


def test_the_lane_of_another_room_decides_nothing(workshop, proposal, ben, make_tradeoff, town):
    from workshops.actions import create_workshop

    other = create_workshop(
        municipality=town, by=ben, tradeoff=workshop.tradeoff, title={"de": "Anderer Abend"}, starts_at=timezone.now(), place="x"
    )
    for identifier in (str(proposal.pk), "x", "", "²"):
        with pytest.raises(Refused):
            decide(workshop=other, id=identifier, seen=digest_of(proposal.title, proposal.text), verb="release", by=ben)
    proposal.refresh_from_db()
    assert proposal.state == State.SUBMITTED


def test_the_agenda_item_counts_what_is_there(workshop, released, write, make_phone, offer):
    write(make_phone(), title="Wartet noch auf Ben")
    offer()
    write(make_phone(), title="Wartet noch auf andere")
    item = AgendaItem.objects.create(workshop=workshop, position=1, kind="proposals", title={"de": "Vorschläge"})
    kind = ITEM_KINDS["proposals"]
    assert kind.context(item, "console") == {"released": 1, "waiting": 1}
    assert kind.agenda_note(item) == "2 Vorschläge"


def test_the_last_release_can_be_taken_back_until_the_end(workshop, released, write, make_phone, ben):
    second = write(make_phone(), title="Mit dem Namen eines Nachbarn").proposal
    actions.transition(proposal=second, verb="release", by=ben)
    item = AgendaItem.objects.create(workshop=workshop, position=1, kind="proposals", title={"de": "Vorschläge"})
    kind = ITEM_KINDS["proposals"]
    (action,) = kind.possible_side_actions(item)
    kind.perform_side_action(item, action.verb, ben)
    second.refresh_from_db()
    assert second.state == State.SUBMITTED and second.title not in picture(workshop, "phone").html
    assert released.title in picture(workshop, "phone").html
    actions.hand_over(workshop)
    assert kind.possible_side_actions(item) == []
    with pytest.raises(Refused):
        kind.perform_side_action(item, action.verb, ben)


# -- one's own --------------------------------------------------------------------
def test_own_data_is_shown_exported_and_erased(released, write, amina, make_phone):
    write(amina, title="Noch nicht gelesen")
    actions.support(identity=amina, proposal_id=released.pk)
    assert [OWN_DATA[name].show(amina) for name in ("proposals", "supports")] == [2, 1]
    exported = json.dumps([OWN_DATA[name].export(amina) for name in ("proposals", "supports")], ensure_ascii=False)
    assert "Noch nicht gelesen" in exported and released.title in exported
    assert [OWN_DATA[name].show(make_phone()) for name in ("proposals", "supports")] == [0, 0]
    assert [OWN_DATA[name].erase(amina) for name in ("supports", "proposals")] == [0, 2]
    assert OWN_DATA["proposals"].show(amina) == 0
