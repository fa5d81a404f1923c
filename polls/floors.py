"""The smallest numbers of which anything may be shown (docs/privacy.md). `disclosure.py` says where each of them holds."""

ROOM_FLOOR = 5  # ballots, before the room sees a result
PUBLIC_FLOOR = 10  # ballots, before anybody outside the room sees one
PAIR_FLOOR = 10  # people who answered both times, before anybody sees how they moved
