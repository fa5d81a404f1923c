"""Behind the proxies that people have: what they say of scheme, host and port keeps no screen away, and lets no stranger in."""

import json

import pytest
from django.db import connection

from ..e2e.conftest import Server
from ..evening import press
from .phone import Http
from .raw import Line, RawSocket

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HOST = "xn--mllheim-n2a.example"


@pytest.fixture(scope="module")
def behind(django_db_setup, static_root):
    """A server with an address of TLS, reached over plain HTTP as by a proxy on the same machine."""
    server = Server(connection.settings_dict, static_root, BASE_URL="https://müllheim.example/", ALLOWED_HOSTS=HOST)
    yield server
    server.stop()


@pytest.fixture
def socket_of(behind, make_workshop, join, ben):
    """socket_of(**headers) → whether Amina's phone gets a live connection with these headers."""
    workshop = press(make_workshop(), times=2, by=ben)
    cookie = "__Host-" + "=".join(join(workshop).cookie)

    def of(**headers):
        usual = {"Host": HOST, "Origin": f"https://{HOST}", "X_Forwarded_Proto": "https"}
        with RawSocket(behind.url, f"/live/{workshop.room.slug}/", cookie, **usual | headers) as socket:
            if not socket.is_open:
                return False
            socket.send({"t": "hello"})
            return socket.until("welcome") is not None

    return of


@pytest.mark.parametrize("said", ["https", "wss", "HTTPS", "https,http", "https, https", "wss,http"])
@pytest.mark.parametrize("port", ["", ":443"])
def test_a_socket_gets_through(socket_of, said, port):
    assert socket_of(X_Forwarded_Proto=said, Host=HOST + port)


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Forwarded_Proto": "http"},
        {"X_Forwarded_Proto": "http,https"},  # the first one stands, as with Django
        {"X_Forwarded_Proto": "ws"},
        {"Origin": f"http://{HOST}"},
        {"Origin": f"https://{HOST}:8443"},
        {"Origin": f"https://{HOST}:443.evil.example"},
        {"Origin": f"https://evil.example/{HOST}"},
        {"Origin": "null"},
        {"Host": f"{HOST}:8443"},
        {"Host": "evil.example", "Origin": "https://evil.example"},
        {"Host": "127.0.0.1", "Origin": "https://127.0.0.1"},
    ],
    ids=str,
)
def test_a_stranger_does_not(socket_of, headers):
    assert not socket_of(**headers)


def test_health_is_told_on_the_machine_itself_and_nothing_else(behind):
    """A watcher asks 127.0.0.1 without TLS; other pages stay with their own name."""

    def status_of(path, **headers):
        return Http(behind.url).request("GET", path, **headers)[0]

    status, _headers, text = Http(behind.url).request("GET", "/healthz", Host="127.0.0.1:8000")
    assert (status, json.loads(text)["ok"]) == (200, True)
    for path in ("/", "/j/", "/healthz/", "/accounts/login/", "/healthz%20"):
        assert status_of(path, Host="127.0.0.1:8000") in {400, 404}, path
        assert status_of(path, Host="evil.example", X_Forwarded_Proto="https") in {400, 404}, path
    assert status_of("/", Host=HOST) == 301
    assert status_of("/", Host=HOST, X_Forwarded_Proto="https") == 200


def test_the_server_keeps_its_own_files_to_itself(behind):
    with Line(behind.url) as line:
        own = {"Host": HOST, "X_Forwarded_Proto": "https"}
        for name in (".stamp", ".lock", "staticfiles.json", "staticfiles.json.gz"):
            assert line.request(f"GET /static/{name}", **own)[0] == 404, name
        assert line.request("GET /static/css/tokens.css", **own)[0] == 200
