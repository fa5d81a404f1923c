"""Life cycle, history, roles, the two steps of an answer, and what is forgotten."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.proposals import actions, receipts
from participation.proposals.models import Immutable, Proposal, ProposalEvent, Response, State, Support
from participation.proposals.queries import supports_of
from workshops.extensions import END_ACTIONS
from workshops.models import Workshop
from workshops.refused import Refused

pytestmark = pytest.mark.django_db


def answer(proposal, by, **fields):
    actions.draft_response(proposal=proposal, by=by, **{"verdict": "partly", "reason": "Weil das Licht uns auch stört."} | fields)
    return actions.publish_response(proposal=proposal, by=by)


# -- writing one ------------------------------------------------------------------
def test_a_proposal_waits_and_knows_no_person(write, amina):
    proposal = write(amina).proposal
    assert proposal.state == State.SUBMITTED
    row = Proposal.objects.filter(pk=proposal.pk).values().get()
    assert not {"author", "author_id", "participant", "participant_id", "pseudonym"} & set(row)
    assert bytes(row["owner"]) == amina.key("proposal", proposal.uuid)


def test_the_same_form_twice_is_one_proposal(write, amina):
    first, second = write(amina, nonce="n" * 22), write(amina, nonce="n" * 22)
    assert (first.proposal, first.receipt) == (second.proposal, second.receipt)
    assert first.created and not second.created
    assert Proposal.objects.count() == 1


def test_the_same_form_with_other_words_is_another_proposal(write, amina):
    write(amina, nonce="n" * 22)
    write(amina, nonce="n" * 22, title="Etwas ganz anderes bitte")
    assert Proposal.objects.count() == 2


def test_the_same_words_from_two_phones_are_two_proposals(write, amina, make_phone):
    assert write(amina, nonce="n" * 22).proposal != write(make_phone(), nonce="n" * 22).proposal


def test_a_receipt_is_stored_as_a_digest_only(write, amina):
    sent = write(amina)
    row = Proposal.objects.filter(pk=sent.proposal.pk).values().get()
    assert bytes(row["receipt_digest"]) == receipts.digest_of(sent.receipt)
    assert len(receipts.receipt_of(amina, sent.proposal.uuid)) == 22
    assert sent.receipt not in str(row)


@pytest.mark.parametrize("title", ["kurz", "x" * 81, "   ", "a" + "\u0301" * 40])
def test_titles_have_ten_to_eighty_characters(write, amina, title):
    with pytest.raises(Refused):
        write(amina, title=title)
    assert not Proposal.objects.exists()


def test_texts_end_at_six_hundred_characters(write, amina):
    with pytest.raises(Refused):
        write(amina, what="x" * 601)
    assert write(amina, what="x" * 600, why="y" * 600).proposal.what == "x" * 600


def test_emoji_stay_and_stacked_marks_go(write, amina):
    proposal = write(amina, title="👩‍👩‍👧 Familien a" + "\u0323\u0301\u0302\u0303" * 20 + "ufs Feld").proposal
    assert "👩‍👩‍👧" in proposal.title
    assert len(proposal.title) < 40


def test_nobody_sends_after_the_end_or_after_being_removed(write, amina, make_phone, workshop):
    eule = make_phone()
    workshop.participants.filter(pk=eule.id).update(is_removed=True)
    with pytest.raises(Refused):
        write(eule)
    Workshop.objects.filter(pk=workshop.pk).update(state=Workshop.State.ENDED)  # her page still says that it runs
    with pytest.raises(Refused):
        write(amina)


def test_nobody_sends_before_the_beginning(write, amina, browser_of, workshop):
    Workshop.objects.filter(pk=workshop.pk).update(state=Workshop.State.DRAFT)
    workshop.refresh_from_db()
    with pytest.raises(Refused, match="noch nicht begonnen"):
        write(amina)
    assert browser_of(amina).get(reverse("phone_propose", args=[workshop.room.slug])).status_code == 303


def test_ten_proposals_a_person(write, amina, make_phone, ben):
    for number in range(10):
        actions.transition(proposal=write(amina, title=f"Vorschlag Nummer {number}").proposal, verb="release", by=ben)
    with pytest.raises(Refused):
        write(amina, title="Vorschlag Nummer 11")
    assert write(make_phone()).created


# -- steps ------------------------------------------------------------------------
def test_the_whole_way(handed_over, clara, ben):
    proposal = handed_over
    assert proposal.answer_by == timezone.localdate() + timedelta(days=28)
    assert proposal.reference == f"{timezone.localdate().year}-1"
    actions.transition(proposal=proposal, verb="acknowledge", by=clara)
    actions.transition(proposal=proposal, verb="review", by=clara)
    answer(proposal, clara)
    actions.transition(proposal=proposal, verb="refer", by=clara)
    actions.transition(proposal=proposal, verb="decide", by=clara, reason="Einstimmig beschlossen.")
    actions.transition(proposal=proposal, verb="start", by=clara)
    actions.transition(proposal=proposal, verb="finish", by=clara, reason="Die Lampen sind umgebaut.")
    assert proposal.state == State.IMPLEMENTED
    events = list(proposal.events.values_list("number", "verb", "role"))
    verbs = ["submit", "release", "hand_over", "acknowledge", "review", "answer", "refer", "decide", "start", "finish"]
    assert [(number, verb) for number, verb, _role in events] == list(enumerate(verbs, start=1))
    assert [role for _n, _v, role in events][:4] == ["author", "facilitator", "system", "mayor"]


def test_history_can_not_be_rewritten(proposal):
    event = proposal.events.get()
    event.reason = "anders"
    with pytest.raises(Immutable):
        event.save()
    with pytest.raises(Immutable):
        event.delete()
    with pytest.raises(Immutable):
        ProposalEvent.objects.filter(proposal=proposal).update(reason="anders")
    with pytest.raises(Immutable):
        proposal.events.all().delete()
    assert proposal.events.get().reason == ""


def test_giving_back_needs_a_reason(proposal, ben):
    with pytest.raises(Refused):
        actions.transition(proposal=proposal, verb="return", by=ben, reason="  \u200b ")
    actions.transition(proposal=proposal, verb="return", by=ben, reason="Bitte ohne den Namen deines Nachbarn.")
    assert proposal.events.last().reason == "Bitte ohne den Namen deines Nachbarn."


def test_strangers_and_the_wrong_role_change_nothing(proposal, released, dev, clara, make_user, town):
    council = make_user("Carla", town, "council")
    for user in (dev, council, clara):
        with pytest.raises(Refused):
            actions.transition(proposal=released, verb="take_back", by=user)
    with pytest.raises(Refused):
        actions.transition(proposal=released, verb="take_back", by="author")
    released.refresh_from_db()
    assert released.state == State.PUBLISHED


def test_steps_with_a_duty_of_their_own_have_no_back_door(handed_over, clara):
    with pytest.raises(ValueError):
        actions.transition(proposal=handed_over, verb="answer", by=clara, reason="Ja.")


def test_a_forgotten_reason_is_asked_for_with_who_will_read_it(proposal, ben, clara):
    with pytest.raises(Refused, match="Wer den Vorschlag geschrieben hat, kann ihn lesen"):
        actions.transition(proposal=proposal, verb="return", by=ben, reason=" ")
    Proposal.objects.filter(pk=proposal.pk).update(state=State.REFERRED, handed_over_at=timezone.now())
    with pytest.raises(Refused, match="Alle können ihn lesen"):
        actions.transition(proposal=proposal, verb="decide", by=clara)


def test_two_who_press_at_once_make_one_step(proposal, ben):
    stale = Proposal.objects.get(pk=proposal.pk)
    actions.transition(proposal=proposal, verb="release", by=ben)
    with pytest.raises(Refused):
        actions.decline(proposal=stale, by=ben, rule="advertising")


def test_what_was_given_back_can_be_sent_again(proposal, ben, tradeoff):
    actions.transition(proposal=proposal, verb="return", by=ben, reason="Bitte ohne Namen.")
    assert proposal.state == State.DRAFT
    actions.resubmit(proposal=proposal, title="Ein Windrad ohne Namen", what="Wie gehabt.", why="", tradeoff=tradeoff)
    assert (proposal.state, proposal.title) == (State.SUBMITTED, "Ein Windrad ohne Namen")
    with pytest.raises(Refused):
        actions.resubmit(proposal=proposal, title="Noch einmal geändert", what="x", why="", tradeoff=tradeoff)


def test_the_end_hands_over_what_was_released_and_nothing_else(released, write, make_phone, workshop):
    waiting = write(make_phone(), title="Wartet noch auf Ben").proposal
    END_ACTIONS["proposals"](workshop)
    released.refresh_from_db()
    waiting.refresh_from_db()
    assert released.is_public and released.answer_by
    assert waiting.state == State.SUBMITTED and not waiting.is_public
    assert list(Proposal.objects.public()) == [released]


def test_released_after_the_end_is_handed_over_at_once(proposal, workshop, ben):
    Workshop.objects.filter(pk=workshop.pk).update(state=Workshop.State.ENDED, ended_at=timezone.now())
    actions.transition(proposal=proposal, verb="release", by=ben)
    assert proposal.is_public and proposal.answer_by == timezone.localdate() + timedelta(days=28)


def test_the_municipality_says_how_long_an_answer_takes(released, workshop, town):
    type(town).objects.filter(pk=town.pk).update(answer_days=14)
    actions.hand_over(workshop)
    released.refresh_from_db()
    assert released.answer_by == timezone.localdate() + timedelta(days=14)


# -- the answer -------------------------------------------------------------------
def test_an_answer_takes_two_steps(handed_over, clara):
    response = actions.draft_response(proposal=handed_over, by=clara, verdict="rejected", reason="Das darf die Gemeinde nicht.")
    handed_over.refresh_from_db()
    assert handed_over.state == State.PUBLISHED and not response.is_published
    response = actions.publish_response(proposal=handed_over, by=clara)
    assert handed_over.state == State.ANSWERED and response.is_published and response.author == clara
    with pytest.raises(Refused):
        actions.publish_response(proposal=handed_over, by=clara)
    with pytest.raises(Refused):
        actions.draft_response(proposal=handed_over, by=clara, verdict="accepted", reason="Doch.")


def test_an_answer_needs_a_reason_and_a_yes_needs_who_and_when(handed_over, clara):
    actions.draft_response(proposal=handed_over, by=clara, verdict="partly", reason=" ")
    with pytest.raises(Refused):
        actions.publish_response(proposal=handed_over, by=clara)
    actions.draft_response(proposal=handed_over, by=clara, verdict="accepted", reason="Gute Idee.")
    with pytest.raises(Refused):
        actions.publish_response(proposal=handed_over, by=clara)
    actions.draft_response(proposal=handed_over, by=clara, verdict="accepted", reason="Gute Idee.", who="Bauamt", by_when=date(2027, 3, 31))
    assert actions.publish_response(proposal=handed_over, by=clara).is_published


def test_only_the_town_hall_answers_and_only_what_it_was_given(released, handed_over, ben, dev, clara, write, make_phone):
    for user in (ben, dev):
        with pytest.raises(Refused):
            actions.draft_response(proposal=handed_over, by=user, verdict="partly", reason="Hm.")
    assert not Response.objects.exists()


def test_a_rejected_proposal_is_not_built_unless_the_council_says_so(handed_over, clara):
    answer(handed_over, clara, verdict="rejected")
    with pytest.raises(Refused):
        actions.transition(proposal=handed_over, verb="start", by=clara)
    actions.transition(proposal=handed_over, verb="refer", by=clara)
    actions.transition(proposal=handed_over, verb="decide", by=clara, reason="Der Rat will es doch.")
    actions.transition(proposal=handed_over, verb="start", by=clara)
    assert handed_over.state == State.IN_IMPLEMENTATION


# -- supports ---------------------------------------------------------------------
def test_one_phone_supports_once_and_never_below_nothing(released, amina, make_phone):
    eule = make_phone()
    for phone in (amina, amina, eule):
        actions.support(identity=phone, proposal_id=released.pk)
    assert supports_of([released])[released.pk].room == 2
    for _again in range(3):
        actions.support(identity=amina, proposal_id=released.pk, on=False)
    assert supports_of([released])[released.pk].room == 1


def test_a_support_is_a_key_and_a_place(released, amina):
    actions.support(identity=amina, proposal_id=released.pk)
    assert {field.column for field in Support._meta.concrete_fields if field.column} == {"proposal_id", "key", "place"}
    assert bytes(Support.objects.get().key) == amina.key("support", released.uuid)


def test_keys_of_two_proposals_have_nothing_in_common(released, write, make_phone, amina, ben):
    other = write(make_phone(), title="Erst die Dächer").proposal
    actions.transition(proposal=other, verb="release", by=ben)
    for proposal in (released, other):
        actions.support(identity=amina, proposal_id=proposal.pk)
    keys = {bytes(key) for key in Support.objects.values_list("key", flat=True)} | {bytes(released.owner), bytes(released.receipt_digest)}
    assert len(keys) == 4


def test_only_what_the_room_sees_can_be_supported(proposal, amina, make_phone, workshop):
    with pytest.raises(Refused):
        actions.support(identity=amina, proposal_id=proposal.pk)
    with pytest.raises(Refused):
        actions.support(identity=amina, proposal_id=999_999)


def test_no_support_from_another_room_or_a_removed_phone(released, amina, workshop, make_phone):
    foreign = type(amina)("another-room", amina.id, amina.secret)
    with pytest.raises(Refused):
        actions.support(identity=foreign, proposal_id=released.pk)
    workshop.participants.filter(pk=amina.id).update(is_removed=True)
    with pytest.raises(Refused):
        actions.support(identity=amina, proposal_id=released.pk)


def test_room_and_public_page_are_counted_apart(handed_over, amina):
    actions.support(identity=amina, proposal_id=handed_over.pk)
    for secret in (b"1" * 32, b"1" * 32, b"2" * 32):
        actions.support_publicly(secret=secret, proposal=handed_over)
    counts = supports_of([handed_over])[handed_over.pk]
    assert (counts.room, counts.public, counts.total) == (1, 2, 3)
