"""The socket endpoint: proves who it is, registers, says what the screen lacks; then it only parses, limits and hands on."""

import asyncio
import contextlib
import random
import re
import time
from functools import partial
from typing import Any

from django.conf import settings
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host

from . import reader
from .daphne_parts import DEADLINE_SECONDS, outlet_for
from .frames import FATAL_FRAME, BadFrame, decode, encode, read_have
from .hub import BEAT_SECONDS, hub
from .identity import identity_from
from .limits import Bucket, buckets, limits
from .register import CONSOLE, PHONE, STAGE, register
from .rooms import Socket

HELLO_SECONDS = min(10.0, DEADLINE_SECONDS)
BAD_FRAMES = 3
REFUSALS = 3
FULL_RETRY_MS = 5_000, 20_000
TRY_AGAIN_LATER = 4013  # as 1013, which Daphne does not let an application say
_paths = (
    (re.compile(r"^/live/(?P<room>[\w-]{1,24})/$"), PHONE),
    (re.compile(r"^/live/(?P<room>[\w-]{1,24})/stage/(?P<token>[\w-]{1,64})/$"), STAGE),
    (re.compile(r"^/live/(?P<room>[\w-]{1,24})/console/$"), CONSOLE),
)


async def endpoint(scope, receive, send) -> None:
    """The ASGI application for `/live/…` sockets."""
    await receive()  # websocket.connect
    socket = await admit(scope, send)
    if socket is None:
        await send({"type": "websocket.close", "code": 4404})  # before accept: HTTP 403
        return
    if not limits.admit(socket.room, socket.person):
        await turn_away(send)
        return
    try:
        await send({"type": "websocket.accept"})
        await converse(socket, receive)
    finally:
        hub.leave(socket)
        limits.release(socket.room, socket.person)
        await socket.outlet.flush()
        with contextlib.suppress(Exception):
            await send({"type": "websocket.close", "code": 1000})


async def turn_away(send) -> None:
    """No room for one more: said in a frame, because a browser does not tell its page why a handshake failed."""
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": encode({"t": "bye", "retry_ms": random.randint(*FULL_RETRY_MS)})})
    await send({"type": "websocket.close", "code": TRY_AGAIN_LATER})


async def admit(scope, send) -> Socket | None:
    """A socket for who has proved itself; None for everybody else."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if not origin_is_ours(headers, scope.get("scheme", "ws")):
        return None
    found, audience = next(((match, audience) for pattern, audience in _paths if (match := pattern.match(scope["path"]))), (None, ""))
    if not found:
        return None
    room, cookies, identity = found["room"], read_cookies(headers), None
    if audience == PHONE:
        identity = identity_from(cookies, room)
        allowed = identity is not None
    elif audience == STAGE:
        allowed = await reader.read(register.stage_room, found["token"]) == room
    else:
        allowed = await reader.read(register.may_facilitate, cookies, room)
    return Socket(room, audience, outlet_for(send), identity, cookies if audience == CONSOLE else None) if allowed else None


def origin_is_ours(headers: dict[str, str], scheme: str) -> bool:
    """Origin must equal the request's own scheme and host, and the host must be an allowed one."""
    host = headers.get("host", "")
    if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS or ["localhost"]):
        return False
    secure = scheme in {"wss", "https"}
    if settings.SECURE_PROXY_SSL_HEADER and headers.get("x-forwarded-proto") == "https":
        secure = True
    return headers.get("origin", "").lower() == f"{'https' if secure else 'http'}://{host.lower()}"


def read_cookies(headers: dict[str, str]) -> dict[str, str]:
    """As lenient as Django: another site on the same host may set odd ones."""
    return parse_cookie(headers.get("cookie", ""))


async def converse(socket: Socket, receive) -> None:
    """Everything a screen says, until it leaves or is sent away."""
    bad, greeted = 0, False
    bucket = buckets.of(socket.room, socket.person) if socket.person else Bucket()
    while True:
        try:
            message = await asyncio.wait_for(receive(), None if greeted else HELLO_SECONDS)
        except TimeoutError:
            return
        if message["type"] != "websocket.receive" or socket.outlet.is_cut:
            return
        if len(message.get("text") or message.get("bytes") or "") > FATAL_FRAME:
            return
        wait_ms = 0
        try:
            frame = decode(message.get("text"))  # a binary frame has none
            if greeted and (wait_ms := bucket.take()):
                refuse(socket, frame, wait_ms)
            elif frame.get("t") == "hello":
                await greet(socket, frame)
                greeted = True
            elif not greeted:
                raise BadFrame("Say hello first.")
            else:
                answer(socket, frame)
        except BadFrame as error:
            bad += 1
            socket.send({"t": "error", "detail": str(error)})
        if bad >= BAD_FRAMES or wait_ms and bucket.refused >= REFUSALS:
            socket.send({"t": "bye", "retry_ms": 5000})
            return


async def greet(socket: Socket, frame: dict[str, Any]) -> None:
    """Answer a hello: welcome, what is the person's own, and the slots that differ from what the screen has.

    A second hello changes the language; the screen has forgotten its revisions, so what it says it has is ignored.
    """
    language, have = frame.get("lang"), read_have(frame.get("have"))
    state = hub.room(socket.room)
    is_again = socket in state.sockets[socket.audience]
    socket.language = str(language) if language in [code for code, _name in settings.LANGUAGES] else settings.LANGUAGE_CODE
    socket.have = {}  # no news before what it lacks
    board = await hub.board(state, socket.audience, socket.language)
    if board is None:
        socket.send({"t": "bye"})
        return
    if not is_again:
        hub.enter(socket)
        have.pop("people", None)  # it counts this process's presence
        if frame.get("epoch") == state.numbers.epoch:
            socket.have = have
    socket.send({"t": "welcome", "epoch": state.numbers.epoch, "now": int(time.time() * 1000), "beat": BEAT_SECONDS})
    if socket.identity:
        hub.want_mine(state, [socket])
        with contextlib.suppress(TimeoutError):  # its frames wait until it is known to be in the room still
            await asyncio.wait_for(socket.told.wait(), HELLO_SECONDS)
    else:
        hub.catch_up(state, socket)


def answer(socket: Socket, frame: dict[str, Any]) -> None:
    """Hand a frame to the app that knows it; the reply may come later, after a commit."""
    kind = frame.get("t")
    if kind == "beat":
        socket.send(hub.beat(socket))
    elif isinstance(kind, str) and kind in register.handlers and socket.identity:
        register.handlers[kind](socket.identity, frame, socket.language, partial(hub.reply, socket))
    else:
        raise BadFrame("No such frame.")


def refuse(socket: Socket, frame: dict[str, Any], wait_ms: int) -> None:
    """Over the rate: busy."""
    if frame.get("t") == "vote":
        socket.send({"t": "ack", "poll": frame.get("poll"), "seq": frame.get("seq"), "status": "busy", "retry_ms": wait_ms})
