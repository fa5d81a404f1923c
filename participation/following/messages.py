"""The mails to followers, in the language in which they began to follow. They are short: the page says the rest."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from participation.proposals.models import Proposal
from participation.texts import isolated

from . import sealing
from .models import Follower
from .news import News

AUTOMATIC = {"Auto-Submitted": "auto-generated"}


def confirmation(proposal: Proposal, wish: sealing.Wish, *, is_sent: bool) -> EmailMessage:
    """The mail with the link that confirms the wish. Unless `is_sent` it has no recipient, so that the same work is done."""
    with translation.override(wish.language):
        link = settings.BASE_URL + reverse("follow_confirm", args=[sealing.confirmation_token(wish)])
        body = render_to_string("following/confirm.txt", {"proposal": proposal, "link": link})
        subject = _("Follow “%(title)s”?") % {"title": isolated(proposal.title)}
    return EmailMessage(subject, body, to=[wish.address] if is_sent else [], headers=AUTOMATIC)


def news(proposal: Proposal, follower: Follower, address: str, items: Sequence[News]) -> EmailMessage:
    """What is new since the last mail, in the active language. No items: the proposal was withdrawn, and its words are not repeated."""
    stop = settings.BASE_URL + reverse("follow_stop", args=[sealing.stop_token(bytes(follower.key))])
    page = settings.BASE_URL + reverse("proposal", args=[proposal.pk])
    context = {"proposal": proposal, "news": items, "page": page, "stop": stop}
    if items:
        subject = _("News about “%(title)s”") % {"title": isolated(proposal.title)}
    else:
        subject = _("Proposal %(number)s was withdrawn") % {"number": proposal.reference}
    headers = AUTOMATIC | {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return EmailMessage(subject, render_to_string("following/news.txt", context), to=[address], headers=headers)
