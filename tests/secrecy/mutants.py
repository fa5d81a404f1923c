"""The rule of secrecy broken on purpose, one line each. They need no server: broken.py runs them, and the insider must win."""

from ..faults.mutants.registry import mutant


@mutant
def keeps_ballots_after_final() -> None:
    """The result exists, and so do the ballots."""
    from polls import ballot_tables

    ballot_tables.destroy = lambda poll_id: None


@mutant
def lets_befores_wait_in_the_order_of_arrival() -> None:
    """Copied as they lie: on SQLite from a table with row ids, on PostgreSQL from the heap."""
    from django.db import connection

    from polls import ballot_tables

    def set_aside(poll_id):
        ballots, mine = ballot_tables.place(ballot_tables.OPEN, poll_id)
        waiting, _mine = ballot_tables.place(ballot_tables.WAITING, poll_id)
        with connection.cursor() as cursor:
            if ballot_tables.is_postgresql():
                cursor.execute(f"CREATE TABLE {waiting} AS SELECT key, answer FROM {ballots} ORDER BY ctid")
                return
            columns = "poll_id, key, answer"
            cursor.execute(f"INSERT INTO {waiting} ({columns}) SELECT {columns} FROM {ballots} WHERE {mine} ORDER BY rowid")

    ballot_tables.set_aside = set_aside


def _on_erasing(change: str) -> None:
    """What else is done to the eraser's waiting ballots; `change` is SQL with their {table} and 32 {random} bytes."""
    import os
    from dataclasses import replace

    from django.db import connection

    from polls import ballot_tables
    from polls.models import Poll
    from workshops.extensions import OWN_DATA

    entry = OWN_DATA["ballots"]

    def erase(identity):
        for poll in Poll.objects.filter(item__workshop__room__slug=identity.room, is_waiting=True):
            table, mine = ballot_tables.place(ballot_tables.WAITING, poll.pk)
            random = f"decode('{os.urandom(32).hex()}', 'hex')" if ballot_tables.is_postgresql() else f"x'{os.urandom(32).hex()}'"
            with connection.cursor() as cursor:
                cursor.execute(
                    f"{change.format(table=table, random=random)} WHERE {mine} AND key = %s", [identity.key("ballot", poll.linkage)]
                )
        return entry.erase(identity)

    OWN_DATA["ballots"] = replace(entry, erase=erase)


@mutant
def erasing_deletes_rows() -> None:
    """The row that is missing is that of whoever has just erased."""
    _on_erasing("DELETE FROM {table}")


@mutant
def erasing_makes_a_new_key() -> None:
    """So is the row whose key has changed."""
    _on_erasing("UPDATE {table} SET key = {random}")


@mutant
def numbers_remarks() -> None:
    """Ids that rise instead of random ones."""
    import itertools

    from polls import remarks

    numbers = itertools.count(1)
    remarks.new_id = lambda: f"{next(numbers):032x}"


@mutant
def leaves_the_log() -> None:
    """SQLite's write-ahead log is never emptied."""
    from participation.live.guards import scrub

    def once():
        for table in sorted(scrub._rewrites):
            scrub.rewrite(table)
        scrub._rewrites.clear()
        return True

    scrub.run_once = once


@mutant
def leaves_rows_where_they_were() -> None:
    """No table is written anew; on PostgreSQL a plain VACUUM is thought to be enough."""
    from django.db import connection

    from participation.live.guards import scrub

    def rewrite(table):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"VACUUM {table}")

    scrub.rewrite = rewrite


@mutant
def times_what_authors_do() -> None:
    """A step that somebody takes by the private link has the time of day."""
    from django.utils import timezone

    from participation.proposals.actions import steps

    steps._moment_of = lambda *_step: timezone.now()


@mutant
def numbers_replies() -> None:
    """Contributions are numbered as they come."""
    import itertools

    from participation.discussion.models import Contribution

    Contribution._meta.pk._get_default = itertools.count(1).__next__


@mutant
def numbers_those_who_leave() -> None:
    """A proposal that was merged in the room gets its number when its authors take it out."""
    from participation.proposals.actions import steps
    from participation.proposals.models import State

    give = steps._give_number
    steps._give_number = lambda proposal, day: None if proposal.state == State.MERGED else give(proposal, day)


@mutant
def tells_the_town_hall_at_once() -> None:
    """The next hour a mail says that an answer is owed again."""
    from participation.notices import due

    due.BACK = ("nothing",)


@mutant
def shows_the_length_of_mail() -> None:
    """Mail that waits is as long as its words."""
    from participation.accounts import mail

    mail.PADDED = 1


@mutant
def uses_one_key_for_all() -> None:
    """Ballots, supports and own proposals of a phone have the same key."""
    from participation.live.guards import identity

    label = identity._label
    identity._label = lambda purpose, uuid: b"all" if purpose in {"ballot", "support", "proposal"} else label(purpose, uuid)
