"""Promises broken on purpose: each function changes one line of the server it runs in. Only tests/faults/launch.py calls them.

A scenario that passes in spite of its mutant proves nothing; tests/faults/test_mutants.py sees to it that none does.
"""

from collections.abc import Callable

MUTANTS: dict[str, Callable[[], None]] = {}


def mutant(patch: Callable[[], None]) -> Callable[[], None]:
    MUTANTS[patch.__name__] = patch
    return patch


@mutant
def says_saved_before_the_commit() -> None:
    """The classic: the answer is out, the disk comes later."""
    import time

    from participation.live import writer

    commit = writer._commit

    def hasty(batch, *, deadline):
        for _handler, _item, tell in batch:
            tell({"status": "saved"}, None)
        time.sleep(0.4)
        return commit([(handler, item, lambda result, error: None) for handler, item, _tell in batch], deadline=deadline)

    writer._commit = hasty


@mutant
def a_row_for_every_tap() -> None:
    """As if no key were unique."""
    import os

    from polls import handlers

    read = handlers.read
    handlers.read = lambda *arguments: read(*arguments)._replace(key=os.urandom(32))


@mutant
def gives_up_at_once() -> None:
    """The first "database is locked" is passed on to the phone."""
    from participation.live import own_connection, writer

    own_connection.LOCK_SECONDS = writer.PATIENCE_SECONDS = 0.0


@mutant
def waits_and_waits() -> None:
    """Twenty seconds of SQLite's own patience, as it once was."""
    from participation.live import own_connection

    own_connection.LOCK_SECONDS = 20.0


@mutant
def says_saved_although_it_failed() -> None:
    """An exception that somebody swallowed."""
    from participation.live import writer

    commit = writer._commit

    def cheerful(batch, *, deadline):
        def smiling(tell):
            return lambda result, error: tell({"status": "saved"} if error else result, None)

        return commit([(handler, item, smiling(tell)) for handler, item, tell in batch], deadline=deadline)

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
    CursorWrapper.executemany = lambda self, sql, rows: many(self, sql.replace(" WHERE excluded.seq > polls_ballot.seq", ""), rows)
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
def any_revision_will_do() -> None:
    """Two presses are two steps."""
    from workshops.actions import steps

    in_order = steps.in_order
    steps.in_order = lambda workshop, _revision, by, do: in_order(workshop, None, by, do)


@mutant
def swallows_any_body() -> None:
    """As the server does without our limits: the whole body, for any address."""
    from participation.live import daphne_parts

    daphne_parts.GuardedRequest.weigh = lambda request, size: None


@mutant
def takes_every_frame() -> None:
    """No allowance, no rate: whatever a socket says is queued."""
    from participation.live import limits

    limits.Allowance.take = lambda allowance, size: True
    limits.Bucket.take = lambda bucket: 0


@mutant
def piles_up_for_who_does_not_read() -> None:
    from participation.live import outlet

    outlet.BACKLOG_LIMIT = 2**40


@mutant
def waits_for_ever_for_who_does_not_read() -> None:
    from participation.live import outlet

    outlet.PATIENCE_SECONDS = outlet.REPLY_LIMIT = 2**40


@mutant
def ends_without_a_word() -> None:
    """SIGTERM does what it does to programs that never thought of it."""
    from participation.live import server

    server._stop_gracefully = lambda server: setattr(server, "signal_handlers", False)


@mutant
def ignores_what_phones_have() -> None:
    """Whoever comes back is sent everything."""
    from participation.live import socket

    socket.read_have = lambda value: {}


@mutant
def never_looks_again() -> None:
    """News of other processes by notices alone."""
    from participation.live.hub import Hub

    async def nothing(self):
        return None

    Hub._reread_for_ever = nothing


@mutant
def sends_no_past() -> None:
    """Events instead of pictures: who was away is told only what happens from now on."""
    from participation.live.boards import Board

    Board.news_for = lambda self, have: [] if have else list(self.entries.values())


@mutant
def the_room_hangs_on_its_console() -> None:
    """When the host's browser goes, so does the room."""
    from participation.live.hub import Hub
    from participation.live.register import CONSOLE, PHONE

    leave = Hub.leave

    def left(self, socket):
        leave(self, socket)
        if socket.audience == CONSOLE:
            for phone in tuple(self.room(socket.room).sockets[PHONE]):
                phone.send({"t": "bye"})

    Hub.leave = left


@mutant
def asks_its_own_clock() -> None:
    """Every process has its own idea of now."""
    from django.utils import timezone

    from participation.live import clock

    clock.now = lambda: timezone.now()


@mutant
def a_page_that_trusts_its_form() -> None:
    from workshops import console

    console._number = int


@mutant
def a_ballot_that_is_trusted() -> None:
    """No look at the types of a frame before they are used."""
    from polls import handlers

    handlers.check = lambda identity, frame: frame["poll"] + frame["seq"]


@mutant
def keeps_every_frame() -> None:
    """A list that only grows: each frame, with a picture of its room."""
    from participation.live import socket

    decode, kept = socket.decode, []

    def decoded(text):
        kept.append(b"picture" * 10_000)
        return decode(text)

    socket.decode = decoded


@mutant
def says_nothing_to_nonsense() -> None:
    from participation.live.rooms import Socket

    send = Socket.send
    Socket.send = lambda socket, frame: None if frame["t"] == "error" else send(socket, frame)


@mutant
def the_writer_dies_of_an_unknown_poll() -> None:
    """What ends the thread ends the evening: nothing is stored any more."""
    from polls import handlers

    store = handlers._store

    def mortal(votes):
        if any(vote.cast is None for vote in votes):
            raise SystemExit
        return store(votes)

    handlers._store = mortal


@mutant
def one_for_all() -> None:
    """A batch with a bad item is refused as a whole."""
    from participation.live import writer

    def run(handler, items):
        try:
            return [(result, None) for result in handler(items)]
        except Exception as error:
            return [(None, error)] * len(items)

    writer._run_handler = run
