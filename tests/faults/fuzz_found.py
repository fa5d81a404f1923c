"""What was found by fuzzing and is mended: said again at the beginning of every run. A new finding is
printed as it can stand here."""

from dataclasses import dataclass

from .fuzz_frames import HELLO
from .fuzz_site import CSRF, Request

FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
WITH_CSRF = {"Cookie": f"csrftoken={CSRF}"}
ONE_PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--'
SUBPROTOCOL = (
    b"GET /live/x/ HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: \xe4\r\n\r\n"
)


@dataclass(frozen=True, slots=True)
class Talk:
    """What one socket says in a room of this kind; <poll> is the room's poll."""

    kind: str
    texts: tuple[str, ...]


FOUND: dict[str, Request | Talk | bytes] = {
    "a form body that can't be read, at an unknown address": Request(
        "stranger", "POST", "/nowhere/", {"Content-Type": f"{PARTS}; boundary=\xe4"} | WITH_CSRF, b"--x\r\nnonsense"
    ),
    "a form in another charset": Request("stranger", "POST", "/j/", {"Content-Type": f"{FORM}; charset=utf-16"} | WITH_CSRF, b"code=x"),
    "a form in a charset that is none": Request(
        "stranger", "POST", "/j/", {"Content-Type": f"{PARTS}; boundary=x; charset=rot13"} | WITH_CSRF, ONE_PART
    ),
    "a year of five thousand digits": Request("stranger", "GET", "/m/auental/status/?year=" + "9" * 5000),
    "a header that moves every address": Request("stranger", "GET", "/", {"Daphne-Root-Path": "\xff"}),
    "an address to go on to that is none": Request("stranger", "GET", "/accounts/login/?next=http://["),
    "a session's cookie with a NUL": Request("stranger", "GET", "/home/", {"Cookie": 'sessionid="\\000aaaaaaaa"'}),
    "a subprotocol in other letters": SUBPROTOCOL,
    "a reason made of one joiner": Talk(
        "slider", (HELLO, '{"t":"vote","poll":<poll>,"seq":1,"answer":{"value":5,"reason":"\\u200d"}}', '{"t":"beat"}')
    ),
}
