"""The public page of the rules counts what each kept out, and points at nobody."""

import re

import pytest

from participation.discussion import actions
from participation.discussion.models import Decision
from participation.proposals.models import DeclinedBefore, Declining, Proposal
from participation.proposals.moderation_rules import ModerationRule

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(page, town):
    """said() → what the page says beside the first rule: of what was not released, and of what was taken down."""

    def read():
        row = re.search(r"<tr><th scope=.row.>.*?</tr>", page(None, "moderation", town.slug), re.DOTALL)[0]
        return tuple(" ".join(cell.split()) for cell in re.findall(r'<td class="number"[^>]*>(.*?)</td>', row, re.DOTALL))

    return read


@pytest.fixture
def keep_out(make_proposal):
    """keep_out(3) → so many proposals more that were not released, by the first rule."""

    def make(number, **workshop):
        for _time in range(number):
            proposal = make_proposal("Mit dem Namen eines Nachbarn", state="declined", handed_over_at=None)
            Declining.objects.create(proposal=proposal, rule=ModerationRule.PERSONAL)

    return make


def test_one_list_of_rules_for_proposals_and_for_what_is_said():
    assert Decision._meta.get_field("rule").choices == Declining._meta.get_field("rule").choices == ModerationRule.choices


def test_below_five_nobody_learns_whether_there_was_one(keep_out, said):
    assert said() == ("weniger als 5", "0")
    keep_out(4)
    assert said() == ("weniger als 5", "0")


def test_then_it_rises_in_steps_of_five(keep_out, said):
    keep_out(9)
    assert said() == ("mindestens 5", "0")
    keep_out(1)
    assert said() == ("mindestens 10", "0")


def test_replies_and_what_is_deleted_count_and_rehearsals_do_not(keep_out, said, ben, reply, town):
    keep_out(3)
    actions.decide(contribution=reply, by=ben, verb="decline", rule=ModerationRule.PERSONAL)
    DeclinedBefore.objects.create(municipality=town, rule=ModerationRule.PERSONAL, number=1)
    assert said() == ("mindestens 5", "0")
    type(reply.proposal.workshop).objects.filter(proposals__in=Proposal.objects.filter(state="declined")).update(is_rehearsal=True)
    assert said() == ("weniger als 5", "0")


def test_what_is_taken_down_in_public_is_counted_exactly(said, ben, emil, proposal):
    comment = actions.say(proposal=proposal, by=emil, kind="comment", text="Frau Kern wohnt in der Gasse 3.")
    actions.decide(contribution=comment, by=ben, verb="take_down", rule=ModerationRule.PERSONAL)
    assert said() == ("weniger als 5", "1")
