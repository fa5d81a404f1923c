"""What the pages of a proposal need for feeds and for following."""

from django import template
from django.urls import reverse
from django.utils.translation import get_language

from participation.proposals.models import Proposal
from participation.proposals.receipts import reading_token

register = template.Library()


@register.simple_tag
def authors_address(name: str, proposal: Proposal) -> str:
    """The path of the authors' feed or calendar, by its name in `urls`. It holds the reading token, not that of the private link."""
    token = reading_token(proposal.uuid, bytes(proposal.receipt_digest))
    return f"{reverse(name, args=[proposal.pk, token])}?lang={get_language()}"
