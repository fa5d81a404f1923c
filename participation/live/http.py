"""The HTTP twins of the socket, for networks that block it: read the state, cast a ballot."""

import asyncio
import time

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from . import boards, reader
from .frames import BadFrame, decode, parse_have
from .hub import BEAT_SECONDS, hub
from .identity import identity_from
from .limits import buckets
from .register import PHONE, ask, register
from .rooms import read_mine
from .socket import origin_is_ours

POLL_MS = 2000


def _json(value, status=200, **headers) -> JsonResponse:
    return JsonResponse(value, status=status, headers={"Cache-Control": "no-store", **headers}, json_dumps_params={"ensure_ascii": False})


@require_GET
async def state(request, room):
    """Welcome, mine and the slots that differ from `have`: the same as a socket gets after its hello."""
    identity = identity_from(request.COOKIES, room)
    if identity is None:
        known = await reader.read(boards.read_numbers, [room])
        return HttpResponse(status=401 if known else 404, headers={"Cache-Control": "no-store"})
    language = request.GET.get("lang")
    if language not in dict(settings.LANGUAGES):
        language = get_language() or settings.LANGUAGE_CODE
    numbers, board = await _board(room, language)
    if numbers is None:
        return HttpResponse(status=404, headers={"Cache-Control": "no-store"})
    removed, (mine,) = await reader.read(read_mine, room, [identity])
    if mine["removed"]:
        return _json({"mine": mine}, status=403)
    have = parse_have(request.GET.get("have", "")) if request.GET.get("epoch") == numbers.epoch else {}
    have.pop("people", None)
    return _json(
        {
            "welcome": {"t": "welcome", "epoch": numbers.epoch, "now": int(time.time() * 1000), "beat": BEAT_SECONDS},
            "mine": mine,
            "slots": [entry.as_dict() for entry in board.news_for(have)],
            "poll_ms": POLL_MS,
        }
    )


async def _board(room: str, language: str):
    if hub.loop is asyncio.get_running_loop():
        known = hub.rooms.get(room)
        board = await hub.board(hub.room(room), PHONE, language)
        if board is None:
            if known is None:
                hub.rooms.pop(room, None)
            return None, None
        return hub.rooms[room].numbers, board
    return await reader.read(boards.fresh, room, PHONE, language)


@csrf_exempt
@require_POST
async def vote(request, room):
    """A vote frame in, its ack out. JSON only, from our own pages or from programs that send no Origin."""
    identity = identity_from(request.COOKIES, room)
    if identity is None:
        known = await reader.read(boards.read_numbers, [room])
        return HttpResponse(status=401 if known else 404, headers={"Cache-Control": "no-store"})
    if request.content_type != "application/json":
        return HttpResponse(status=415)
    headers = {name.lower(): value for name, value in request.headers.items()}
    if "origin" in headers and not origin_is_ours(headers, request.scheme):
        return HttpResponse(status=403)
    try:
        frame = decode(request.body)
        if frame.get("t", "vote") != "vote":
            raise BadFrame("Only votes come this way.")
    except BadFrame as error:
        return _json({"t": "error", "detail": str(error)}, status=400)
    if wait_ms := buckets.of(room, identity.id).take():
        return _busy(frame, wait_ms, 429)
    try:
        if await reader.read(register.missing, room, [identity.id]):
            return HttpResponse(status=403)
    except (OperationalError, InterfaceError):  # the database is away
        return _busy(frame, 1000, 503)
    ack = await asyncio.wrap_future(ask(identity, frame | {"t": "vote"}, get_language() or settings.LANGUAGE_CODE))
    if ack["status"] == "saved":
        hub.note_person(room, identity.id)
    return _busy(frame, ack["retry_ms"], 503) if ack.get("status") == "busy" else _json(ack)


def _busy(frame: dict, wait_ms: int, status: int) -> JsonResponse:
    ack = {"t": "ack", "poll": frame.get("poll"), "seq": frame.get("seq"), "status": "busy", "retry_ms": wait_ms}
    return _json(ack, status=status, **{"Retry-After": str(-(-wait_ms // 1000))})
