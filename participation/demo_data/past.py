"""Creates past workshops by the real actions: people join, vote, propose and support, and the town hall answers."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from participation.accounts.models import User
from participation.discussion import actions as discussion
from participation.discussion.models import Contribution
from participation.documentation.actions import publish
from participation.documentation.article import PUBLIC, Evening
from participation.documentation.forms import offered
from participation.live.database import writer
from participation.live.guards.identity import Identity
from participation.proposals import actions as proposals
from participation.proposals.answers import WORDS
from participation.proposals.items import ProposalsItem
from participation.proposals.models import Proposal
from participation.simulation.opinions import Person
from polls import remarks, specs
from polls.actions import offer_lots
from polls.ballot_box import Cast, store
from polls.kinds import kind_of
from polls.models import Poll
from workshops.actions import join, next_step
from workshops.extensions import MODERATION_QUEUES
from workshops.models import Workshop

from .actions import date_polls
from .clock import at


@dataclass(frozen=True, slots=True)
class Staff:
    """The accounts that facilitate and that answer proposals."""

    facilitator: User
    officer: User
    mayor: User


def play(*, workshop: Workshop, people: range, reasons: dict[str, list[str]], written: list[dict], staff: Staff) -> None:
    """Run the whole workshop, then the steps of the town hall since. Each number in `people` is a phone and the seed of its person."""
    moment, unsaid = workshop.starts_at, {side: list(said) for side, said in reasons.items()}
    with at(moment):
        crowd = [(Person(number), _join(workshop, number)) for number in people]
    while workshop.state != Workshop.State.ENDED:
        with at(moment):
            workshop = next_step(workshop=workshop, revision=workshop.step, by=staff.facilitator)
            minutes = _take_part(workshop, crowd, unsaid, written, staff.facilitator)
        moment += timedelta(minutes=minutes)
    date_polls(workshop=workshop)
    for story in written:
        proposal = Proposal.objects.get(workshop=workshop, title=story["title"])
        for step in story["then"]:
            with at(workshop.ended_at + timedelta(days=step["after"])):
                _move_on(proposal, step, staff)
        for said in story.get("said", []):
            with at(workshop.ended_at + timedelta(days=said["after"])):
                _say(proposal, said, staff)


def publish_page(*, workshop: Workshop, introduction: dict[str, str], staff: Staff) -> None:
    """Publish the page of an evening two days after it, with two reasons from each end of every question that has some."""
    workshop.refresh_from_db()
    chosen = []
    for _result, said in offered(Evening(workshop, PUBLIC)):
        for side in ("a", "b"):
            chosen += [remark.pk for remark in said if remark.side == side][:2]
    with at(workshop.ended_at + timedelta(days=2)):
        publish(workshop=workshop, by=staff.facilitator, introduction=introduction, partners=workshop.partners, reasons=chosen)


def _join(workshop: Workshop, number: int) -> Identity:
    return join(workshop=workshop, nonce=f"{workshop.tradeoff.slug} {number}").identity


def _take_part(workshop: Workshop, crowd, unsaid: dict[str, list[str]], written: list[dict], facilitator: User) -> int:
    """What participants do after a press of the main button. Returns how many minutes that takes."""
    item = workshop.item
    if item is None:
        return 0
    poll = item.polls.last()
    if poll and poll.state != Poll.State.OPEN:
        return 1
    if poll:
        _vote(specs.load([poll.pk])[poll.pk], crowd, unsaid)
        _release_remarks(workshop, facilitator)
    elif item.kind == ProposalsItem.slug:
        _propose(workshop, [identity for _person, identity in crowd], written, facilitator)
    return item.minutes


def _vote(spec: specs.Spec, crowd, unsaid: dict[str, list[str]]) -> None:
    """Store everybody's ballot in one commit, with the keys that the phones would make. Every reason is used once."""
    asked = {"kind": spec.kind, "options": spec.options}
    casts = []
    for person, identity in crowd:
        cleaned = kind_of(spec).clean(spec, person.answer(asked))
        key, owner = identity.key("ballot", spec.linkage), remarks.owner_key(identity, spec.uuid)
        own = tuple((side, unsaid[side].pop(0)) for side, _text in cleaned.remarks if unsaid.get(side))
        casts.append(Cast(spec=spec, key=key, owner=owner, seq=1, answer=cleaned.answer, remarks=own))
    writer.call(lambda: store(casts))


def _release_remarks(workshop: Workshop, facilitator: User) -> None:
    offer_lots([workshop.room.slug])
    for lane in MODERATION_QUEUES.values():
        for waiting in lane.waiting(workshop):
            lane.decide(workshop=workshop, id=waiting.id, seen=waiting.seen, verb="release", by=facilitator)


def _propose(workshop: Workshop, identities: list[Identity], written: list[dict], facilitator: User) -> None:
    for author, words in zip(identities, written, strict=False):
        sent = proposals.create(
            identity=author, workshop=workshop, nonce=words["title"], title=words["title"], what=words["what"], why=words["why"]
        )
        proposals.transition(proposal=sent.proposal, verb="release", by=facilitator)
        for supporter in identities[-words["supports"] :]:
            proposals.support(identity=supporter, proposal_id=sent.proposal.pk)


def _move_on(proposal: Proposal, step: dict, staff: Staff) -> None:
    match step["verb"]:
        case "answer":
            _answer(proposal, step, staff)
        case "correct":
            response = proposal.response
            words = {name: getattr(response, name) for name in WORDS} | step["words"]
            proposals.correct_response(proposal=proposal, by=staff.officer, why=step["why"], seen=response.fingerprint, **words)
        case "assess":
            proposals.assess(proposal=proposal, by=staff.officer, seen=proposals.assessment_seen(proposal), **step["found"])
        case "plan":
            by_when = timezone.localdate() + timedelta(days=step["days_to_do"])
            proposals.plan_milestone(proposal=proposal, by=staff.officer, what=step["what"], who=step["who"], by_when=by_when)
        case "achieve":
            milestone = proposal.milestones.get(what=step["what"])
            proposals.achieve_milestone(proposal=proposal, by=staff.officer, milestone=milestone.pk)
        case verb:
            proposals.transition(proposal=proposal, verb=verb, by=staff.officer, reason=step.get("reason", ""))


def _answer(proposal: Proposal, step: dict, staff: Staff) -> None:
    days = step.get("days_to_do")
    proposals.draft_response(
        proposal=proposal,
        by=staff.mayor,
        verdict=step["verdict"],
        reason=step["reason"],
        english=step.get("english", ""),
        who=step.get("who", ""),
        by_when=timezone.localdate() + timedelta(days=days) if days else None,
        cost=step.get("cost", ""),
    )
    proposals.publish_response(proposal=proposal, by=staff.mayor)


def _say(proposal: Proposal, said: dict, staff: Staff) -> None:
    """A contribution of Jonas or Clara, or a reply from the private link to the last question, which Ben releases."""
    if said["kind"] != "reply":
        by = staff.mayor if said["by"] == "mayor" else staff.officer
        discussion.say(proposal=proposal, by=by, kind=said["kind"], text=said["text"])
        return
    question = Contribution.objects.filter(proposal=proposal, kind="question").latest("at")
    reply = discussion.reply(proposal=proposal, question=question, text=said["text"])
    discussion.decide(contribution=reply, by=staff.facilitator, verb="release")
