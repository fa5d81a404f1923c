"""Those who send what nobody meant to a real server, and look at what it answers."""

import json
import re
import threading
import time
from collections import Counter, deque
from collections.abc import Sequence

from participation.accounts.models import Municipality
from participation.live.guards.identity import cookie_name, cookie_value
from workshops.models import TradeOff

from ..live.raw import CLOSE, TEXT, Line, RawSocket, frame
from .fuzz_found import FOUND, Talk
from .fuzz_frames import ANSWERS, any_handshake, any_scraps, any_talk
from .fuzz_lines import any_lines
from .fuzz_requests import any_form, any_twin, any_visit, wired
from .fuzz_site import WHO, Request, Site, identities
from .fuzz_values import Rng, as_bytes
from .hall import Hall
from .reckoning import require

PHONES = 160  # of every room: each may say ten things at once, and then five a second
REST_SECONDS = 2.1
ANSWER_SECONDS = 10
LEFT_OPEN = 30  # lines of one hand
REPLIES = {"ack", "error", "beat", "welcome"}
INTERNAL_ERROR = 1011
FAILED = re.compile(rb"(?m)^HTTP/1\.[01] (5\d\d) [^\n]*\n(?!Retry-After)")


class Room:
    """Where ballots are cast all the time: an open poll of one kind, an honest phone, and those that are fuzzed."""

    def __init__(self, hall: Hall, kind: str, town: Municipality, tradeoff: TradeOff) -> None:
        self.kind, self.poll = kind, hall.open_poll(kind, municipality=town, tradeoff=tradeoff)
        self.slug = hall.workshop.room.slug
        (self.voter,) = hall.voters(1)
        self.people = identities(hall.workshop, 2 * PHONES, "fuzzed")
        cookies = [f"{cookie_name(self.slug)}={cookie_value(each)}" for each in self.people]
        self.sockets, self.twins = cookies[:PHONES], cookies[PHONES:]


def rooms_of(hall: Hall) -> list[Room]:
    """One room for each way of asking, in a town where nobody of the fuzzed staff has a say."""
    town = Municipality.objects.create(slug="bergfeld", name="Bergfeld", is_invented=True)
    words = {"title": {"de": "Bus"}, "core_question": {"de": "Wann?"}, "pole_a": {"de": "Nachts"}, "pole_b": {"de": "Tags"}}
    tradeoff = TradeOff.objects.create(municipality=town, slug="bus", **words)
    return [Room(hall, kind, town, tradeoff) for kind in ANSWERS]


def polls_of(rooms: Sequence[Room]) -> dict[str, int]:
    return {room.kind: room.poll.pk for room in rooms}


class Hand:
    """What it sends follows from `rng`, through phones that no other hand uses; what came of bytes it looks at a little later."""

    def __init__(self, base: str, rooms: list[Room], site: Site, rng: Rng, part: slice) -> None:
        self.base, self.rooms, self.site, self.rng, self.polls = base, rooms, site, rng, polls_of(rooms)
        self.phones = {room.slug: deque((cookie, 0.0) for cookie in room.sockets[part]) for room in rooms}
        self.twin_phones = {room.slug: room.twins[part] for room in rooms}
        self.left_open: deque[tuple[Line, str]] = deque()
        self.line: Line | None = None
        self.done: Counter[str] = Counter()
        self.lately: deque[str] = deque(maxlen=10)

    def go_on(self, shares: dict[str, int], many: int, stop: threading.Event) -> None:
        """So many inputs more, each way by its share."""
        done: Counter[str] = Counter()
        try:
            while done.total() < many and not stop.is_set():
                way = min(shares, key=lambda name: done[name] / shares[name])
                done[way] += getattr(self, way)()
        except BaseException:
            stop.set()
            raise
        self.done += done

    def leave(self) -> None:
        while self.left_open:
            self.look_at(*self.left_open.popleft())
        if self.line:
            self.line.socket.close()

    def say_again(self) -> None:
        """What was found before."""
        for found in FOUND.values():
            if isinstance(found, Request):
                self.ask(found)
            elif isinstance(found, Talk):
                room = next(room for room in self.rooms if room.kind == found.kind)
                self.say(room, [text.replace("<poll>", str(room.poll.pk)) for text in found.texts])
            else:
                self.throw(Line(self.base), found)

    # -- sockets ---------------------------------------------------------------------
    def rested(self, room: Room) -> str:
        """A phone that has said nothing for so long that it may say ten things at once."""
        phones = self.phones[room.slug]
        cookie, since = phones.popleft()
        time.sleep(max(0.0, since + REST_SECONDS - time.monotonic()))
        phones.append((cookie, time.monotonic()))
        return cookie

    def frames(self) -> int:
        room = self.rng.choice(self.rooms)
        texts = any_talk(self.rng, room.kind, self.polls)
        self.say(room, texts)
        return len(texts)

    def say(self, room: Room, texts: Sequence[str]) -> None:
        """Every frame is answered, unless the server says goodbye or the bytes were no text."""
        words = f"Talk({room.kind!r}, {texts!r})"[:9000]
        self.lately.append(words)
        with RawSocket(self.base, f"/live/{room.slug}/", self.rested(room)) as socket:
            require(socket.is_open, f"a phone's socket is refused: {socket.answer!r}")
            socket.say(b"".join(frame(as_bytes(text)) for text in texts))
            left, deadline = len(texts), time.monotonic() + ANSWER_SECONDS
            while left and (found := socket.read(deadline - time.monotonic())) is not None:
                opcode, payload = found
                if opcode == CLOSE:
                    require(int.from_bytes(payload[:2]) != INTERNAL_ERROR, f"the server stumbles over {words}")
                    return
                told = json.loads(payload)["t"] if opcode == TEXT else ""
                if told == "bye":
                    return
                left -= told in REPLIES
            require(not left or socket.is_closed, f"a frame gets no answer: {words}")

    def scraps(self) -> int:
        room = self.rng.choice(self.rooms)
        socket = RawSocket(self.base, f"/live/{room.slug}/", self.rng.choice(room.sockets))
        return self.throw(socket, any_scraps(self.rng))

    def handshakes(self) -> int:
        room = self.rng.choice(self.rooms)
        places = (f"/live/{room.slug}/", f"/live/{room.slug}/stage/x/", f"/live/{room.slug}/console/", "/live/x/", "/", "/live/")
        line = Line(self.base)
        return self.throw(line, any_handshake(self.rng, self.rng.choice(places), line.host, self.rng.choice(room.sockets)))

    def lines(self) -> int:
        return self.throw(Line(self.base), any_lines(self.rng, self.rng.choice(self.site.cookies[self.rng.choice(WHO)])))

    def throw(self, line: Line, data: bytes) -> int:
        """Said, and left open: what came of it is looked at later."""
        self.lately.append(f"{data!r}"[:9000])
        line.say(data)
        self.left_open.append((line, self.lately[-1]))
        if len(self.left_open) > LEFT_OPEN:
            self.look_at(*self.left_open.popleft())
        return 1

    def look_at(self, line: Line, words: str) -> None:
        heard = line.hear(0.005)
        line.socket.close()
        failed = FAILED.findall(heard)
        require(not failed, f"the answer is {failed}: {words}")

    # -- requests --------------------------------------------------------------------
    def twins(self) -> int:
        room = self.rng.choice(self.rooms)
        return self.ask(any_twin(self.rng, room.slug, self.rng.choice(self.twin_phones[room.slug]), room.kind, self.polls))

    def addresses(self) -> int:
        return self.ask(any_visit(self.rng, self.site))

    def forms(self) -> int:
        return self.ask(any_form(self.rng, self.site))

    def ask(self, request: Request) -> int:
        self.lately.append(repr(request)[:9000])
        status = 0
        for _line in range(2):  # the one that was left open may have been closed meanwhile
            self.line = self.line or Line(self.base)
            status = answered(self.line, request)
            require(status or self.line.is_closed, f"a request gets no answer: {self.lately[-1]}")
            if self.line.is_closed or not status:
                self.line.socket.close()
                self.line = None
            if status:
                break
        require(status < 500, f"the answer is {status}: {self.lately[-1]}")
        self.done[f"status {status}"] += 1
        return 1


def answered(line: Line, request: Request) -> int:
    """The status of an answer that is read to its end; 0 if the line was closed instead. An honest "busy" counts as 429."""
    line.say(wired(request, line.host))
    answer = line.hear_until(b"\r\n\r\n", ANSWER_SECONDS)
    if not answer.startswith(b"HTTP/1.1 "):
        return 0
    status, length = int(answer.split()[1]), re.search(rb"(?i)\ncontent-length: *(\d+)", answer)
    if length and status not in {204, 304} and request.method != "HEAD":
        while len(line.heard) < int(length[1]) and line._more(10):
            pass
        line.heard = line.heard[int(length[1]) :]
    elif b"chunked" in answer.lower():
        line.hear_until(b"0\r\n\r\n")
    line.is_closed |= b"\r\nconnection: close" in answer.lower() or not length
    return 429 if status == 503 and b"\r\nretry-after:" in answer.lower() else status
