"""What passes through Redis, and what stays there: numbers of news and people, never an answer, a text or a person."""

import socket
import threading

from polls.models import Remark

from ..evening import press
from ..waiting import PATIENCE, until


class Ear:
    """Hears every command that Redis gets, as somebody would who may log in there."""

    def __init__(self, address: str) -> None:
        host, port = address.removeprefix("redis://").partition("/")[0].split(":")
        self.line = socket.create_connection((host, int(port)), timeout=PATIENCE)
        self.line.sendall(b"MONITOR\r\n")
        self.heard = self.line.recv(5)
        self.line.settimeout(None)
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self) -> None:
        while piece := self.line.recv(65536):
            self.heard += piece

    def ask(self, command: bytes) -> bytes:
        with socket.create_connection(self.line.getpeername(), timeout=PATIENCE) as other:
            other.sendall(command + b"\r\n")
            return other.recv(64)

    def close(self) -> bytes:
        self.line.shutdown(socket.SHUT_RDWR)
        self.thread.join(PATIENCE)
        self.line.close()
        return self.heard


def test_redis_holds_no_ballot_and_hears_of_none(servers, redis, make_phone, make_workshop, ben):
    ear = Ear(redis.address)
    workshop = press(make_workshop("slider"), times=2, by=ben)
    poll = workshop.item.polls.get().pk
    phones = [make_phone(server, workshop).open() for server in servers * 2]
    for number, phone in enumerate(phones):
        phone.owns()
        answer = {"value": 85, "reason": f"Schatten {number}"}
        assert phone.vote(poll, 1, answer)["status"] == "saved"
    assert phones[0].shows("turnout", data__ballots=6) and Remark.objects.count() == 6
    until(lambda: b"PUBLISH" in ear.heard.upper() and workshop.room.slug.encode() in ear.heard)  # the ear works
    keys = ear.ask(b"DBSIZE")
    heard = ear.close()
    assert keys == b":0\r\n"
    assert b"Schatten" not in heard and b"value" not in heard and b"answer" not in heard
    assert not [phone for phone in phones if any(value.encode() in heard for value in phone.cookies.values())]
