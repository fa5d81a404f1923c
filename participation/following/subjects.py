"""What can be followed: one proposal, or a workshop, which stands for all its proposals."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from participation.accounts.models import Municipality
from participation.documentation.models import Publication
from participation.proposals.models import Proposal, State
from workshops.models import Workshop

from .news import News, news_of, news_of_workshop


@dataclass(frozen=True, slots=True)
class Group:
    """News of one proposal. Of a withdrawn one neither its title is repeated nor its page shown."""

    title: str
    page: str
    news: list[News]


@dataclass(frozen=True, slots=True)
class FollowedProposal:
    """One proposal."""

    proposal: Proposal

    @property
    def workshop(self) -> Workshop:
        return self.proposal.workshop

    @property
    def name(self) -> str:
        """What tells it from all others, for keys."""
        return str(self.proposal.pk)

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of its followers."""
        return {"proposal": self.proposal}

    @property
    def title(self) -> str:
        return self.proposal.title

    @property
    def municipality(self) -> Municipality:
        return self.proposal.municipality

    @property
    def page(self) -> str:
        return page_of(self.proposal)

    @property
    def address(self) -> str:
        """Where its form is sent to."""
        return reverse("follow", args=[self.proposal.pk])

    @property
    def goes_on(self) -> bool:
        """Whether there can be news of it."""
        return self.proposal.is_public

    @property
    def may_be_followed(self) -> bool:
        return self.goes_on and self.proposal.state != State.MERGED

    def covering(self) -> list[str]:
        """The names of what covers it: whoever follows that hears of it already."""
        return [FollowedWorkshop(self.proposal.workshop).name]

    def covered(self) -> list[str]:
        """The names of what it covers."""
        return []

    def news(self) -> list[Group]:
        """All its news, in the active language."""
        return [Group(self.title, self.page, news_of(self.proposal))] if self.goes_on else []


@dataclass(frozen=True, slots=True)
class FollowedWorkshop:
    """All proposals of a workshop."""

    workshop: Workshop

    @property
    def name(self) -> str:
        return f"workshop {self.workshop.pk}"

    @property
    def columns(self) -> dict[str, Any]:
        return {"workshop": self.workshop}

    @property
    def title(self) -> str:
        return str(self.workshop.title)

    @property
    def municipality(self) -> Municipality:
        return self.workshop.municipality

    @property
    def page(self) -> str:
        if self.workshop.is_announced:
            return reverse("workshop", args=[self.municipality.slug, self.workshop.pk])
        return reverse("evening", args=[self.workshop.pk])

    @property
    def address(self) -> str:
        return reverse("follow_workshop", args=[self.municipality.slug, self.workshop.pk])

    @property
    def goes_on(self) -> bool:
        return Proposal.objects.public().filter(workshop=self.workshop).exists()

    @property
    def may_be_followed(self) -> bool:
        return workshops().filter(pk=self.workshop.pk).exists()

    def covering(self) -> list[str]:
        return []

    def covered(self) -> list[str]:
        return [str(pk) for pk in Proposal.objects.filter(workshop=self.workshop).values_list("pk", flat=True)]

    def news(self) -> list[Group]:
        found = news_of_workshop(self.workshop)
        return [
            Group(each.title, page_of(each), news) if each.is_public else Group(each.reference, "", news) for each, news in found if news
        ]


Subject = FollowedProposal | FollowedWorkshop


def page_of(proposal: Proposal) -> str:
    """The path of its public page."""
    return reverse("proposal", args=[proposal.pk])


def proposals() -> QuerySet[Proposal]:
    """The proposals that can be followed: they are public and go on by themselves."""
    return Proposal.objects.public().exclude(state=State.MERGED).select_related("municipality", "workshop")


def workshops() -> QuerySet[Workshop]:
    """The workshops that can be followed: the public knows of them and of their proposals."""
    known = Q(notice=Workshop.Notice.ANNOUNCED) | Q(publication__state=Publication.State.PUBLIC)
    handed_over = Exists(Proposal.objects.public().filter(workshop=OuterRef("pk")))
    return Workshop.objects.filter(known, handed_over, is_rehearsal=False).select_related("municipality", "tradeoff")


def subject_of(*, proposal: int | None, workshop: int | None) -> Subject | None:
    """The subject with one of these numbers; None if it is gone."""
    if workshop:
        found = Workshop.objects.select_related("municipality", "tradeoff").filter(pk=workshop).first()
        return FollowedWorkshop(found) if found else None
    related = ("municipality", "workshop", "response", "merged_into")
    one = Proposal.objects.select_related(*related).filter(pk=proposal or 0).first()
    return FollowedProposal(one) if one else None
