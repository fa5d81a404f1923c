"""Behind nginx and Caddy, as docs/operations.md says: TLS at the proxy, and phone, stage and console live, with sockets and without."""

import datetime
import re
import shutil
import socket
import ssl
import subprocess
from contextlib import suppress

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connection
from playwright.sync_api import expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from polls.models import Poll

from ..evening import press
from ..house.reading import ROOT
from ..waiting import PATIENCE, free_port, until
from .conftest import PHONE, Server, session_cookie, watch
from .screens import STAGE, slide_to

pytestmark = [pytest.mark.slow, pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
RESTING = 900  # ms; longer than the main button takes no second press
HOST = "beteiligung.auental.example"


def documented(proxy: str) -> str:
    """The configuration as operators read it."""
    text = (ROOT / "docs/operations.md").read_text()
    return re.search(rf"{proxy}[^\n]*:\n\n```[a-z]*\n(.*?)```", text, re.DOTALL | re.IGNORECASE)[1]


def certificate(folder) -> None:
    """A certificate of this test's own, as a local authority would make it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))


def nginx_command(folder, own: str) -> list[str]:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    head = f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; events {{}}\n"
    (folder / "nginx.conf").write_text(f"{head}http {{ {places}\n{own}\n}}")
    return ["nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]


def caddy_command(folder, own: str) -> list[str]:
    (folder / "Caddyfile").write_text("{\n    admin off\n    auto_https disable_redirects\n    skip_install_trust\n}\n" + own)
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


def settings_of(proxy: str, folder, port: int, upstream: str, has_sockets: bool) -> str:
    """What the page says, with a port and a certificate of this test."""
    own = documented(proxy).replace("127.0.0.1:8000", upstream)
    if proxy == "nginx":
        own = re.sub(r"listen [^;]*;", f"listen 127.0.0.1:{port} ssl;", own)
        own = re.sub(r"ssl_certificate [^;]*;", f"ssl_certificate {folder}/cert.pem;", own)
        own = re.sub(r"ssl_certificate_key [^;]*;", f"ssl_certificate_key {folder}/key.pem;", own)
        return own if has_sockets else re.sub(r"proxy_set_header (Upgrade|Connection) [^;]*;", r'proxy_set_header \1 "";', own)
    own = own.replace(f"{HOST} {{", f"{HOST}:{port} {{\n    bind 127.0.0.1\n    tls {folder}/cert.pem {folder}/key.pem")
    return (
        own if has_sockets else own.replace("reverse_proxy", "@socket header Upgrade websocket\n    respond @socket 403\n    reverse_proxy")
    )


@pytest.fixture(params=["nginx", "caddy"])
def proxy(request):
    if not shutil.which(request.param, path="/usr/sbin:/usr/bin:/usr/local/bin"):
        pytest.skip(f"{request.param} is not installed")
    return request.param


@pytest.fixture(params=[True, False], ids=["with sockets", "without sockets"])
def site(request, proxy, tmp_path, static_root, transactional_db):
    """Address of the server behind the proxy, and whether sockets get through."""
    port = free_port()
    url = f"https://{HOST}:{port}"
    server = Server(connection.settings_dict, static_root, BASE_URL=url, ALLOWED_HOSTS=HOST)
    certificate(tmp_path)
    own = settings_of(proxy, tmp_path, port, server.url.removeprefix("http://"), request.param)
    command = {"nginx": nginx_command, "caddy": caddy_command}[proxy](tmp_path, own)
    command[0] = shutil.which(proxy, path="/usr/sbin:/usr/bin:/usr/local/bin")
    env = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "PATH": "/usr/bin"}
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=env)
    try:
        until(lambda: listens(port), (tmp_path / "log").read_text)
        yield url, request.param
    finally:
        process.terminate()
        process.wait(PATIENCE)
        server.stop()


def listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), PATIENCE) as line:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.wrap_socket(line, server_hostname=HOST).close()
        return True
    return False


@pytest.fixture
def visit(browser, site):
    """visit(path, user=…) → a page behind the proxy; `page.sockets` are those that stayed open."""
    contexts = []

    def of(path, user=None, **options):
        context = browser.new_context(base_url=site[0], ignore_https_errors=True, locale="de-DE", **options)
        contexts.append(context)
        if user:
            cookie = session_cookie(user, site[0])
            context.add_cookies([cookie | {"name": f"__Host-{cookie['name']}", "secure": True}])
        page = context.new_page()
        watch(page, site[0])
        page.heard = []
        page.on("websocket", lambda line: line.on("framereceived", lambda frame: page.heard.append(frame)))
        page.goto(path)
        return page

    yield of
    for context in contexts:
        context.close()


def test_the_line_itself(site, make_workshop, join):
    """Without a browser: a program's socket is welcomed, or refused where the proxy lets none through."""
    workshop = make_workshop("slider")
    url, has_sockets = site
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    line = socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), PATIENCE)
    address, cookie = f"{url.replace('https', 'wss')}/live/{workshop.room.slug}/", "__Host-" + "=".join(join(workshop).cookie)
    options = {
        "sock": line,
        "ssl": context,
        "origin": url,
        "additional_headers": {"Cookie": cookie},
        "compression": None,
        "open_timeout": PATIENCE,
    }
    if not has_sockets:
        with pytest.raises(InvalidStatus), line:
            connect(address, **options)
        return
    with connect(address, **options) as socket_:
        socket_.send('{"t":"hello"}')
        assert '"welcome"' in socket_.recv(timeout=PATIENCE)


def test_phone_stage_and_console_are_live(site, visit, make_workshop, ben):
    workshop = press(make_workshop("slider"), by=ben)
    stage = visit(f"/stage/{workshop.stage_token}/", **STAGE)
    console = visit(f"/console/{workshop.pk}/", user=ben)
    amina = visit(f"/j/{workshop.code}/", **PHONE)
    amina.locator("button.primary").tap()
    amina.wait_for_url("**/w/*/")
    expect(console.locator("#line")).to_have_text("verbunden")
    console.locator("#next-step").click()
    expect(amina.locator("input[type=range]")).to_be_visible()
    slide_to(amina, 80)
    amina.locator("#send").tap()
    expect(amina.locator("#sent")).to_have_class("sent saved")
    expect(console.locator("#next-step")).to_contain_text("Abstimmung schließen")
    console.wait_for_timeout(RESTING)
    console.locator("#next-step").click()
    expect(stage.locator(".state")).to_contain_text("geschlossen")
    expect(amina.locator("h1:visible")).to_have_text("Die Abstimmung ist zu.")
    assert Poll.objects.get().state == Poll.State.CLOSED
    for page in (stage, console, amina):
        if site[1]:
            until(lambda page=page: page.heard, page=page)
        assert bool(page.heard) is site[1]
