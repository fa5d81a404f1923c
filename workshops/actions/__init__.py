"""What facilitators and participants do. Only this package writes to the tables of this app."""

from .announcing import LATE_START, announce, withdraw
from .composing import MOST_ITEMS, compose_workshop, copy_workshop, import_workshop
from .erasing import erase_participant
from .forgetting import forget, forget_participants, to_forget
from .joining import Joined, Waits, door, join, let_in, opens_later, recount_people, send_out_arrivals, send_out_here
from .loading import dump_agenda, load_agenda
from .preparing import add_item, create_workshop, move_item, remove_item, restore_item, update_item, update_workshop
from .rehearsing import clear_rehearsal, rehearse
from .side_actions import add_time, remove_participant, set_big_code, set_curtain, set_lock, set_theme, set_timer
from .steps import (
    MOVES,
    UNDO_SECONDS,
    Unread,
    announce_end,
    end_due,
    end_workshop,
    following,
    go_back,
    go_to,
    in_order,
    is_last_step,
    next_step,
    skip,
    turn_of,
    undo_step,
)
from .tradeoffs import adopt_tradeoff, write_tradeoff

__all__ = [
    "LATE_START",
    "MOST_ITEMS",
    "MOVES",
    "UNDO_SECONDS",
    "Joined",
    "Unread",
    "Waits",
    "add_item",
    "add_time",
    "adopt_tradeoff",
    "announce",
    "announce_end",
    "clear_rehearsal",
    "compose_workshop",
    "copy_workshop",
    "create_workshop",
    "door",
    "dump_agenda",
    "end_due",
    "end_workshop",
    "erase_participant",
    "following",
    "forget",
    "forget_participants",
    "go_back",
    "go_to",
    "import_workshop",
    "in_order",
    "is_last_step",
    "join",
    "let_in",
    "load_agenda",
    "opens_later",
    "move_item",
    "next_step",
    "recount_people",
    "rehearse",
    "remove_item",
    "remove_participant",
    "send_out_arrivals",
    "send_out_here",
    "restore_item",
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
    "withdraw",
    "write_tradeoff",
]
