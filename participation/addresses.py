"""Reads the address of this site at the start. A wrong one stops the server there, instead of a 400 for every request."""

import re
from urllib.parse import urlsplit

import idna
from django.core.exceptions import ImproperlyConfigured

EXAMPLE = "https://beteiligung.auental.example"
PORTS = {"http": 80, "https": 443}
_name = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\.?")
_ipv6 = re.compile(r"[a-f0-9]*:[a-f0-9.:]+")


def read_base_url(text: str) -> str:
    """`BASE_URL` in the form for links: scheme, host in ASCII (IDNA), and port if it is not the default.

    Raises ImproperlyConfigured with a sentence."""

    def wrong(what: str) -> ImproperlyConfigured:
        return ImproperlyConfigured(f"BASE_URL is {text!r}: {what} For example: {EXAMPLE}")

    try:
        parts = urlsplit(text.strip())
        port = parts.port
        host = host_name(parts.hostname or "")
    except ValueError as error:
        raise wrong("this is no address.") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise wrong("it must begin with https:// or http://, then the name under which people reach the site.")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise wrong("it must end after the host's name. The site needs a name of its own and can't live in a folder of another one.")
    if "@" in parts.netloc or not host:
        raise wrong("this is no name of a host.")
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != PORTS[parts.scheme] else "")


def host_name(text: str) -> str:
    """A host as browsers send it: ASCII (IDNA), IPv6 in brackets; empty if it is no host."""
    host = text.strip().strip("[]").lower()
    if _ipv6.fullmatch(host):
        return f"[{host}]"
    try:
        host = host if host.isascii() else idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        return ""
    return host if _name.fullmatch(host) else ""


def host_pattern(text: str) -> str:
    """An entry of ALLOWED_HOSTS: a host, `.example.org` for it and all names below it, or `*`. Raises ImproperlyConfigured."""
    text = text.strip()
    if text == "*":
        return text
    if found := host_name(text.removeprefix(".")):
        return "." * text.startswith(".") + found
    raise ImproperlyConfigured(
        f"ALLOWED_HOSTS holds {text!r}: this is no name of a host. Write names alone, without scheme, port and path."
    )


def as_read(address: str) -> str:
    """Host and port of a URL, with umlauts instead of IDNA."""
    netloc = urlsplit(address).netloc
    name, colon, port = netloc.partition(":")
    try:
        return idna.decode(name) + colon + port if "xn--" in name else netloc
    except idna.IDNAError:
        return netloc
