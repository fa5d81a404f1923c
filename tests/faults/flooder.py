"""Everything at once, from a process of its own: python -m tests.faults.flooder < plan.json. Prints how much of each it did, as JSON."""

import contextlib
import json
import re
import sys
import threading
import time
from collections import Counter
from urllib.parse import urlencode

from ..live.raw import PING, Line, RawSocket, frame, head
from ..waiting import PATIENCE

MEBIBYTE = b"x" * 0x100000
CHUNK = b"100000\r\n" + MEBIBYTE + b"\r\n"
ALLOWED = b"x" * 255_000
HIDDEN = re.compile(rb'name="(nonce|csrfmiddlewaretoken)" value="([^"]*)"')


class Flooder:
    """`plan`: {"base", "join", "room", "cookies", "votes", "seconds"}; counts what it did."""

    def __init__(self, plan: dict) -> None:
        self.base, self.join, self.room, self.cookies, self.vote = (plan[key] for key in ("base", "join", "room", "cookies", "vote"))
        self.kinds = plan.get("kinds", ())  # all of them
        self.until = time.monotonic() + plan["seconds"]
        self.done: Counter[str] = Counter()

    @property
    def goes_on(self) -> bool:
        return time.monotonic() < self.until

    def joins(self) -> None:
        """The form, filled in as fast as it comes."""
        while self.goes_on:
            with Line(self.base) as line:
                status, page = line.request(f"GET {self.join}")
                cookie = re.search(rb"csrftoken=([^;]+)", line.last_head)
                if status != 200 or not cookie:
                    self.done["pages refused"] += 1
                    continue
                fields = {name.decode(): value.decode() for name, value in HIDDEN.findall(page)}
                headers = {
                    "Cookie": f"csrftoken={cookie[1].decode()}",
                    "Origin": self.base,
                    "Content-Type": "application/x-www-form-urlencoded",
                }
                status, _page = line.request(f"POST {self.join}", urlencode(fields).encode(), **headers)
                self.done["joins" if status == 303 else "joins refused"] += 1

    def sockets(self, cookie: str) -> None:
        """Votes, pings and rubbish as fast as the line takes them; cut off, it comes back at once."""
        votes = frame(self.vote) * 200 + frame(b"ping", PING) * 50 + frame("{") * 2
        while self.goes_on:
            with RawSocket(self.base, f"/live/{self.room}/", cookie) as socket:
                self.done["sockets" if socket.is_open else "sockets refused"] += 1
                socket.send({"t": "hello"})
                while self.goes_on and socket.is_open and socket.say(votes):
                    self.done["frames"] += 252

    def bodies(self, start: bytes, piece: bytes) -> None:
        """300 MiB, announced or in chunks."""
        while self.goes_on:
            with Line(self.base) as line:
                line.say(start)
                for _piece in range(300):
                    if not (self.goes_on and line.say(piece)):
                        break
                    self.done["MiB sent"] += 1
                self.done["huge bodies"] += 1

    def allowed_bodies(self) -> None:
        """Just below the limit, one after another."""
        with contextlib.ExitStack() as stack:
            while self.goes_on:
                line = stack.enter_context(Line(self.base))
                headers = {"Cookie": self.cookies[0], "Content-Type": "application/json"}
                status, _page = line.request(f"POST /live/{self.room}/vote", ALLOWED, **headers)
                self.done[f"large bodies {status}"] += 1
                stack.close()

    def drips(self, number: int) -> None:
        """So many lines that say a byte a second and never come to an end; a line that was cut is opened anew."""
        lines: list[Line] = []
        while self.goes_on:
            for line in [line for line in lines if not line.say(b"x")]:
                line.socket.close()
                lines.remove(line)
                self.done["drips cut"] += 1
            while len(lines) < number and self.goes_on:
                lines.append(Line(self.base))
                lines[-1].say(b"GET / HTTP/1.1\r\nX-Drip: ")
                self.done["drips"] += 1
            time.sleep(1)
        for line in lines:
            line.socket.close()

    def run(self) -> Counter[str]:
        announced = head("POST /x", {"Host": "localhost", "Content-Length": str(300 * len(MEBIBYTE))})
        chunked = head("POST /x", {"Host": "localhost", "Transfer-Encoding": "chunked"})
        kinds = {
            "joins": [(self.joins,)] * 4,
            "sockets": [(self.sockets, cookie) for cookie in self.cookies],
            "bodies": [(self.bodies, announced, MEBIBYTE), (self.bodies, chunked, CHUNK)] * 2,
            "allowed": [(self.allowed_bodies,)] * 2,
            "drips": [(self.drips, 500)],
        }
        jobs = [job for kind in self.kinds or kinds for job in kinds[kind]]
        threads = [threading.Thread(target=self.insist, args=job) for job in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        return self.done

    def insist(self, job, *arguments) -> None:
        while self.goes_on:
            try:
                job(*arguments)
            except OSError as error:  # refused, reset, full: on with it
                self.done[type(error).__name__] += 1


if __name__ == "__main__":
    print(json.dumps(Flooder(json.load(sys.stdin)).run()))
