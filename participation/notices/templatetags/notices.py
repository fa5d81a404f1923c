"""The form for mail on the account page."""

from django import template

from participation.accounts.models import User
from participation.notices.forms import NoticeForm

register = template.Library()


@register.simple_tag
def notice_form(user: User) -> NoticeForm:
    """What `user` gets by mail now."""
    return NoticeForm(user=user)
