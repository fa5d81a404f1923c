"""Everything of which followers are told, made to happen by the real actions."""

from datetime import timedelta

from django.utils import timezone

from participation.discussion.actions import decide, reply, say
from participation.proposals import actions
from participation.proposals.models import Milestone, Proposal

from .conftest import publish_answer

BY_WHEN = timedelta(days=9)


class Town:
    """What the cast does about one proposal. A method of each kind does what has to come before it, too."""

    def __init__(self, proposal, other, clara, olga, emil):
        self.proposal, self.other, self.clara, self.olga, self.emil = proposal, other, clara, olga, emil
        self.named = {"proposal": proposal, "by": clara}

    def step(self, verb, reason=""):
        actions.transition(**self.named, verb=verb, reason=reason)

    # -- the answer --
    def answer(self):
        publish_answer(self.proposal, self.clara)

    def correct(self):
        self.answer()
        words = {"reason": "Der Bus fährt ab März.", "english": "", "who": "Hauptamt", "by_when": timezone.localdate(), "cost": ""}
        actions.correct_response(**self.named, why="Ein Datum fehlte.", seen=self.proposal.response.fingerprint, **words)

    def agree(self):
        day = timezone.localdate() + BY_WHEN
        words = {"reason": "Ein Bus ist zu teuer.", "wording": "Ein Ruftaxi.", "who": "Hauptamt", "by_when": day, "open_until": day}
        actions.draft_response(**self.named, verdict="changed", **words)
        actions.publish_response(**self.named)
        actions.decide_offer(proposal=self.proposal, agrees=True)

    def late(self):
        Proposal.objects.filter(pk=self.proposal.pk).update(answer_by=timezone.localdate() - timedelta(days=1))

    # -- milestones --
    def plan(self):
        self.answer()
        return actions.plan_milestone(**self.named, what="Fahrplan", who="Hauptamt", by_when=timezone.localdate() + BY_WHEN)

    def achieve(self):
        actions.achieve_milestone(**self.named, milestone=self.plan().pk)

    def drop(self):
        actions.drop_milestone(**self.named, milestone=self.plan().pk, reason="Zu teuer.")

    def late_milestone(self):
        Milestone.objects.filter(pk=self.plan().pk).update(by_when=timezone.localdate() - timedelta(days=1))

    # -- council and work --
    def refer(self):
        self.answer()
        self.step("refer")

    def decide(self):
        self.refer()
        self.step("decide", "Einstimmig.")

    def start(self):
        self.answer()
        self.step("start")

    def finish(self):
        self.start()
        self.step("finish", "Er fährt.")

    # -- merging --
    def merge(self):
        actions.merge(**self.named, into=self.other, reason="Beide wollen einen Bus.")

    def unmerge(self):
        self.merge()
        self.step("unmerge", "Doch nicht dasselbe.")

    def leave(self):
        self.merge()
        actions.leave(proposal=self.proposal)

    def part(self):
        self.merge()
        actions.transition(proposal=self.other, verb="withdraw", by="author")

    # -- what is said --
    def comment(self):
        say(proposal=self.proposal, by=self.emil, kind="comment", text="Das haben wir lange gewollt.")

    def question(self):
        return say(**self.named, kind="question", text="Auch am Samstag?")

    def reply(self):
        decide(contribution=reply(proposal=self.proposal, question=self.question(), text="Ja."), by=self.olga, verb="release")
