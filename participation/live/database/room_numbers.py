"""A room's epoch and its two numbers, from which the revisions of its slots are made."""

from dataclasses import dataclass

from django.db import connection

from ..extensions import Slot


@dataclass(frozen=True, slots=True)
class RoomNumbers:
    """The row of a room: the epoch changes after a restore, the two numbers only rise."""

    epoch: str
    version: int
    counted: int

    def revision(self, slot: Slot) -> int:
        return {"version": self.version, "counted": self.counted, "both": self.version + self.counted}[slot.follows]


def read_numbers(slugs: list[str]) -> dict[str, RoomNumbers]:
    """The numbers of these rooms by slug; unknown rooms are left out."""
    marks = ", ".join(["%s"] * len(slugs))
    with connection.cursor() as cursor:  # plain SQL, because every rendering begins with this query
        cursor.execute(f"SELECT slug, epoch, version, counted FROM live_room WHERE slug IN ({marks})", slugs)
        return {slug: RoomNumbers(epoch, version, counted) for slug, epoch, version, counted in cursor.fetchall()}
