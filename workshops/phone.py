"""The phone in the room: one page for the whole evening, and what of mine is stored. No session, no staff table."""

import re
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from participation.live.hub import hub
from participation.live.identity import Identity, cookie_name, identity_from
from participation.live.memory import remembered
from participation.live.page import compose, settle
from participation.live.register import PHONE, ask
from participation.live.rooms import read_mine

from .access import guest_of
from .fields import Fields, answer_from, fields_of, filled
from .joining import see_other
from .models import Participant, Workshop
from .phone_texts import texts
from .pseudonyms import in_words
from .registers import PHONE_VERBS, Refused, kind_of, own_data

TRIES = 4  # another tab may have voted meanwhile


@dataclass(frozen=True, slots=True)
class Guest:
    """Who holds the phone, in which workshop."""

    workshop: Workshop
    identity: Identity
    participant: Participant

    @property
    def name(self) -> str:
        return in_words(self.participant.pseudonym)

    def context(self) -> dict[str, Any]:
        room = self.workshop.room
        return {"workshop": self.workshop, "room": room, "pseudonym": self.name, "mine_url": reverse("phone_mine", args=[room.slug])}


def for_participants(view):
    """The view gets a Guest. Who is not in the room goes to its door; who was sent out is told, but keeps the right to their data."""

    @wraps(view)
    def inner(request: HttpRequest, room: str) -> HttpResponse:
        identity = identity_from(request.COOKIES, room)
        workshop, participant = guest_of(room, identity.id if identity else 0)
        if workshop is None:
            raise Http404
        if participant is None:
            response = see_other("join", workshop.code)
            if cookie_name(room) in request.COOKIES:
                response.delete_cookie(cookie_name(room), path="/", samesite="Lax")
            return response
        if participant.is_removed and view.__name__ == "phone":
            return render(request, "phone/gone.html", {"workshop": workshop}, status=403)
        return view(request, Guest(workshop, identity, participant))

    return inner


@require_http_methods(["GET", "HEAD", "POST"])
@for_participants
def phone(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Where the evening is now. Without script the page's one form posts here and comes back."""
    if request.method != "POST":
        return _page(request, guest)
    by_script = request.headers.get("X-Requested-With") == "fetch"
    try:
        anchor = _perform(request.POST, guest.identity)
    except Refused as refused:
        if by_script:
            return HttpResponse(str(refused), status=409, content_type="text/plain; charset=utf-8")
        return _page(request, guest, str(refused), typed=fields_of(answer_from(request.POST)), status=409)
    hub.note_person(guest.identity.room, guest.identity.id)
    if by_script:
        return HttpResponse(status=204)
    settle(guest.identity.room)
    response = see_other("phone", guest.workshop.room.slug)
    response["Location"] += anchor
    return response


def _perform(data, identity: Identity) -> str:
    """Do what was pressed; says what to add to the address of the next page. Raises Refused with a sentence."""
    for name, do in PHONE_VERBS.items():
        if name in data:
            do(identity, data)
            return ""
    if data.get("do", "vote") != "vote" or not re.fullmatch(r"[0-9]{1,18}", data.get("poll", "")):
        raise Refused(_("That didn’t arrive complete. Please try again."))
    vote(identity, int(data["poll"]), answer_from(data))
    return f"?saved={data['poll']}"


def vote(identity: Identity, poll: int, answer: dict[str, Any]) -> None:
    """Cast a ballot as a phone with a socket would; raises Refused with a sentence if it does not count."""
    seq, ack = 1, {}
    for _try in range(TRIES):
        ack = ask(identity, {"t": "vote", "poll": poll, "seq": seq, "answer": answer}, get_language()).result(timeout=20)
        if ack["status"] != "stale":
            break
        seq = ack["seq"] + 1
    if ack["status"] == "saved":
        return
    sentences = {
        "closed": _("The vote was already closed. Your answer doesn’t count this time."),
        "invalid": ack.get("detail") or _("This answer doesn’t fit the question."),
    }
    raise Refused(sentences.get(ack["status"], _("There’s a lot going on right now. Please press once more.")))


def _page(request: HttpRequest, guest: Guest, refusal: str = "", *, typed: Fields | None = None, status: int = 200) -> HttpResponse:
    """The evening's page. Own answers go into its fields here too, for phones without script."""
    room = guest.workshop.room.slug
    _removed, (mine,) = read_mine(room, [guest.identity])
    poll = remembered("present poll", room, lambda: _present_poll(guest.workshop))
    own = mine["ballots"].get(poll)
    context = guest.context() | {"mine": mine, "texts": texts(), "refusal": refusal}
    context["is_saved"] = own is not None and request.GET.get("saved") == poll
    html = compose(room, PHONE, render_to_string("phone/phone.html", context, request))
    html = html.replace("<span data-me></span>", f"<span data-me>, {guest.name}</span>")
    if typed is None and own:
        typed = fields_of(own["answer"])
    return HttpResponse(filled(html, typed) if typed else html, status=status)


def _present_poll(workshop: Workshop) -> str:
    """The key in `mine` of what is asked now, if anything is."""
    data = kind_of(workshop.item).data(workshop.item) if workshop.item else None
    return str(data["id"]) if data else ""


# -- what is stored about me -------------------------------------------------------


@require_safe
@for_participants
def mine(request: HttpRequest, guest: Guest) -> HttpResponse:
    entries = [{"label": entry.label, "note": entry.note, "shown": entry.show(guest.identity)} for entry in own_data()]
    return render(request, "phone/mine.html", guest.context() | {"entries": entries, "on_mine": True})


@require_safe
@for_participants
def export(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Everything as one file; it needs nothing but the cookie."""
    content = {"workshop": str(guest.workshop.title)} | {entry.name: entry.export(guest.identity) for entry in own_data()}
    return JsonResponse(
        content,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": 'attachment; filename="augenhoehe.json"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_participants
def erase(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Asks first; then everything goes, the name last, and with it the way back. Then once more: another tab may have been voting."""
    if request.method != "POST":
        return render(request, "phone/erase.html", guest.context())
    for entry in 2 * list(reversed(list(own_data()))):
        entry.erase(guest.identity)
    room = guest.workshop.room
    hub.note_person(room.slug, guest.identity.id)  # other tabs of this phone leave
    response = render(request, "phone/erased.html", {"room": room})
    response.delete_cookie(cookie_name(room.slug), path="/", samesite="Lax")
    return response
