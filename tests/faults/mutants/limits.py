"""What a server takes from strangers, and how it ends."""

from .registry import mutant


@mutant
def reads_whatever_is_written() -> None:
    """Text is put in order before anybody looks how long it is, and how many marks stand on one letter."""
    from participation.proposals import forms
    from workshops import clean_text

    forms.is_far_too_long = lambda text, limit: False
    clean_text.LONGEST_RUN = 2**40


@mutant
def swallows_any_body() -> None:
    """As the server does without our limits: the whole body, for any address."""
    from participation.live.wire import daphne_parts

    daphne_parts.GuardedRequest.check_size = lambda request, size: None


@mutant
def takes_every_frame() -> None:
    """No allowance, no rate: whatever a socket says is queued."""
    from participation.live.guards import limits

    limits.ByteBudget.take = lambda budget, size: True
    limits.Bucket.take = lambda bucket: 0


@mutant
def piles_up_for_who_does_not_read() -> None:
    from participation.live.wire import frame_writer

    frame_writer.BACKLOG_LIMIT = 2**40


@mutant
def waits_for_ever_for_who_does_not_read() -> None:
    from participation.live.wire import frame_writer

    frame_writer.STALL_SECONDS = frame_writer.REPLY_LIMIT = 2**40


@mutant
def ends_without_a_word() -> None:
    """SIGTERM does what it does to programs that never thought of it."""
    from participation.live.wire import server

    server._stop_gracefully = lambda server: setattr(server, "signal_handlers", False)


@mutant
def a_page_that_trusts_its_form() -> None:
    from workshops import console

    console._number = int


@mutant
def a_ballot_that_is_trusted() -> None:
    """No look at the types of a frame before they are used."""
    from polls import vote_message

    vote_message.check = lambda identity, frame: frame["poll"] + frame["seq"]


@mutant
def keeps_every_frame() -> None:
    """A list that only grows: each frame, with a picture of its room."""
    from participation.live.wire import socket

    decode, kept = socket.decode, []

    def decoded(text):
        kept.append(b"picture" * 10_000)
        return decode(text)

    socket.decode = decoded


@mutant
def says_nothing_to_nonsense() -> None:
    from participation.live.rooms.room import Socket

    send = Socket.send
    Socket.send = lambda socket, frame: None if frame["t"] == "error" else send(socket, frame)
