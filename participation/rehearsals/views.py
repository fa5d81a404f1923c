"""The buttons of a rehearsal: begin it with simulated phones, bring the phones again, delete everything."""

from django.contrib import messages
from django.db import connection
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from participation.accounts.requests import StaffRequest
from participation.accounts.rules import staff_only
from participation.responses import see_other
from participation.simulation import crowds
from workshops import actions, rules
from workshops.models import Workshop
from workshops.refused import Refused

SPEEDS = (1, 2, 3)
ANSWER_SECONDS = 18.0  # within which a phone answers at single speed


@require_POST
@staff_only
def rehearse(request: StaffRequest, pk: int) -> HttpResponse:
    """Make the rehearsal of a prepared workshop, bring its phones, and go to its console."""
    workshop = rules.workshop_for(request.user, pk)
    try:
        count, speed = _wanted(request)
        rehearsal = actions.rehearse(workshop=workshop, by=request.user, speed=speed)
        _bring(request, rehearsal, count, speed)
    except Refused as refused:
        messages.warning(request, str(refused))
        rehearsal = Workshop.objects.filter(rehearsal_of=workshop).first() or workshop
    return see_other("console", rehearsal.pk)


@require_POST
@staff_only
def phones(request: StaffRequest, pk: int) -> HttpResponse:
    """Bring simulated phones into a rehearsal, for instance after a restart of the server."""
    workshop = rules.workshop_for(request.user, pk)
    try:
        _bring(request, workshop, *_wanted(request))
    except Refused as refused:
        messages.warning(request, str(refused))
    return see_other("console", pk)


@require_POST
@staff_only
def clear(request: StaffRequest, pk: int) -> HttpResponse:
    """Send the phones away and delete the rehearsal with everything in it."""
    workshop = rules.workshop_for(request.user, pk)
    crowds.send_away(workshop.room.slug)
    try:
        actions.clear_rehearsal(workshop=workshop, by=request.user)
    except Refused as refused:
        messages.warning(request, str(refused))
        return see_other("console", pk)
    messages.success(request, _("Everything of the rehearsal is deleted."))
    return see_other("console", workshop.rehearsal_of_id) if workshop.rehearsal_of_id else see_other("workshops")


def goes_on(pk: int) -> bool:
    """Whether this rehearsal exists and has not ended."""
    return Workshop.objects.filter(pk=pk, is_rehearsal=True).exclude(state=Workshop.State.ENDED).exists()


def _wanted(request: StaffRequest) -> tuple[int, int]:
    """How many phones, and at what speed; raises Refused for anything else than the form offers."""
    count, speed = request.POST.get("phones", ""), request.POST.get("speed", "1")
    if not (count.isascii() and count.isdigit() and len(count) < 4 and 1 <= int(count) <= crowds.MOST_PHONES):
        raise Refused(_("A rehearsal has 1 to {most} simulated phones.").format(most=crowds.MOST_PHONES))
    if speed not in map(str, SPEEDS):
        raise Refused(_("The speed is single, double or triple."))
    return int(count), int(speed)


def _bring(request: StaffRequest, workshop: Workshop, count: int, speed: int) -> None:
    """Bring phones into a rehearsal that has not ended. Never into a real evening: raises Refused."""
    if not workshop.is_rehearsal or workshop.state == Workshop.State.ENDED:
        raise Refused(_("Simulated phones come only into a rehearsal that has not ended."))
    way = crowds.Way(
        base=f"{request.scheme}://{request.get_host()}",
        join=reverse("join", args=[workshop.code]),
        address=(request.META["SERVER_NAME"], int(request.META["SERVER_PORT"])),
    )

    def stays() -> bool:
        try:
            return goes_on(workshop.pk)
        finally:
            connection.close()  # it is asked in a thread of its own

    try:
        crowds.bring(workshop.room.slug, way, phones=count, seconds=ANSWER_SECONDS / speed, stays=stays)
    except crowds.TooMany:
        raise Refused(
            _("Other rehearsals have all simulated phones that this server bears. Please try again when one of them is over.")
        ) from None
