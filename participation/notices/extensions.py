"""What other apps add to the mail that staff get regularly. An app calls `add_finder` in its `AppConfig.ready()`."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from participation.proposals.models import Proposal

from .models import Kind


class Finder(Protocol):
    """Finds whom which proposals concern on a day."""

    def __call__(self, today: date, /) -> Iterable[tuple[int, Proposal]]:
        """Pairs of a user's id and a proposal, the most urgent first: only users with a role that counts in its municipality."""


FINDERS: dict[Kind, Finder] = {}


def add_finder(kind: Kind, find: Finder) -> None:
    """Tell everybody once of each proposal that `find` finds for them, in mail of this kind."""
    FINDERS[kind] = find
