"""HTTP twins of the sockets, for networks that block WebSockets: read the state, cast a ballot."""

import asyncio
import re
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from ..database import reader
from ..database.room_numbers import RoomNumbers, read_numbers
from ..extensions import CONSOLE, MESSAGES, PHONE, STAGE, ask, room_access
from ..guards.identity import Identity, identity_from
from ..guards.limits import buckets
from ..rooms import presence
from ..rooms.hub import hub
from ..rooms.own_data import read_own_data
from ..rooms.slot_cache import SlotCache, load_slot_cache
from .frame_types import ReplyFrame, StateReply, UncheckedFrame
from .frames import BadFrame, decode, error_frame, parse_have
from .socket import is_same_origin, welcome_frame

POLL_MS = 2000
_token = re.compile(r"[\w-]{1,64}")


def _json(value: Mapping[str, object], status: int = 200, **headers: str) -> JsonResponse:
    return JsonResponse(value, status=status, headers={"Cache-Control": "no-store", **headers}, json_dumps_params={"ensure_ascii": False})


async def _stranger(room: str) -> HttpResponse:
    """The reply to somebody who is not in this room, 401, or to everybody if there is no such room, 404."""
    known = await reader.read(read_numbers, [room])
    return HttpResponse(status=401 if known else 404, headers={"Cache-Control": "no-store"})


@require_GET
async def state(request: HttpRequest, room: str) -> HttpResponse:
    """What a socket gets after its hello: `welcome`, `mine` and the slots that differ from `have`."""
    identity = identity_from(request.COOKIES, room)
    if identity is None:
        return await _stranger(room)
    if refusal := _refuse_over_limit(room, identity.id):
        return refusal
    found = await _read_state(request, room, PHONE)
    if found is None:
        return _not_found()
    removed, (mine,) = await reader.read(read_own_data, room, [identity])
    if mine["removed"]:
        return _json({"mine": mine}, status=403)
    presence.phones.add(room, identity.id)
    return _json(found | {"mine": mine})


@require_GET
async def stage_state(request: HttpRequest, room: str, token: str) -> HttpResponse:
    """The same for a stage, by its unguessable token."""
    if not _token.fullmatch(token) or await reader.read(room_access().stage_room, token) != room:
        return _not_found()
    if refusal := _refuse_over_limit(room, token):
        return refusal
    found = await _read_state(request, room, STAGE)
    return _json(found) if found else _not_found()


@require_GET
async def console_state(request: HttpRequest, room: str) -> HttpResponse:
    """The same for a console, by the session of somebody who may lead this workshop."""
    if not await reader.read(room_access().may_facilitate, request.COOKIES, room):
        return _not_found()
    if refusal := _refuse_over_limit(room, request.COOKIES[settings.SESSION_COOKIE_NAME]):
        return refusal
    found = await _read_state(request, room, CONSOLE)
    return _json(found) if found else _not_found()


def _refuse_over_limit(room: str, who: int | str) -> JsonResponse | None:
    """429 if this phone, stage or console is over its rate. Call it only for an authenticated `who`: strangers get no bucket."""
    if wait_ms := buckets.get(room, who).take():
        return _json({"poll_ms": wait_ms}, status=429, **{"Retry-After": str(-(-wait_ms // 1000))})
    return None


def _not_found() -> HttpResponse:
    return HttpResponse(status=404, headers={"Cache-Control": "no-store"})


async def _read_state(request: HttpRequest, room: str, audience: str) -> StateReply | None:
    """`welcome`, and the slots that this client lacks, in its language. None for an unknown room."""
    language = request.GET.get("lang")
    if language not in dict(settings.LANGUAGES):
        language = get_language() or settings.LANGUAGE_CODE
    loaded = await _load_slots(room, audience, language)
    if loaded is None:
        return None
    numbers, cache = loaded
    have = parse_have(request.GET.get("have", "")) if request.GET.get("epoch") == numbers.epoch else {}
    have.pop("people", None)
    slots = [cached.as_dict() for cached in cache.newer_than(have)]
    return {"welcome": welcome_frame(numbers), "slots": slots, "poll_ms": POLL_MS}


async def _load_slots(room: str, audience: str, language: str) -> tuple[RoomNumbers, SlotCache] | None:
    """From the hub if it runs in this event loop, else from the database. None for an unknown room."""
    if hub.loop is asyncio.get_running_loop():
        is_known, state = room in hub.rooms, hub.open_room(room)
        cache = await hub.publisher.load_slots(state, audience, language)
        if cache is None or state.numbers is None:
            if not is_known:
                hub.rooms.pop(room, None)
            return None
        return state.numbers, cache
    return await reader.read(load_slot_cache, room, audience, language)


def message_view(name: str) -> Callable[[HttpRequest, str], Coroutine[Any, Any, HttpResponse]]:
    """The HTTP twin of a message: it takes the frame and returns the reply.

    JSON only, from our own pages or from programs that send no Origin. "busy" is 429 (over the rate) or 503, both with Retry-After."""

    @csrf_exempt
    @require_POST
    async def view(request: HttpRequest, room: str) -> HttpResponse:
        identity = identity_from(request.COOKIES, room)
        if identity is None:
            return await _stranger(room)
        if request.content_type != "application/json":
            return HttpResponse(status=415)
        headers = {name.lower(): value for name, value in request.headers.items()}
        if "origin" in headers and not is_same_origin(headers, request.scheme or "http"):
            return HttpResponse(status=403)
        try:
            frame = decode(request.body)
            if frame.get("t", name) != name:
                raise BadFrame(f"Only frames of the type {name} come this way.")
        except BadFrame as error:
            return _json(error_frame(error), status=400)
        return await _receive(identity, frame | {"t": name})

    return view


async def _receive(identity: Identity, frame: UncheckedFrame) -> HttpResponse:
    """The reply to a frame, within the phone's rate, if the phone is still in the room."""
    message = MESSAGES[frame["t"]]
    if wait_ms := buckets.get(identity.room, identity.id).take():
        return _busy(message.busy(frame, wait_ms), 429)
    try:
        if await reader.read(room_access().missing, identity.room, [identity.id]):
            return HttpResponse(status=403)
    except (OperationalError, InterfaceError):  # the database is away
        return _busy(message.busy(frame, 1000), 503)
    reply = await asyncio.wrap_future(ask(identity, frame, get_language() or settings.LANGUAGE_CODE))
    presence.phones.add(identity.room, identity.id)
    if reply.get("status") == "saved":
        hub.own_data.report_change(identity.room, identity.id)
    return _busy(reply, 503) if reply.get("status") == "busy" else _json(reply)


def _busy(reply: ReplyFrame, status: int) -> HttpResponse:
    return _json(reply, status=status, **{"Retry-After": str(-(-reply["retry_ms"] // 1000))})
