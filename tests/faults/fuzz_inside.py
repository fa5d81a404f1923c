"""Fuzzing without a server: pages by the same middleware and views, ballots and words by the functions that read them."""

import random
import traceback
import unicodedata

from django.core.signals import got_request_exception
from django.http import QueryDict

from participation.live.guards.identity import cookie_name, identity_from
from participation.live.wire.frames import BadFrame, decode, encode, parse_have, read_have
from polls import specs, vote_message
from polls.form_fields import answer_from, fields_of
from polls.kinds import KINDS
from polls.models import Remark
from workshops import join_pages
from workshops.clean_text import tidy

from ..ballots import stored_ballots
from .fuzz_found import FOUND, Talk
from .fuzz_frames import any_frame
from .fuzz_hands import Room, polls_of, rooms_of
from .fuzz_requests import any_form, any_visit, mangled
from .fuzz_site import Request, Site
from .fuzz_values import Rng, any_text
from .hall import Hall
from .reckoning import require

EVENING = 1_000  # requests
OUTCOMES = {"saved", "stale", "closed", "invalid"}


# -- pages -----------------------------------------------------------------------------
def pages(hall: Hall, many: int) -> dict[str, object]:
    """Addresses and forms, one after another in this process."""
    rng, raised = random.Random(hall.seed), []
    site = Site(random.Random(f"{hall.seed} site"))

    def note(**_signal) -> None:
        raised.append(traceback.format_exc())

    def ask(request: Request) -> None:
        status, _page = site.inside(request)
        require(status < 500 and not raised, f"the answer is {status}: {request!r}\n{''.join(raised)}")

    got_request_exception.connect(note)
    before, join_pages.MISS_SECONDS = join_pages.MISS_SECONDS, 0  # here it is the house itself that guesses codes
    try:
        for found in FOUND.values():
            if isinstance(found, Request):
                ask(found)
        for number in range(many):
            if number and number % EVENING == 0:
                site.renew()
            ask(rng.choice((any_visit, any_form, any_form))(rng, site))
    finally:
        join_pages.MISS_SECONDS = before
        got_request_exception.disconnect(note)
    return {"requests": many}


# -- ballots and words -----------------------------------------------------------------
def ballots(hall: Hall, many: int) -> dict[str, object]:
    """Frames and fields as the server reads them; what was stored in the end is what could have been asked for."""
    rng, rooms = random.Random(hall.seed), rooms_of(hall)
    for room in rooms:
        for found in FOUND.values():
            if isinstance(found, Talk) and found.kind == room.kind:
                for text in found.texts:
                    hear(rng, room, text.replace("<poll>", str(room.poll.pk)))
    saved = 0
    for number in range(many):
        room = rng.choice(rooms)
        if number % 2:
            saved += hear(rng, room, any_frame(rng, room.kind, polls_of(rooms)))
        else:
            read_words(rng, room)
    for room in rooms:
        spec = specs.load([room.poll.pk])[room.poll.pk]
        for ballot in stored_ballots(room.poll):
            if not KINDS[room.kind].is_wall:  # its ballots say only that somebody took part
                require(KINDS[room.kind].clean(spec, ballot.answer).answer == ballot.answer, "a ballot holds what is no answer")
    for text in Remark.objects.values_list("text", flat=True):
        require(is_seen(text), f"somebody is to read {text!r}")
    return {"inputs": many, "saved": saved, "remarks": Remark.objects.count()}


def hear(rng: Rng, room: Room, text: str) -> bool:
    """One frame, from its text to the ack; whether it was a ballot that is saved."""
    try:
        frame = decode(text)
    except BadFrame:
        return False
    except UnicodeEncodeError:  # no such text comes out of a socket
        return False
    encode(frame).encode()
    encode(read_have(frame.get("have"))).encode()
    if frame.get("t") != "vote":
        return False
    told: list[dict] = []
    vote_message.vote(rng.choice(room.people), frame, rng.choice(("de", "en")), told.append)
    require([ack["status"] in OUTCOMES for ack in told] == [True], f"the answer is {told}: {text}")
    encode(told[0]).encode()
    return told[0]["status"] == "saved"


def read_words(rng: Rng, room: Room) -> None:
    """What comes in forms, cookies and addresses, by the functions that read it."""
    text = any_text(rng) + rng.choice(("", " ", "😀")) + any_text(rng)
    clean = tidy(text, multiline=rng.random() < 0.5)
    require(tidy(clean, multiline=True) == clean, f"tidied twice it is something else: {text!r}")
    require(not clean or is_seen(clean), f"somebody is to read {text!r}")
    encode(parse_have(text)).encode()
    require(identity_from({cookie_name(room.slug): text}, room.slug) is None, f"a cookie that proves nothing: {text!r}")
    data = QueryDict(mutable=True)
    for name, value in mangled(rng, [("int.value", "5"), ("text.reason", "weil"), ("texts.words", "a"), ("int.points.1", "40")]):
        data.appendlist(name, value)
    fields_of(answer_from(data))


def is_seen(text: str) -> bool:
    """Whether there is anything to see."""
    return any(unicodedata.category(letter) not in UNSEEN and letter not in INVISIBLE for letter in text)


UNSEEN = {"Cc", "Cf", "Cs", "Mn", "Mc", "Me", "Zs", "Zl", "Zp"}
INVISIBLE = "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
