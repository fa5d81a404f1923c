"""Requests that are nearly right: every address and every form of the site, with something in them that nobody meant."""

from collections.abc import Callable
from urllib.parse import quote, quote_from_bytes, urlencode

from ..live.raw import head
from .fuzz_frames import random_bytes, vote_frame
from .fuzz_site import CSRF_FIELD, WHO, Form, Request, Site
from .fuzz_values import Rng, any_text, any_value, as_bytes, as_json, mutated

URLENCODED, MULTIPART, JSON = "application/x-www-form-urlencoded", "multipart/form-data", "application/json"
QUERIES = (
    "lang", "saved", "code", "kind", "pair", "tradeoff", "municipality", "q", "state", "sort", "year", "next", "have", "epoch", "page",
    "uid", "",
)  # fmt: skip
RIGHT = ("de", "en", "step:16,turnout:4", "poll:slider", "1", "all", "2026", "support", "/home/")
HEADERS = {
    "Accept-Language": ("de;q=nan", "en-" + "x" * 600, "*", ";,;q=9", "de-DE,en;q=0.1"),
    "Content-Type": (URLENCODED, JSON, MULTIPART, "text/plain", "", ";", "a/b; charset=rot13", "text/html; charset=\"", "x" * 300),
    "Cookie": ('sessionid="\\000aaaaaaaa"', "csrftoken=" + "é" * 32, "messages=x; language=%00", "a" * 4000, "=;=;;", 'supporter="a:b"'),
    "Host": ("", "localhost:99999", "[::1]", "[", "a b", "x" * 300, "127.0.0.1:abc", "xn--\xff", "evil.example"),
    "If-Modified-Since": ("0", "Mon, 99 Foo 99999 99:99:99 GMT", "9" * 40),
    "If-None-Match": ('"x"', "*", "W/", '"' * 300),
    "Origin": ("null", "http://[", "http://evil.example", ""),
    "Range": ("bytes=0-", "bytes=-1", "bytes=9-1", "bytes=" + "9" * 40 + "-", "bytes=a-b", "x=0-1,2-3"),
    "Referer": ("http://[", "x", "http://evil.example/"),
    "X-CSRFToken": ("x", "c" * 64, "é"),
    "X-Forwarded-For": ("' OR 1", "::1, 127.0.0.1"),
    "X-Forwarded-Proto": ("https", "ftp"),
    "X-Requested-With": ("fetch", "XMLHttpRequest"),
    "Accept": ("application/json", "*/*;q=x", ""),
    "X-HTTP-Method-Override": ("DELETE",),
    "Daphne-Root-Path": ("/x", "\xff", "%00", "http://evil.example"),
    "Accept-Encoding": ("gzip, br;q=0", "identity;q=0", "x" * 300),
}  # fmt: skip
CHARSETS = (
    "utf-16",
    "utf-7",
    "rot13",
    "hex",
    "base64",
    "idna",
    "latin-1",
    "nonsense",
    "undefined",
    "unicode_escape",
    "punycode",
    "utf-8-sig",
)


def in_url(rng: Rng, text: str) -> str:
    """Percent-encoded; sometimes wrongly."""
    if rng.random() < 0.1:
        return rng.choice(("%", "%f", "%ff%fe", "%00", "%2F", "%2e%2e", "%25", "%u0041", "+", "%C0%AF", "?", "#", ";"))
    return quote_from_bytes(as_bytes(text)[: rng.choice((40, 2000))], safe=rng.choice(("", "/:,;=@")))


def any_address(rng: Rng, site: Site) -> str:
    """An address of the site; mostly with something else in one of its parts, or with a query."""
    route = rng.choice(site.routes)
    while "/j/<" in route and rng.random() < 0.7:  # three hundred wrong codes a minute, and the house gets slow
        route = rng.choice(site.routes)
    path = site.right(route, rng)
    if rng.random() < 0.6 and "/j/" not in path or rng.random() < 0.1:
        parts = path.split("/")
        at = rng.randrange(1, len(parts))
        parts[at] = (
            in_url(rng, any_text(rng))
            if rng.random() < 0.8
            else rng.choice(("", ".", "..", parts[at] * 9, parts[at].upper(), "0" + parts[at]))
        )
        path = "/".join(parts)
    if rng.random() < 0.5:
        pairs = [
            (rng.choice(QUERIES), rng.choice(RIGHT) if rng.random() < 0.3 else any_text(rng)) for _pair in range(rng.choice((1, 1, 2, 5)))
        ]
        path += "?" + rng.choice("&&&;").join(f"{in_url(rng, name)}={in_url(rng, value)}" for name, value in pairs)
    return path.replace("#", "%23")[:7000]


def any_headers(rng: Rng, site: Site, who: str) -> dict[str, str]:
    headers = {"Cookie": rng.choice(site.cookies[who])}
    for _time in range(rng.choice((0, 0, 0, 0, 0, 1, 1, 3))):
        name = rng.choice(list(HEADERS))
        value = rng.choice(HEADERS[name]) if rng.random() < 0.8 else any_text(rng).translate(NO_BREAKS)[:400]
        headers[name] = f"{headers['Cookie']}; {value}" if name == "Cookie" else value
    return headers


NO_BREAKS = dict.fromkeys((*range(32), 127))


def any_visit(rng: Rng, site: Site) -> Request:
    """Somebody opens an address, or does to it what is not done there."""
    who = rng.choice(WHO)
    method = "GET" if rng.random() < 0.85 else rng.choice(("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "get", "TRACE", "X" * 40))
    return Request(who, method, any_address(rng, site), any_headers(rng, site, who))


# -- forms -----------------------------------------------------------------------------
MORE_FIELDS = (
    "int.value", "text.reason", "texts.words", "ints.options", "int.points.1", "int.a.b", "text.value.x", "poll", "do", "support", "on",
    "item", "who", "shown", "decide", "revision", "minutes", "municipality", "next", "nonce", "code", "language", "verdict", "into",
    "verb", "action_add", "goals-TOTAL_FORMS", "facts-TOTAL_FORMS", "goals-INITIAL_FORMS", "goals-0-pole", "facts-0-as_of",
    "settings-total", "day", "begins", "login", "password", "email", "__proto__",
)  # fmt: skip


CHANGES: tuple[Callable[[str, str, str], list[tuple[str, str]]], ...] = (
    lambda name, value, strange: [],
    lambda name, value, strange: [(name, value)] * 2,
    lambda name, value, strange: [(name, value), (name, strange)],
    lambda name, value, strange: [((name + strange)[-9_000:], value)],
    lambda name, value, strange: [(name, (value * 900)[:60_000])],
    *[lambda name, value, strange: [(name, strange)]] * 6,
)


def mangled(rng: Rng, fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """One field or several missing, doubled, strange, huge, or new."""
    fields = list(fields)
    for _time in range(rng.choice((0, 1, 1, 2, 3, 8))):
        at = rng.randrange(len(fields)) if fields else 0
        if not fields or rng.random() < 0.2:
            fields.insert(at, (rng.choice(MORE_FIELDS), any_text(rng)))
            continue
        name, value = fields[at]
        if name == CSRF_FIELD and rng.random() < 0.95:  # else most forms would go no further
            continue
        fields[at : at + 1] = rng.choice(CHANGES)(name, value, any_text(rng))
    return fields * rng.choice((2, 60)) if rng.random() < 0.01 else fields


def any_form(rng: Rng, site: Site) -> Request:
    """One of the forms that somebody sees on a page, or one that stands nowhere, sent to an address."""
    form: Form = rng.choice(rng.choice(site.forms))
    fields = [*form.fields, *([rng.choice(form.buttons)] if form.buttons and rng.random() < 0.8 else [])]
    path = form.path if rng.random() < 0.8 else site.right(rng.choice(site.routes), rng)
    if path.endswith("/logout/") and rng.random() < 0.9:
        path = "/accounts/login/"
    if path.endswith("/login/") and rng.random() < 0.9:  # a password costs the server a third of a second, right or wrong
        fields = [field for field in fields if field[0] != "password"]
    who = form.who if rng.random() < 0.9 else rng.choice(WHO)
    content_type, body = enclosed(rng, mangled(rng, fields))
    headers = {"Content-Type": content_type, "X-Requested-With": rng.choice(("fetch", "XMLHttpRequest"))} | any_headers(rng, site, who)
    if rng.random() < 0.5:
        del headers["X-Requested-With"]
    return Request(who, "POST", path, headers, body)


def enclosed(rng: Rng, fields: list[tuple[str, str]]) -> tuple[str, bytes]:
    """A form's content type and body; now and then they do not fit together, or the body breaks off."""
    what, pairs = rng.random(), [(as_bytes(name), as_bytes(value)) for name, value in fields]
    if what < 0.7:
        content_type, body = URLENCODED, urlencode(pairs).encode()
    elif what < 0.95:
        boundary = "b" * 8 if rng.random() < 0.9 else rng.choice(("--", "b" * 80, "é", '"', ""))
        content_type, body = f"{MULTIPART}; boundary={boundary}", parts_of(rng, boundary.encode("latin-1"), pairs)
    else:
        content_type, body = rng.choice(HEADERS["Content-Type"]), random_bytes(rng, 400)
    if rng.random() < 0.04:
        content_type += f"; charset={rng.choice(CHARSETS)}"
    if rng.random() < 0.06:
        body = rng.choice(
            (body[: rng.randrange(len(body) + 1)], body + random_bytes(rng), b"&" * 600, b"x=" + b"y" * rng.choice((70_000, 261_000)))
        )
    return content_type, body


def parts_of(rng: Rng, boundary: bytes, pairs: list[tuple[bytes, bytes]]) -> bytes:
    """A multipart body; its parts may be files, or have a head that makes no sense."""
    body = b""
    for name, value in pairs:
        heads = [b'form-data; name="' + name + b'"'] * 8 + [
            b'form-data; name="' + name + b'"; filename="x' + value[:40] + b'"',
            b"form-data",
            b"x; name*=utf-9''%ff",
        ]
        more = rng.choice(
            (b"", b"", b"", b"\r\nContent-Transfer-Encoding: base64", b"\r\nContent-Type: text/plain; charset=rot13", b"\r\nX")
        )
        body += b"--" + boundary + b"\r\nContent-Disposition: " + rng.choice(heads) + more + b"\r\n\r\n" + value + b"\r\n"
    return body + b"--" + boundary + rng.choice((b"--\r\n", b"--\r\n", b"--", b"", b"\r\n"))


# -- the twins -------------------------------------------------------------------------
def any_twin(rng: Rng, room: str, cookie: str, kind: str, polls: dict[str, int]) -> Request:
    """The wire contract over HTTP: a ballot, or the question how things stand."""
    headers = {"Cookie": cookie}
    if rng.random() < 0.35:
        have = ",".join(
            f"{rng.choice(('step', 'turnout', any_text(rng)))}:{rng.choice((1, 16, any_text(rng)))}"
            for _slot in range(rng.choice((0, 1, 3, 60)))
        )
        query = urlencode(
            {
                name: as_bytes(value)
                for name, value in (("epoch", any_text(rng)), ("have", have), ("lang", rng.choice(("de", "en", any_text(rng)))))
            }
        )
        return Request("phone", "GET", f"/live/{room}/state?{query}"[:7000], headers)
    frame = vote_frame(rng, kind, polls)
    for _time in range(rng.choice((0, 1, 1, 2))):
        frame = mutated(rng, frame) if rng.random() < 0.9 else any_value(rng)
    headers["Content-Type"] = JSON if rng.random() < 0.95 else rng.choice(HEADERS["Content-Type"])
    body = as_bytes(as_json(rng, frame)) if rng.random() < 0.95 else random_bytes(rng)
    return Request("phone", "POST", f"/live/{room}/vote", headers, body[:261_000])


# -- on the wire -----------------------------------------------------------------------
SAFE = "/?%&=;:@!$'()*+,~#[]"


def wired(request: Request, host: str) -> bytes:
    """A request as it goes over the wire."""
    headers = {"Host": host} | request.headers
    if request.body or request.method == "POST":
        headers["Content-Length"] = str(len(request.body))
    return head(f"{request.method} {quote(request.path, safe=SAFE)}", headers) + request.body
