"""The mails to followers, in the language in which they began to follow. They are short: the page says the rest."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from participation.accounts.mail import headers_of
from participation.texts import isolated, one_line

from . import sealing
from .models import Follower
from .subjects import FollowedWorkshop, Group, Subject


def confirmation(subject: Subject, wish: sealing.Wish, *, is_sent: bool) -> EmailMessage:
    """The mail with the link that confirms the wish. Unless `is_sent` it has no recipient, so that the same work is done."""
    with translation.override(wish.language):
        link = settings.BASE_URL + reverse("follow_confirm", args=[sealing.confirmation_token(wish)])
        body = render_to_string("following/confirm.txt", {"subject": subject, "workshop": wish.workshop, "link": link})
        title = _("Follow “%(title)s”?") % {"title": isolated(subject.title)}
    return EmailMessage(one_line(title), body, to=[wish.address] if is_sent else [], headers={"Auto-Submitted": "auto-generated"})


def news(subject: Subject, follower: Follower, address: str, groups: Sequence[Group], *, goes_on: bool) -> EmailMessage:
    """What is new since the last mail, in the active language. Unless it `goes_on` it was withdrawn, and its words are not repeated."""
    stop = settings.BASE_URL + reverse("follow_stop", args=[sealing.stop_token(bytes(follower.key))])
    context = {"subject": subject, "groups": groups, "goes_on": goes_on, "base": settings.BASE_URL, "stop": stop}
    if isinstance(subject, FollowedWorkshop) or goes_on:
        title = _("News about “%(title)s”") % {"title": isolated(subject.title)}
    else:
        title = _("Proposal %(number)s was withdrawn") % {"number": subject.proposal.reference}
    template = "following/news_of_workshop.txt" if isinstance(subject, FollowedWorkshop) else "following/news.txt"
    return EmailMessage(one_line(title), render_to_string(template, context), to=[address], headers=headers_of(stop=stop))
