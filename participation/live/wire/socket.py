"""The WebSocket endpoint: it authenticates a screen, sends what the screen lacks, then passes each frame on to the app that handles it."""

import asyncio
import contextlib
import random
import re
import time
from functools import partial

from django.conf import settings
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host

from ..database import reader
from ..database.room_numbers import RoomNumbers
from ..extensions import CONSOLE, MESSAGES, PHONE, STAGE, room_access
from ..guards.identity import identity_from
from ..guards.limits import Bucket, buckets, limits
from ..rooms.hub import hub
from ..rooms.room import Socket
from ..rooms.upkeep import BEAT_SECONDS
from .asgi_types import Receive, Scope, Send
from .daphne_parts import DEADLINE_SECONDS, frame_writer_for
from .frame_types import UncheckedFrame, WelcomeFrame
from .frames import FATAL_FRAME, BadFrame, bye_frame, decode, encode, error_frame, read_have

HELLO_SECONDS = min(10.0, DEADLINE_SECONDS)
BAD_FRAMES = 3
REFUSALS = 3
FULL_RETRY_MS = 5_000, 20_000
TRY_AGAIN_LATER = 4013  # stands for 1013, which Daphne does not let an application send
_paths = (
    (re.compile(r"^/live/(?P<room>[\w-]{1,24})/$"), PHONE),
    (re.compile(r"^/live/(?P<room>[\w-]{1,24})/stage/(?P<token>[\w-]{1,64})/$"), STAGE),
    (re.compile(r"^/live/(?P<room>[\w-]{1,24})/console/$"), CONSOLE),
)


async def endpoint(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application for `/live/…` sockets."""
    await receive()  # websocket.connect
    socket = await authenticate(scope, send)
    if socket is None:
        await send({"type": "websocket.close", "code": 4404})  # before accept: HTTP 403
        return
    if not limits.acquire(socket.room, socket.person):
        await reject_full(send)
        return
    try:
        await send({"type": "websocket.accept"})
        await receive_frames(socket, receive)
    finally:
        hub.disconnect(socket)
        limits.release(socket.room, socket.person)
        await socket.frame_writer.flush()
        with contextlib.suppress(Exception):
            await send({"type": "websocket.close", "code": 1000})


async def reject_full(send: Send) -> None:
    """Say in a frame that there is no room left, because a browser does not tell its page why a handshake failed."""
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": encode(bye_frame(retry_ms=random.randint(*FULL_RETRY_MS)))})
    await send({"type": "websocket.close", "code": TRY_AGAIN_LATER})


async def authenticate(scope: Scope, send: Send) -> Socket | None:
    """A socket if the request may open it, else None."""
    headers = read_headers(scope)
    if not is_same_origin(headers, scope.get("scheme", "ws")):
        return None
    found, audience = next(((match, audience) for pattern, audience in _paths if (match := pattern.match(scope["path"]))), (None, ""))
    if not found:
        return None
    room, cookies, identity = found["room"], read_cookies(headers), None
    if audience == PHONE:
        identity = identity_from(cookies, room)
        allowed = identity is not None
    elif audience == STAGE:
        allowed = await reader.read(room_access().stage_room, found["token"]) == room
    else:
        allowed = await reader.read(room_access().may_facilitate, cookies, room)
    return Socket(room, audience, frame_writer_for(send), identity, cookies if audience == CONSOLE else None) if allowed else None


def read_headers(scope: Scope) -> dict[str, str]:
    """Headers by their names in lower case. One that comes twice is joined, as Django does it."""
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        name, value = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[name] = f"{headers[name]}{'; ' if name == 'cookie' else ','}{value}" if name in headers else value
    return headers


def is_same_origin(headers: dict[str, str], scheme: str) -> bool:
    """Origin must equal the request's own scheme and host, and the host must be an allowed one.

    Some proxies set the scheme "wss" for a socket, append theirs to that of another proxy, or name the default port."""
    host = headers.get("host", "").lower()
    if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS or ["localhost"]):
        return False
    forwarded = headers.get("x-forwarded-proto", "").partition(",")[0].strip().lower()
    secure = scheme in {"wss", "https"} or (settings.SECURE_PROXY_SSL_HEADER and forwarded in {"wss", "https"})
    own, port = ("https://", ":443") if secure else ("http://", ":80")
    origin = headers.get("origin", "").lower()
    return origin.startswith(own) and origin.removeprefix(own).removesuffix(port) == host.removesuffix(port)


def read_cookies(headers: dict[str, str]) -> dict[str, str]:
    """As lenient as Django, because another site on the same host may set malformed cookies."""
    return parse_cookie(headers.get("cookie", ""))


async def receive_frames(socket: Socket, receive: Receive) -> None:
    """Handle what a screen sends, until it leaves or breaks the rules too often."""
    bad_frames, is_greeted = 0, False
    bucket = buckets.get(socket.room, socket.person) if socket.person else Bucket()
    while True:
        try:
            message = await asyncio.wait_for(receive(), None if is_greeted else HELLO_SECONDS)
        except TimeoutError:
            return
        if message["type"] != "websocket.receive" or socket.frame_writer.is_aborted:
            return
        if len(message.get("text") or message.get("bytes") or "") > FATAL_FRAME:
            return
        wait_ms = 0
        try:
            frame = decode(message.get("text"))  # a binary frame has none
            if is_greeted and (wait_ms := bucket.take()):
                reply_busy(socket, frame, wait_ms)
            elif frame.get("t") == "hello":
                await handle_hello(socket, frame)
                is_greeted = True
            elif not is_greeted:
                raise BadFrame("Say hello first.")
            else:
                dispatch(socket, frame)
        except BadFrame as error:
            bad_frames += 1
            socket.send(error_frame(error))
        if bad_frames >= BAD_FRAMES or wait_ms and bucket.refused >= REFUSALS:
            socket.send(bye_frame(retry_ms=5000))
            return


async def handle_hello(socket: Socket, frame: UncheckedFrame) -> None:
    """Answer a hello: `welcome`, the phone's own data, and the slots that the screen lacks.

    A second hello changes the language. The screen then needs all slots again, so its revisions are ignored.
    """
    language, have = frame.get("lang"), read_have(frame.get("have"))
    state = hub.open_room(socket.room)
    is_again = socket in state.sockets[socket.audience]
    socket.language = str(language) if language in [code for code, _name in settings.LANGUAGES] else settings.LANGUAGE_CODE
    socket.have = {}  # changes are not sent before the missing slots
    cache = await hub.publisher.load_slots(state, socket.audience, socket.language)
    numbers = state.numbers
    if cache is None or numbers is None:  # an unknown room
        socket.send(bye_frame())
        return
    if not is_again:
        hub.connect(socket)
        have.pop("people", None)  # its revision counts changes of presence in one process only
        if frame.get("epoch") == numbers.epoch:
            socket.have = have
    socket.send(welcome_frame(numbers))
    if socket.identity:
        hub.own_data.request(state, [socket])
        with contextlib.suppress(TimeoutError):  # its frames wait until we know that it was not removed
            await asyncio.wait_for(socket.own_data_sent.wait(), HELLO_SECONDS)
    else:
        hub.publisher.send_missing(state, socket)


def welcome_frame(numbers: RoomNumbers) -> WelcomeFrame:
    """The first frame of a screen, and the head of what the HTTP twins answer."""
    return {"t": "welcome", "epoch": numbers.epoch, "now": int(time.time() * 1000), "beat": BEAT_SECONDS}


def dispatch(socket: Socket, frame: UncheckedFrame) -> None:
    """Pass a frame to its handler. The reply may come later, after a commit."""
    kind = frame.get("t")
    if kind == "beat":
        socket.send(hub.upkeep.beat_frame(socket))
    elif isinstance(kind, str) and kind in MESSAGES and socket.identity:
        MESSAGES[kind].receive(socket.identity, frame, socket.language, partial(hub.reply, socket))
    else:
        raise BadFrame("No such frame.")


def reply_busy(socket: Socket, frame: UncheckedFrame, wait_ms: int) -> None:
    """Answer a message that came over the rate limit; other frames get no answer."""
    kind = frame.get("t")
    if isinstance(kind, str) and kind in MESSAGES:
        socket.send(MESSAGES[kind].busy(frame, wait_ms))
