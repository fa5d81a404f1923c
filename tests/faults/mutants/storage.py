"""What is stored, and what is said of it."""

from .registry import mutant


@mutant
def says_saved_before_the_commit() -> None:
    """The classic: the answer is out, the disk comes later."""
    import time

    from participation.live.database import writer

    commit = writer._commit

    def hasty(batch, *, deadline):
        for _handler, _item, notify in batch:
            notify({"status": "saved"}, None)
        time.sleep(0.4)
        return commit([(handler, item, lambda result, error: None) for handler, item, _tell in batch], deadline=deadline)

    writer._commit = hasty


@mutant
def a_row_for_every_tap() -> None:
    """As if no key were unique."""
    import os

    from polls import vote_message

    read = vote_message.read
    vote_message.read = lambda *arguments: read(*arguments)._replace(key=os.urandom(32))


@mutant
def gives_up_at_once() -> None:
    """The first "database is locked" is passed on to the phone."""
    from participation.live.database import connections, writer

    connections.LOCK_SECONDS = writer.RETRY_SECONDS = 0.0


@mutant
def waits_and_waits() -> None:
    """Twenty seconds of SQLite's own patience, as it once was."""
    from participation.live.database import connections

    connections.LOCK_SECONDS = 20.0


@mutant
def says_saved_although_it_failed() -> None:
    """An exception that somebody swallowed."""
    from participation.live.database import writer

    commit = writer._commit

    def cheerful(batch, *, deadline):
        def smiling(notify):
            return lambda result, error: notify({"status": "saved"} if error else result, None)

        return commit([(handler, item, smiling(notify)) for handler, item, notify in batch], deadline=deadline)

    writer._commit = cheerful


@mutant
def keeps_a_dead_connection() -> None:
    """Tries again, but never calls anew."""
    from django.db.backends.postgresql.base import DatabaseWrapper

    DatabaseWrapper.close = lambda self: None


@mutant
def a_lower_number_wins() -> None:
    """Whatever comes last stands, as if no ballot had a number."""
    from django.db.backends.utils import CursorWrapper

    from polls import ballot_box

    many = CursorWrapper.executemany
    CursorWrapper.executemany = lambda self, sql, rows: many(self, sql.partition(" WHERE excluded.seq")[0], rows)
    ballot_box._read = lambda casts: {}


@mutant
def remembers_that_the_vote_was_open() -> None:
    """No lock on the poll, no look at its row: for a second a cache says that it is open."""
    import time

    from polls import ballot_box

    look, until = ballot_box._lock_polls, {}

    def cached(ids):
        now = time.monotonic()
        asked = {poll for poll in ids if until.get(poll, 0) <= now}
        shut = look(asked) if asked else {}
        until.update(dict.fromkeys(asked - set(shut), now + 1))
        return shut

    ballot_box._lock_polls = cached


@mutant
def the_writer_dies_of_an_unknown_poll() -> None:
    """What ends the thread ends the evening: nothing is stored any more."""
    from polls import vote_message

    store = vote_message._store

    def mortal(votes):
        if any(vote.cast is None for vote in votes):
            raise SystemExit
        return store(votes)

    vote_message._store = mortal


@mutant
def one_for_all() -> None:
    """A batch with a bad item is refused as a whole."""
    from participation.live.database import writer

    def run(handler, items):
        try:
            return [(result, None) for result in handler(items)]
        except Exception as error:
            return [(None, error)] * len(items)

    writer._run_handler = run
