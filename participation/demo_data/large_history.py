"""What became of the proposals of a large invented town: their states, answers, steps and conversations, as rows that nobody has stored."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from participation.accounts.models import Municipality, User
from participation.discussion.models import Contribution, Decision, Kind, Report
from participation.ids import BITS
from participation.proposals.models import Assessment, Milestone, Proposal, ProposalEvent, Response, State
from participation.proposals.moderation_rules import ModerationRule
from workshops.models import Workshop

from .large_words import COMMENTS, NOTES, OFFICES, QUESTIONS, REASONS, REPLIES, WHATS, WHYS, Author

VERDICTS = {"accepted": 30, "partly": 27, "rejected": 43}
AFTER_A_YES = {
    State.IMPLEMENTED: ("start", "finish"),
    State.IN_IMPLEMENTATION: ("start",),
    State.REFERRED: ("refer",),
    State.DECIDED: ("refer", "decide"),
    State.ANSWERED: (),
}
SHARES = (45, 20, 5, 5, 25)  # of the states after a yes
WAITING = {State.PUBLISHED: (), State.ACKNOWLEDGED: ("acknowledge",), State.UNDER_REVIEW: ("acknowledge", "review")}
STEPS = {  # the state to which a step of these leads
    "acknowledge": State.ACKNOWLEDGED,
    "review": State.UNDER_REVIEW,
    "answer": State.ANSWERED,
    "refer": State.REFERRED,
    "decide": State.DECIDED,
    "start": State.IN_IMPLEMENTATION,
    "finish": State.IMPLEMENTED,
    "merge": State.MERGED,
}
SAID = {Kind.NOTE: 50, Kind.COMMENT: 20, Kind.QUESTION: 15, Kind.REPLY: 15}
WORDS_OF = {Kind.NOTE: NOTES, Kind.COMMENT: COMMENTS, Kind.QUESTION: QUESTIONS, Kind.REPLY: REPLIES}
UNREAD_DAYS = 25  # a reply that is older was released, declined, or has expired


@dataclass(slots=True)
class Rows:
    """Rows of several tables, in the order in which they refer to each other."""

    proposals: list[Proposal] = field(default_factory=list)
    events: list[ProposalEvent] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    contributions: list[Contribution] = field(default_factory=list)
    mentions: list[Any] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)


class Historian:
    """Makes the proposals of one town. The same `rng` makes the same town, as seen from `now`."""

    def __init__(self, rng: Random, town: Municipality, staff: list[User], now: datetime) -> None:
        self.rng, self.town, self.staff, self.now = rng, town, staff, now
        self.author = Author(rng, town.name)
        self.numbers: dict[int, int] = {}

    def _id(self) -> int:
        return self.rng.randrange(1, 2**BITS)

    def tell(self, rows: Rows, workshop: Workshop, said: int) -> Proposal:
        """Add one proposal of an ended workshop, what the town hall did since, and so many contributions."""
        rng, begun = self.rng, workshop.ended_at
        year = timezone.localdate(begun).year
        self.numbers[year] = self.numbers.get(year, 0) + 1
        proposal = Proposal(
            id=self._id(),
            municipality=self.town,
            workshop=workshop,
            tradeoff_id=workshop.tradeoff_id,
            year=year,
            number=self.numbers[year],
            title=self.author.title(),
            what=self.author.text(WHATS, 3),
            why=self.author.text(WHYS, 2),
            published_at=begun.replace(hour=0, minute=0),
            handed_over_at=begun,
            answer_by=timezone.localdate(begun) + timedelta(days=self.town.answer_days),
            receipt_digest=rng.randbytes(32),
            room_supports=int(rng.paretovariate(1.2)) % 40,
        )
        proposal.shown_supports = proposal.room_supports
        self._move(rows, proposal)
        rows.proposals.append(proposal)
        self._discuss(rows, proposal, said)
        return proposal

    def _move(self, rows: Rows, proposal: Proposal) -> None:
        """The steps since the hand-over. Most answers take three weeks, one in eight comes too late, a few never."""
        rng, age = self.rng, (self.now - proposal.handed_over_at).days
        lead = next((one for one in reversed(rows.proposals[-20:]) if one.workshop_id == proposal.workshop_id), None)
        days, fate = int(rng.gammavariate(4, 5)) + 1, rng.random()
        if fate < 0.04 and lead and lead.state != State.MERGED:
            proposal.merged_into = lead
            verbs, state = ("merge",), State.MERGED
        elif days >= age or fate > 0.995:
            (state,) = rng.choices(list(WAITING), (50, 25, 25))
            verbs, days = WAITING[state], min(days, age)
        else:
            verbs, state = self._answer(rows, proposal, days)
        proposal.state = state
        self._record(rows, proposal, ("submit", "release", "hand_over", *verbs), days)

    def _answer(self, rows: Rows, proposal: Proposal, days: int) -> tuple[tuple[str, ...], State]:
        rng, at = self.rng, proposal.handed_over_at + timedelta(days=days)
        (verdict,) = rng.choices(list(VERDICTS), list(VERDICTS.values()))
        yes, by_when = verdict == "accepted", timezone.localdate(at) + timedelta(days=rng.randrange(30, 400))
        words = {"reason": self.author.text(REASONS, 2), "who": rng.choice(OFFICES) if yes else "", "by_when": by_when if yes else None}
        signed = {"author": rng.choice(self.staff), "role": rng.choice(("officer", "mayor"))}
        answer = {"verdict": verdict, "state": Response.State.PUBLISHED, "published_at": at}
        rows.responses.append(Response(proposal=proposal, **answer, **words, **signed))
        proposal.date_answer(at)
        if rng.random() < 0.4:
            rows.assessments.append(Assessment(proposal=proposal, office=rng.choice(OFFICES), feasibility="conditions"))
        state = rng.choices(list(AFTER_A_YES), SHARES)[0] if yes else State.ANSWERED
        for _milestone in range(rng.randrange(3) if yes else 0):
            done = by_when if state == State.IMPLEMENTED and by_when <= self.now.date() else None
            words = {"what": f"{self.author.thing()} wird fertig", "who": rng.choice(OFFICES)}
            rows.milestones.append(Milestone(proposal=proposal, by_when=by_when, done_on=done, **words))
        return ("acknowledge", "answer", *AFTER_A_YES[state]), state

    def _record(self, rows: Rows, proposal: Proposal, verbs: tuple[str, ...], days: int) -> None:
        state, at = State.DRAFT, proposal.published_at
        for number, verb in enumerate(verbs, 1):
            before, state = state, State.SUBMITTED if verb == "submit" else STEPS.get(verb, State.PUBLISHED)
            if verb == "hand_over":
                at = proposal.handed_over_at
            elif verb in STEPS:
                at = proposal.handed_over_at + timedelta(days=days if verb != "acknowledge" else min(days, 2), minutes=number)
            role = {"submit": "author", "release": "facilitator", "hand_over": "system"}.get(verb, "officer")
            event = {"number": number, "verb": verb, "from_state": before, "to_state": state, "role": role, "at": at}
            rows.events.append(ProposalEvent(id=self._id(), proposal=proposal, **event))
        proposal.state_since = at

    # -- what was said ----------------------------------------------------------------
    def _discuss(self, rows: Rows, proposal: Proposal, said: int) -> None:
        rng, age = self.rng, (self.now - proposal.handed_over_at).days
        question = None
        for kind in rng.choices(list(SAID), list(SAID.values()), k=said):
            if kind == Kind.REPLY and question is None:
                kind = Kind.QUESTION
            at = proposal.handed_over_at + timedelta(days=rng.randrange(min(age, 60) + 1), minutes=rng.randrange(600))
            if kind == Kind.REPLY:
                self._reply(rows, proposal, question, max(at, question.at))
                continue
            one = self._contribution(proposal, kind, at, at=at, author=rng.choice(self.staff), role="officer")
            rows.contributions.append(one)
            if kind == Kind.QUESTION:
                question = one
            elif kind == Kind.NOTE and rng.random() < 0.3:
                self._mention(rows, one)
            elif kind == Kind.COMMENT and rng.random() < 0.001:
                rows.reports.append(Report(id=self._id(), contribution=one, day=one.day))

    def _contribution(self, proposal: Proposal, kind: Kind, moment: datetime, **fields: Any) -> Contribution:
        words = self.author.text(WORDS_OF[kind], 2)
        return Contribution(id=self._id(), proposal=proposal, kind=kind, text=words, day=timezone.localdate(moment), **fields)

    def _mention(self, rows: Rows, note: Contribution) -> None:
        colleague = self.rng.choice(self.staff)
        note.text = f"@{colleague.name} {note.text}"
        rows.mentions.append(Contribution.mentioned.through(contribution=note, user=colleague))

    def _reply(self, rows: Rows, proposal: Proposal, question: Contribution, moment: datetime) -> None:
        rng, reply = self.rng, self._contribution(proposal, Kind.REPLY, moment, question=question)
        rows.contributions.append(reply)
        if (self.now - moment).days < UNREAD_DAYS and rng.random() < 0.3:
            return
        (verb,) = rng.choices(("release", "decline", "expire"), (85, 10, 5))
        rule = rng.choice(ModerationRule.values) if verb == "decline" else ""
        by = None if verb == "expire" else rng.choice(self.staff)
        decided = {"verb": verb, "rule": rule, "by": by, "role": "officer" if by else "system", "at": moment + timedelta(days=1)}
        rows.decisions.append(Decision(id=self._id(), contribution=reply, **decided))
