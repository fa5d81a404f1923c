"""The phone's page during a workshop, and the pages about a participant's own data. A signed cookie identifies the phone."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from participation.live.extensions import PHONE
from participation.live.guards.identity import Identity, cookie_name, identity_from
from participation.live.guards.limits import buckets
from participation.live.rooms import presence
from participation.live.rooms.hub import hub
from participation.live.rooms.own_data import read_own_data
from participation.live.rooms.page import fill_slots, wait_until_published
from participation.responses import see_other

from .access import guest_of
from .extensions import PHONE_PARTS, PhoneVisit, own_data
from .join_pages import gone_page
from .models import Participant, Workshop
from .pseudonyms import in_words
from .refused import Refused


@dataclass(frozen=True, slots=True)
class Guest:
    """The participant of a request, and the workshop."""

    workshop: Workshop
    identity: Identity
    participant: Participant

    @property
    def name(self) -> str:
        """The pseudonym in the active language."""
        assert self.participant.pseudonym  # `guest_of` finds nobody without one
        return in_words(self.participant.pseudonym)

    def context(self) -> dict[str, Any]:
        """What every page of a phone needs in its template."""
        room = self.workshop.room
        return {"workshop": self.workshop, "room": room, "pseudonym": self.name, "mine_url": reverse("phone_mine", args=[room.slug])}


def for_participants(view: Callable[[HttpRequest, Guest], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    """Pass a Guest to the view. Somebody who has not joined is redirected to the join page.

    Somebody who was sent out sees so instead of the main page, but can still see, export and erase their data."""

    @wraps(view)
    def inner(request: HttpRequest, room: str) -> HttpResponse:
        identity = identity_from(request.COOKIES, room)
        workshop, participant = guest_of(room, identity.id if identity else 0)
        if workshop is None:
            raise Http404
        if identity is None or participant is None:
            response = see_other("join", workshop.code)
            if cookie_name(room) in request.COOKIES:
                response.delete_cookie(cookie_name(room), path="/", samesite="Lax")
            return response
        if participant.is_removed and view.__name__ == "phone":
            return gone_page(request, workshop)
        if not participant.is_removed:
            presence.phones.add(room, identity.id)
        return view(request, Guest(workshop, identity, participant))

    return inner


@require_http_methods(["GET", "HEAD", "POST"])
@for_participants
def phone(request: HttpRequest, guest: Guest) -> HttpResponse:
    """The phone's page. Its forms post here: a phone without script is redirected to the page, a script gets 204."""
    if request.method != "POST":
        return _page(request, guest)
    by_script = request.headers.get("X-Requested-With") == "fetch"
    wait_ms = buckets.get(guest.identity.room, guest.identity.id).take()
    try:
        if wait_ms:
            raise Refused(_("There’s a lot going on right now. Please press once more."))
        query = _perform(request.POST, guest.identity)
    except Refused as refused:
        return _refused(request, guest, str(refused), wait_ms)
    hub.own_data.report_change(guest.identity.room, guest.identity.id)
    if by_script:
        return HttpResponse(status=204)
    wait_until_published(guest.identity.room)
    response = see_other("phone", guest.workshop.room.slug)
    response["Location"] += query
    return response


def _refused(request: HttpRequest, guest: Guest, sentence: str, wait_ms: int) -> HttpResponse:
    """409, or 429 with `Retry-After`: the page with what was typed, or for a script only the sentence."""
    status = 429 if wait_ms else 409
    if request.headers.get("X-Requested-With") == "fetch":
        response = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    else:
        response = _page(request, guest, sentence, refused=request.POST, status=status)
    if wait_ms:
        response["Retry-After"] = str(-(-wait_ms // 1000))
    return response


def _perform(data: QueryDict, identity: Identity) -> str:
    """Let the part that owns the posted form handle it. Returns the query of the next page; raises Refused with a sentence."""
    part = next((part for part in PHONE_PARTS if part.field in data), None)
    if part is None:
        raise Refused(_("That didn’t arrive complete. Please try again."))
    return part.post(identity, data)


def _page(request: HttpRequest, guest: Guest, refusal: str = "", *, refused: QueryDict | None = None, status: int = 200) -> HttpResponse:
    """The page with the slots and the person's own data, which a phone without script can't load later."""
    room = guest.workshop.room.slug
    _removed, (mine,) = read_own_data(room, [guest.identity])
    visit = PhoneVisit(guest.workshop, mine, request.GET, refused)
    views = [part.view(visit) for part in PHONE_PARTS]
    notice = next((view.notice for view in views if view.notice), "")
    context = guest.context() | {"mine": mine, "texts": _sentences(), "refusal": refusal, "notice": notice}
    html = fill_slots(room, PHONE, render_to_string("phone/phone.html", context, request))
    html = html.replace("<span data-me></span>", f"<span data-me>, {guest.name}</span>")
    for view in views:
        html = view.fill(html)
    return HttpResponse(html, status=status)


def _sentences() -> dict[str, str]:
    """{name: sentence} for the phone's script."""
    sentences = {
        "none": _("There’s nothing to do right now. With the next question you’re in again."),
        "down": _("No network. We keep trying."),
        "gone": _("This phone is no longer connected. Please scan the code again."),
        "minute": _("One minute left."),
        "ten_seconds": _("Ten seconds left."),
        "time_up": _("Time is up."),
    }
    return sentences | {name: sentence for part in PHONE_PARTS for name, sentence in part.sentences().items()}


# -- what is stored about me -------------------------------------------------------


@require_safe
@for_participants
def mine(request: HttpRequest, guest: Guest) -> HttpResponse:
    """The page "what is stored about you"."""
    entries = [{"label": entry.label, "note": entry.note, "shown": entry.show(guest.identity)} for entry in own_data()]
    return render(request, "phone/mine.html", guest.context() | {"entries": entries, "on_mine": True, "me": guest.identity.me})


@require_safe
@for_participants
def export(request: HttpRequest, guest: Guest) -> HttpResponse:
    """All own data as a JSON file."""
    about = {"workshop": str(guest.workshop.title)} | ({"rehearsal": True} if guest.workshop.is_rehearsal else {})
    content = about | {entry.name: entry.export(guest.identity) for entry in own_data()}
    return JsonResponse(
        content,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": 'attachment; filename="augenhoehe.json"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_participants
def hand_on(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Make the phone forget its participant, so that somebody else can use it. The server keeps the data."""
    if request.method != "POST":
        return render(request, "phone/hand_on.html", guest.context())
    return _forgotten(request, guest, "phone/handed_on.html")


@require_http_methods(["GET", "HEAD", "POST"])
@for_participants
def erase(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Ask first, then erase everything. The pseudonym goes last, because without it nobody can come back and try again.

    It runs twice, because another tab may have sent something meanwhile."""
    if request.method != "POST":
        return render(request, "phone/erase.html", guest.context())
    for entry in 2 * list(reversed(list(own_data()))):
        entry.erase(guest.identity)
    hub.own_data.report_change(guest.identity.room, guest.identity.id)  # disconnects other tabs
    return _forgotten(request, guest, "phone/erased.html")


def _forgotten(request: HttpRequest, guest: Guest, template: str) -> HttpResponse:
    """A closing page that deletes the cookie; its script clears what the browser has stored."""
    room = guest.workshop.room
    response = render(request, template, {"room": room, "workshop": guest.workshop})
    response.delete_cookie(cookie_name(room.slug), path="/", samesite="Lax")
    return response
