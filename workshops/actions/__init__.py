"""What facilitators and participants do: the only code of this app that writes."""

from .besides import add_time, remove_participant, set_big_code, set_curtain, set_lock, set_theme, set_timer
from .forgetting import forget, forget_participants, to_forget
from .joining import Joined, door, erase_participant, join
from .preparing import add_item, create_workshop, move_item, remove_item, update_item, update_workshop
from .steps import UNDO_SECONDS, end_workshop, following, go_back, go_to, in_order, next_step, skip, turn_of, undo_step
from .tradeoffs import adopt_tradeoff, write_tradeoff

__all__ = [
    "UNDO_SECONDS",
    "Joined",
    "add_item",
    "add_time",
    "adopt_tradeoff",
    "create_workshop",
    "door",
    "end_workshop",
    "erase_participant",
    "following",
    "forget",
    "forget_participants",
    "go_back",
    "go_to",
    "in_order",
    "join",
    "move_item",
    "next_step",
    "remove_item",
    "remove_participant",
    "set_big_code",
    "set_curtain",
    "set_lock",
    "set_theme",
    "set_timer",
    "skip",
    "to_forget",
    "turn_of",
    "undo_step",
    "update_item",
    "update_workshop",
    "write_tradeoff",
]
