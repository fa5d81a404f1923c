"""Feeds (Atom, RFC 4287) and the authors' calendar. They have days and no times, and no link in them can act."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from participation.accounts.models import Municipality
from participation.calendar_files import Entry, calendar_file
from participation.proposals.models import Offer, Proposal
from participation.proposals.queries import lead_of, public_proposals
from participation.texts import for_files, isolated
from workshops.models import Workshop

from .news import News, answers_of, news_of, news_of_workshop
from .subjects import FollowedWorkshop

ANSWERS = 30  # in the feed of a town
BEFORE_ALL = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # when a feed without entries was changed


@dataclass(frozen=True, slots=True)
class _Line:
    """One entry of a feed: a title, news, and the page that says more."""

    title: str
    news: News
    page: str


class _Feed(Atom1Feed):
    def latest_post_date(self) -> dt.datetime:
        """A feed without entries does not change with the clock, else no reader could keep it."""
        return super().latest_post_date() if self.items else BEFORE_ALL


def feed_of_proposal(proposal: Proposal, *, address: str) -> str:
    """The public feed of a proposal. `address` is its own path."""
    page = _page_of(proposal)
    return _atom(proposal.title, proposal.uuid, address, page, proposal.municipality, _lines(news_of(proposal), page))


def feed_of_authors(proposal: Proposal, *, address: str) -> str:
    """The feed that belongs to a private link. It leads to the public page, never to the private link."""
    lead = lead_of(proposal)
    page = _page_of(lead) if lead.is_public else settings.BASE_URL + reverse("home")
    lines = _lines(news_of(proposal, for_authors=True), page)
    return _atom(proposal.title or _("Your proposal"), uuid.uuid5(proposal.uuid, "authors"), address, page, proposal.municipality, lines)


def feed_of_workshop(workshop: Workshop, *, address: str) -> str:
    """The steps of all proposals of a workshop, and what is late. What was said about them is in their own feeds."""
    page = settings.BASE_URL + FollowedWorkshop(workshop).page
    lines = [
        _Line(f"{proposal.title if proposal.is_public else proposal.reference}: {news.title}", news, _page_of(proposal, page))
        for proposal, every in news_of_workshop(workshop, with_said=False)
        for news in every
    ]
    title = _("Proposals of the workshop “%(title)s”") % {"title": isolated(workshop.title)}
    return _atom(title, uuid.uuid5(uuid.NAMESPACE_URL, page), address, page, workshop.municipality, lines)


def feed_of_town(town: Municipality, *, address: str) -> str:
    """The latest answers of a town, with their corrections."""
    answered = public_proposals(town).filter(response__published_at__isnull=False).order_by("-response__published_at", "-pk")
    answered = answered.prefetch_related("events", "response__corrections")[:ANSWERS]
    lines = [_Line(f"{proposal.title}: {news.title}", news, _page_of(proposal)) for proposal in answered for news in answers_of(proposal)]
    page = settings.BASE_URL + reverse("municipality_status", args=[town.slug])
    title = _("Answers of the town hall: %(town)s") % {"town": town.name}
    return _atom(title, uuid.uuid5(uuid.NAMESPACE_URL, page), address, page, town, lines)


def _lines(news: Iterable[News], page: str) -> list[_Line]:
    return [_Line(each.title, each, page) for each in news]


def _page_of(proposal: Proposal, otherwise: str = "") -> str:
    """Its public page; `otherwise` if it has none any more."""
    return otherwise if otherwise and not proposal.is_public else settings.BASE_URL + reverse("proposal", args=[proposal.pk])


def _atom(title: str, feed_id: uuid.UUID, address: str, page: str, town: Municipality, lines: list[_Line]) -> str:
    """The feed as XML, the latest entry first."""
    feed = _Feed(
        for_files(title),
        page,
        description="",
        language=get_language(),
        author_name=for_files(town.name),
        feed_url=f"{settings.BASE_URL}{address}?lang={get_language()}",
        feed_guid=feed_id.urn,
    )
    for line in sorted(lines, key=lambda line: line.news.day, reverse=True):
        feed.add_item(
            for_files(line.title),
            line.page,
            linebreaks(for_files(line.news.text), autoescape=True),
            unique_id=line.news.id.urn,
            pubdate=_midnight(line.news.day),
            updateddate=_midnight(max(line.news.day, line.news.changed or line.news.day)),
        )
    return feed.writeString("utf-8")


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


# -- The authors' calendar ----------------------------------------------------------------
def calendar_of_authors(proposal: Proposal) -> bytes | None:
    """What the town hall has promised until when, and until when the authors can say something. None before the hand-over."""
    lead = lead_of(proposal)
    if not lead.is_public or lead.answer_by is None:
        return None
    stamp = _midnight(timezone.localdate(lead.state_since))
    return calendar_file(
        [
            Entry(uid=uuid.uuid5(lead.uuid, name).urn, stamp=stamp, starts=day, title=title, about=_about(lead), address=_page_of(lead))
            for name, day, title in _dates(lead)
        ],
        about="Proposals",
    )


def _about(lead: Proposal) -> str:
    return f"{lead.title}\n{_page_of(lead)}"


def _dates(lead: Proposal) -> list[tuple[str, dt.date, str]]:
    """(a name for the id, the day, what is promised) of everything with a day."""
    assert lead.answer_by
    dates = [("answer", lead.answer_by, _("The town hall has promised its answer by today"))]
    dates += [
        (f"offer {offer.pk}", offer.open_until, _("Until today you can say whether the other wording is all right"))
        for offer in lead.offers.filter(outcome=Offer.Outcome.OPEN)
    ]
    response = getattr(lead, "response", None)
    if response and response.is_published and response.by_when:
        dates.append(("promise", response.by_when, _("The town hall wants to have done it by today")))
    return dates + [(f"milestone {one.pk}", one.by_when, one.what) for one in lead.milestones.all()]
