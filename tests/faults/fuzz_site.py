"""A town with everything in it, and four who come to every address: a stranger, a phone, the facilitator, the mayor."""

import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django.db import transaction
from django.urls import get_resolver

from participation.accounts.links import make
from participation.accounts.models import Municipality
from participation.demo_data import load, towns
from participation.discussion.models import Contribution
from participation.live.guards.identity import Identity, cookie_name, cookie_value, secret_of
from participation.proposals import actions as proposals
from participation.proposals.models import Proposal
from participation.simulation.wire import Forms
from participation.threads import OneHop
from workshops.actions.joining import _join_all
from workshops.models import TradeOff, Workshop

from ..e2e.conftest import session_cookie
from ..evening import press
from .fuzz_values import Rng

WHO = ("stranger", "phone", "facilitator", "mayor")
CSRF = "c" * 32
CSRF_FIELD = "csrfmiddlewaretoken"
HOST = "127.0.0.1"
_part = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")


@dataclass(frozen=True, slots=True)
class Request:
    """One request, as it is sent over the wire or put before Django in this process."""

    who: str
    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a page as somebody sees it: where it goes, its fields, and its buttons as fields."""

    who: str
    path: str
    fields: tuple[tuple[str, str], ...]
    buttons: tuple[tuple[str, str], ...]


def routes() -> list[str]:
    """Every address of the site, with a name in angle brackets for each part that varies."""

    def walk(patterns, before=""):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern.url_patterns, before + str(pattern.pattern))
            else:
                yield "/" + _part.sub(r"<\1\2>", before + str(pattern.pattern)).replace("^", "").replace("$", "")

    return list(walk(get_resolver().url_patterns))


def identities(workshop: Workshop, number: int, salt: Any) -> list[Identity]:
    """So many phones that have joined."""
    nonces = [f"{salt} {index}" for index in range(number)]
    with transaction.atomic():
        joined = _join_all([(workshop.pk, nonce) for nonce in nonces])
    slug = workshop.room.slug
    return [Identity(slug, each.pk, secret_of(nonce)) for each, nonce in zip(joined, nonces, strict=True)]


class Site:
    """The demo's towns. `renew()` opens another evening there, because what is pressed at random ends every evening soon."""

    def __init__(self, rng: Rng) -> None:
        self.rng, self.handler = rng, OneHop()
        self.handler.load_middleware()
        demo = load()
        Municipality.objects.filter(pk=demo.municipality.pk).update(**towns.AUENTAL)
        self.staff = {"facilitator": demo.facilitator, "mayor": demo.mayor}
        self.routes = routes()
        self.renew()

    def renew(self) -> None:
        """A new evening at some step of its agenda, phones in it, proposals, logins; and the forms of all its pages."""
        evening, ben = load(fresh=True).workshop, self.staff["facilitator"]
        Workshop.objects.filter(pk=evening.pk).update(expected=3000, capacity=5000)
        self.evening = press(evening, self.rng.randint(1, 12), by=ben)
        self.phones = identities(evening, 12, self.rng.random())
        words = {"title": "Mehr Bäume am Bahnhof", "what": "Zehn Linden pflanzen.", "why": "Schatten."}
        sent = [proposals.create(identity=phone, workshop=evening, nonce="n", **words) for phone in self.phones[:4]]
        for each in sent[:2]:
            proposals.transition(proposal=each.proposal, verb="release", by=ben)
        self.cookies = {who: self._cookies_of(who) for who in WHO}
        self.values = self._values(sent[-1].receipt)
        self.forms = self._sorted_forms()

    def _cookies_of(self, who: str) -> list[str]:
        """Cookie headers: one for each phone, one for each of the staff."""
        csrf = f"csrftoken={CSRF}"
        if who == "stranger":
            return [csrf]
        if who == "phone":
            return [f"{csrf}; {cookie_name(each.room)}={cookie_value(each)}" for each in self.phones]
        sessions = [session_cookie(self.staff[who], f"http://{HOST}") for _session in range(6)]  # a form may log out
        return [f"{csrf}; {cookie['name']}={cookie['value']}" for cookie in sessions]

    def _values(self, receipt: str) -> dict[str, list[str]]:
        """What stands right in the place of each name; where the same name means several things, the address's start tells."""
        shown = Proposal.objects.public().values_list("pk", flat=True)
        values: dict[str, list[Any]] = {
            "room": [self.evening.room.slug],
            "code": [self.evening.code],
            "slug": ["auental", "huegelstedt"],
            "item_pk": list(self.evening.items.values_list("pk", flat=True)),
            "tradeoffs pk": list(TradeOff.objects.values_list("pk", flat=True)),
            "p pk": list(shown),
            "dashboard pk": list(shown),
            "pk": [*[self.evening.pk] * 4, *Workshop.objects.order_by("pk").values_list("pk", flat=True)[:4]],
            "stage token": [self.evening.stage_token],
            "r token": [receipt],
            "token": [make(self.staff["facilitator"], "/home/").split("/")[2]],
            "uidb36": ["1"],
            "key": ["abc-0123456789"],
            "audience": ["phone", "stage"],
            "name": ["results", "evening"],
            "ending": ["csv", "json", "ods", "svg"],
            "contribution": list(Contribution.objects.values_list("pk", flat=True)),
        }
        return {name: [str(value) for value in found] for name, found in values.items()}

    def right(self, route: str, rng: Rng) -> str:
        """The address with values that exist."""
        start = route.split("/")[1]
        return re.sub(r"<(\w+)>", lambda name: quote(rng.choice(self.values.get(f"{start} {name[1]}") or self.values[name[1]])), route)

    def _pages(self) -> list[str]:
        ways = [f"/workshops/{self.evening.pk}/add/?kind={kind}" for kind in ("input:", "proposals:", "poll:points", "poll:slider&pair")]
        return sorted({self.right(route, self.rng) for route in self.routes for _time in range(2 if "pk>" in route else 1)}) + ways

    def _sorted_forms(self) -> list[list[Form]]:
        """Those that go to the same address with the same fields stand together: the choice of language is on every page."""
        alike: dict[tuple, list[Form]] = {}
        for form in (form for who in WHO for path in self._pages() for form in self.forms_of(who, path)):
            alike.setdefault((form.path, *sorted(dict(form.fields))), []).append(form)
        return list(alike.values())

    def forms_of(self, who: str, path: str) -> list[Form]:
        """What somebody could send from a page."""
        status, page = self.inside(Request(who, "GET", path, {"Cookie": self.cookies[who][0]}))
        if status >= 400 or "<form" not in page:
            return []
        found = []
        for form in Forms(page).forms:
            fields = {name: value or "" for name, value in form["fields"].items() if name}
            buttons = tuple((each["name"], each.get("value") or "") for each in form["buttons"] if each.get("name"))
            if CSRF_FIELD in fields:
                fields[CSRF_FIELD] = CSRF
                found.append(Form(who, urlsplit(form["action"]).path or path, tuple(fields.items()), buttons))
        return found

    def inside(self, request: Request) -> tuple[int, str]:
        """The answer without a server: middleware and view in this thread, as in one of the server's."""
        path, _mark, query = request.path.partition("?")
        headers = {"Host": HOST, "Content-Length": str(len(request.body))} | request.headers
        scope = {
            "type": "http", "method": request.method, "path": unquote(path), "query_string": query.encode("latin-1", "replace"),
            "headers": [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in headers.items()],
        }  # fmt: skip
        made, refused = self.handler.create_request(scope, BytesIO(request.body))
        answer = refused if made is None else self.handler.get_response(made)
        page = b"".join(answer) if not getattr(answer, "streaming", False) else b""
        answer.close()
        return answer.status_code, page.decode(errors="replace")
