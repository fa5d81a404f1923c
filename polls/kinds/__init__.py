"""All kinds of poll. docs/adding-a-kind.md explains how to add one."""

from .base import Asked, Cleaned, InvalidAnswer, Kind
from .budget import Budget
from .criteria import Criteria
from .dots import Dots
from .grid import Grid
from .knowledge import Knowledge
from .multiple_choice import MultipleChoice
from .pairwise import Pairwise
from .points import Points
from .ranking import Ranking
from .resistance import Resistance
from .single_choice import SingleChoice
from .slider import Slider
from .statements import Statements
from .words import Words

KINDS: dict[str, Kind] = {
    kind.slug: kind
    for kind in (
        Slider(),
        Grid(),
        SingleChoice(),
        MultipleChoice(),
        Dots(),
        Resistance(),
        Points(),
        Budget(),
        Ranking(),
        Criteria(),
        Pairwise(),
        Statements(),
        Knowledge(),
        Words(),
    )
}


def kind_of(poll: Asked) -> Kind:
    """The kind of a poll or spec. Raises KeyError if the kind does not exist."""
    return KINDS[poll.kind]


__all__ = ["KINDS", "Cleaned", "InvalidAnswer", "Kind", "kind_of"]
