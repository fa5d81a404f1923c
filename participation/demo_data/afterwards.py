"""What became of the proposals of a past workshop, by the real actions: the town hall, the authors and readers, day by day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from participation.accounts.models import User
from participation.dashboard.answer_templates import TEMPLATES, AnswerTemplate
from participation.discussion import actions as discussion
from participation.discussion.models import Contribution
from participation.proposals import actions as proposals
from participation.proposals import receipts
from participation.proposals.answers import WORDS
from participation.proposals.gaps import GAP
from participation.proposals.models import Proposal
from workshops.models import Workshop

from .clock import at


@dataclass(frozen=True, slots=True)
class Staff:
    """The accounts that facilitate and that answer proposals."""

    facilitator: User
    officer: User
    mayor: User


def live_on(*, workshop: Workshop, written: list[dict], staff: Staff) -> None:
    """Take every step of every proposal on its day, across proposals in the order of the days."""
    steps = [(step["after"], story["title"], step) for story in written for step in [*story.get("then", []), *story.get("said", [])]]
    for after, title, step in sorted(steps, key=lambda each: each[0]):
        proposal = Proposal.objects.get(workshop=workshop, title=title)
        with at(workshop.ended_at + timedelta(days=after)):
            if "kind" in step:
                _say(proposal, step, staff)
            else:
                STEPS.get(step["verb"], _transition)(proposal, step, staff)


# -- the town hall ----------------------------------------------------------------
def _transition(proposal: Proposal, step: dict, staff: Staff) -> None:
    proposals.transition(proposal=proposal, verb=step["verb"], by=staff.officer, reason=step.get("reason", ""))


def _answer(proposal: Proposal, step: dict, staff: Staff) -> None:
    """Draft and publish an answer; "yes, if changed" is offered to the authors."""
    proposals.draft_response(
        proposal=proposal,
        by=staff.mayor,
        verdict=step["verdict"],
        reason=step["reason"],
        english=step.get("english", ""),
        who=step.get("who", ""),
        by_when=_in_days(step.get("days_to_do")),
        cost=step.get("cost", ""),
        wording=step.get("wording", ""),
        open_until=_in_days(step.get("days_open")),
    )
    proposals.publish_response(proposal=proposal, by=staff.mayor)


def _draft(proposal: Proposal, step: dict, staff: Staff) -> None:
    """Save the draft of an answer that begins with a template. Of its gaps only the first ones are filled, so it can't be published yet."""
    template = next(each for each in TEMPLATES if each.slug == step["template"])
    words = {field: _filled(template, field, facts) for field, facts in step["facts"].items()}
    who, by_when = step.get("who", ""), _in_days(step.get("days_to_do"))
    proposals.draft_response(proposal=proposal, by=staff.officer, verdict=template.verdict, who=who, by_when=by_when, **words)


def _filled(template: AnswerTemplate, field: str, facts: list[str]) -> str:
    words = template.words_for(field)
    for fact in facts:
        words = words.replace(GAP, fact, 1)
    return words


def _in_days(days: int | None):
    return timezone.localdate() + timedelta(days=days) if days else None


def _correct(proposal: Proposal, step: dict, staff: Staff) -> None:
    response = proposal.response
    words = {name: getattr(response, name) for name in WORDS} | step["words"]
    proposals.correct_response(proposal=proposal, by=staff.officer, why=step["why"], seen=response.fingerprint, **words)


def _assess(proposal: Proposal, step: dict, staff: Staff) -> None:
    found = step["found"] | {"assigned_to": staff.officer}
    proposals.assess(proposal=proposal, by=staff.officer, seen=proposals.assessment_seen(proposal), **found)


def _plan(proposal: Proposal, step: dict, staff: Staff) -> None:
    by_when = _in_days(step["days_to_do"])
    proposals.plan_milestone(proposal=proposal, by=staff.officer, what=step["what"], who=step["who"], by_when=by_when)


def _achieve(proposal: Proposal, step: dict, staff: Staff) -> None:
    milestone = proposal.milestones.get(what=step["what"])
    proposals.achieve_milestone(proposal=proposal, by=staff.officer, milestone=milestone.pk, finish=step.get("finish", ""))


def _merge(proposal: Proposal, step: dict, staff: Staff) -> None:
    into = Proposal.objects.get(workshop=proposal.workshop, title=step["into"])
    proposals.merge(proposal=proposal, into=into, by=staff.officer, reason=step["reason"])


# -- authors and readers -------------------------------------------------------------
def _agree(proposal: Proposal, step: dict, staff: Staff) -> None:
    proposals.decide_offer(proposal=proposal, agrees=True)


def _leave(proposal: Proposal, step: dict, staff: Staff) -> None:
    proposals.leave(proposal=proposal)


def _rate(proposal: Proposal, step: dict, staff: Staff) -> None:
    """One browser for each pair of (understood, helps)."""
    for number, (understood, helps) in enumerate(step["ratings"]):
        key = receipts.public_rating_key(bytes([number]) * 32, proposal.uuid)
        proposals.rate(proposal=proposal, key=key, understood=understood, helps=helps)


def _say(proposal: Proposal, said: dict, staff: Staff) -> None:
    """A contribution of Jonas or Clara, or a reply from the private link to the last question, which Ben reads unless it `waits`."""
    if said["kind"] != "reply":
        by = staff.mayor if said["by"] == "mayor" else staff.officer
        discussion.say(proposal=proposal, by=by, kind=said["kind"], text=said["text"])
        return
    question = Contribution.objects.filter(proposal=proposal, kind="question").latest("at")
    reply = discussion.reply(proposal=proposal, question=question, text=said["text"])
    if rule := said.get("decline"):
        discussion.decide(contribution=reply, by=staff.facilitator, verb="decline", rule=rule, reason=said["why"])
    elif not said.get("waits"):
        discussion.decide(contribution=reply, by=staff.facilitator, verb="release")


STEPS: dict[str, Callable[[Proposal, dict, Staff], None]] = {
    "answer": _answer,
    "draft": _draft,
    "correct": _correct,
    "assess": _assess,
    "plan": _plan,
    "achieve": _achieve,
    "merge": _merge,
    "agree": _agree,
    "leave": _leave,
    "rate": _rate,
}
