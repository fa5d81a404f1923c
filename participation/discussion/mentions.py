"""Finds the colleagues whom a note mentions: "@Clara", or "@Clara Brandt" if there are two of that first name."""

import re

from django.utils.translation import gettext as _

from participation.accounts.models import User
from participation.accounts.rules import staff_of
from participation.proposals.models import Proposal
from participation.texts import isolated
from workshops.refused import Refused

MENTION = re.compile(r"(?<![\w.])@(\w[\w'’-]*(?: \w[\w'’-]*){0,3})")


def mentioned_in(text: str, proposal: Proposal) -> list[User]:
    """The colleagues in the text. Raises Refused for a name that nobody here has, and for one that several have."""
    found = MENTION.findall(text)
    if not found:
        return []
    known = list(staff_of([proposal.municipality_id]))
    return list(dict.fromkeys(_one(words, known, proposal) for words in found))


def _one(words: str, known: list[User], proposal: Proposal) -> User:
    parts = words.casefold().split()
    for length in range(len(parts), 0, -1):
        typed = " ".join(parts[:length])
        whole = [user for user in known if user.name.casefold() == typed]
        first = whole or [user for user in known if user.name.casefold().split()[:1] == [typed]]
        if len(first) == 1:
            return first[0]
        if first:
            raise Refused(_("Several colleagues are called %(name)s. Please write the whole name.") % {"name": isolated(words.split()[0])})
    raise Refused(
        _("Nobody called %(name)s reads the notes of %(town)s. Only colleagues of this municipality can be mentioned.")
        % {"name": isolated(words.split()[0]), "town": isolated(proposal.municipality.name)}
    )
