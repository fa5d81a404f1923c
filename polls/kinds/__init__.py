"""The register of ways of asking. Adding one: docs/adding-a-kind.md."""

from .base import Cleaned, InvalidAnswer, Kind
from .points import Points
from .single_choice import SingleChoice
from .slider import Slider
from .words import Words

KINDS: dict[str, Kind] = {kind.slug: kind for kind in (Slider(), SingleChoice(), Points(), Words())}


def kind_of(poll) -> Kind:
    """The kind of a poll or spec."""
    return KINDS[poll.kind]


__all__ = ["KINDS", "Cleaned", "InvalidAnswer", "Kind", "kind_of"]
