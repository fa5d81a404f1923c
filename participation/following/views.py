"""Following a proposal or a workshop by e-mail: asking, confirming and stopping, all without an account, a login or a cookie of its own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from participation.discussion.limits import Limiter
from participation.responses import private, see_other
from participation.texts import isolated
from workshops.refused import TooMany

from . import actions, sealing, subjects
from .forms import FollowForm
from .subjects import FollowedProposal, FollowedWorkshop, Subject, subject_of

asked = Limiter(((60, 30), (3600, 120)))  # by town, so that a script can't send mail to the whole world


def _proposal(pk: int) -> FollowedProposal:
    return FollowedProposal(get_object_or_404(subjects.proposals(), pk=pk))


def _workshop(slug: str, pk: int) -> FollowedWorkshop:
    return FollowedWorkshop(get_object_or_404(subjects.workshops(), municipality__slug=slug, pk=pk))


# -- Asking -------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """The form by itself. The public page of the proposal sends it here; what was wrong is shown with what was typed."""
    return _follow(request, _proposal(pk))


@require_http_methods(["GET", "HEAD", "POST"])
def follow_workshop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The form for all proposals of a workshop. Its public page leads here: it is compressed, so it has no form of its own."""
    return _follow(request, _workshop(slug, pk))


def _follow(request: HttpRequest, subject: Subject) -> HttpResponse:
    form, status = FollowForm(request.POST if request.method == "POST" else None), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                _ask(subject, form.cleaned_data["address"])
            except TooMany as refused:
                form.add_error("address", str(refused))
                status = refused.status
            else:
                return see_other(f"{subject.address}sent/")
    context = {"subject": subject, "workshop": subject.columns.get("workshop"), "municipality": subject.municipality, "form": form}
    return render(request, "following/follow.html", context, status=status)


def _ask(subject: Subject, address: str) -> None:
    """Send the mail. Raises TooMany when more ask than in an honest crowd, whatever they have typed."""
    if not asked.admit(subject.municipality.pk):
        raise TooMany(_("Very many are doing this just now. Please press again in a few minutes."))
    actions.ask(subject=subject, address=address, language=get_language() or "")


@require_safe
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for everybody: nobody learns here who follows, or whether a mail went out."""
    return _sent(request, _proposal(pk))


@require_safe
def sent_for_workshop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The same for a workshop."""
    return _sent(request, _workshop(slug, pk))


def _sent(request: HttpRequest, subject: Subject) -> HttpResponse:
    return _say(
        request,
        subject,
        _("Please look into the mailbox."),
        _(
            "A mail comes within a few minutes. The link in it starts the news and works for 48 hours."
            " An address gets one such mail a day: if one came today already, the next can be asked for tomorrow."
        ),
    )


# -- Confirming ---------------------------------------------------------------------------
@csrf_exempt  # the secret in the address is the proof, and a mail program may show the page without cookies
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the first mail. GET shows a button, because mail scanners open every link; POST starts the news."""
    try:
        wish = sealing.read_confirmation(token)
    except sealing.LinkExpired:
        lead = _("It worked for 48 hours. The page that it is about sends a new one.")
        return private(_say(request, None, _("This link is too old."), lead, status=410))
    except sealing.LinkBroken:
        return private(_broken(request))
    subject = subject_of(proposal=wish.proposal, workshop=wish.workshop)
    if subject is None or not subject.may_be_followed:
        return private(_say(request, None, _("This can’t be followed any more."), "", status=410))
    if request.method != "POST":
        lead = _("From tomorrow on a short mail comes when something has happened: one a day at most. Each has a link that ends it.")
        heading = _("Follow “%(title)s”?") % {"title": isolated(subject.title)}
        return private(_say(request, subject, heading, lead, button=_("Yes, send me the news")))
    is_new = actions.follow(subject=subject, address=wish.address, language=wish.language)
    heading = _("Done: the news will come.") if is_new else _("This address follows it already: the news will come.")
    return private(_say(request, subject, heading, _("Each mail has a link that ends it.")))


# -- Stopping -----------------------------------------------------------------------------
@csrf_exempt  # mail programs post here by themselves (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link in every mail, and the button of mail programs. GET shows a button; POST deletes the address. It works again and again."""
    try:
        key = sealing.read_stop(token)
    except sealing.LinkBroken:
        return private(_broken(request))
    if request.method != "POST":
        return private(_say(request, None, _("No more mail?"), _("The address is deleted at once."), button=_("End it")))
    actions.stop(key=key)
    return private(_say(request, None, _("No more mail will come."), _("The address is deleted.")))


def _broken(request: HttpRequest) -> HttpResponse:
    return _say(
        request, None, _("This link is not complete."), _("Perhaps a part at its end is missing. Please copy it whole."), status=404
    )


def _say(request: HttpRequest, subject: Subject | None, heading: str, lead: str, *, button: str = "", status: int = 200) -> HttpResponse:
    """A page with a sentence; with `button` it posts to its own address. A subject adds the way to its page."""
    context: dict[str, Any] = {"heading": heading, "lead": lead, "button": button}
    if subject:
        context |= {"municipality": subject.municipality, "page": subject.page, "workshop": subject.columns.get("workshop")}
    return render(request, "following/said.html", context, status=status)
