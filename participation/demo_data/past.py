"""Creates past workshops by the real actions: people join, vote, propose and support."""

from datetime import timedelta

from participation.accounts.models import User
from participation.documentation.actions import publish
from participation.documentation.article import PUBLIC, Evening
from participation.documentation.forms import offered
from participation.live.database import writer
from participation.live.guards.identity import Identity, secret_of
from participation.proposals import actions as proposals
from participation.proposals import receipts
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
from .afterwards import Staff, live_on
from .clock import at


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
    live_on(workshop=workshop, written=written, staff=staff)


def private_link(*, workshop: Workshop, people: range, written: list[dict], title: str) -> str:
    """The token of the private link that a phone of `play` got for its proposal. It is computed as that phone computes it."""
    author = people[[words["title"] for words in written].index(title)]
    identity = Identity(workshop.room.slug, 0, secret_of(_nonce(workshop, author)))
    return receipts.receipt_of(identity, Proposal.objects.get(workshop=workshop, title=title).uuid)


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
    return join(workshop=workshop, nonce=_nonce(workshop, number)).identity


def _nonce(workshop: Workshop, number: int) -> str:
    return f"{workshop.tradeoff.slug} {number}"


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
    """Store everybody's ballot in one commit, with the keys that the phones would make. Every reason is used once; words stay."""
    asked = {"kind": spec.kind, "options": spec.options}
    casts = []
    for person, identity in crowd:
        cleaned = kind_of(spec).clean(spec, person.answer(asked))
        key, owner = identity.key("ballot", spec.linkage), remarks.owner_key(identity, spec.uuid)
        own = tuple((side, unsaid[side].pop(0) if side else text) for side, text in cleaned.remarks if not side or unsaid.get(side))
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
        if why := words.get("declined"):
            proposals.decline(proposal=sent.proposal, by=facilitator, **why)
            proposals.appeal(proposal=sent.proposal)
            continue
        proposals.transition(proposal=sent.proposal, verb="release", by=facilitator)
        for supporter in identities[-words["supports"] :]:
            proposals.support(identity=supporter, proposal_id=sent.proposal.pk)
