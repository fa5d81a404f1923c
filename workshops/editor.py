"""The agenda editor: one page with the agenda, the open item, and how phones and stage will show it.

The page is one form, so every button saves the open item too, and nothing that was typed is lost. The script moves items by requests
of their own, which leave the open item alone.
"""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from participation.accounts.requests import StaffRequest
from participation.accounts.rules import staff_only
from participation.responses import see_other
from participation.texts import isolated

from . import actions, rules
from .agenda import agenda_context, changes_since
from .extensions import kind_of
from .item_forms import choices, fingerprint, form_of, guidance, new_form, translations
from .models import AgendaItem, Workshop
from .preview import AUDIENCES
from .refused import Refused

# Session key: the item that was removed last, for undo.
REMOVED = "removed_item"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def workshop_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """The agenda with the item that comes next in the form."""
    workshop = rules.workshop_for(request.user, pk)
    items = list(workshop.items.all())
    opened = workshop.item or next((item for item in items if not item.started_at), items[-1] if items else None)
    return Editor(request, workshop, items).answer(opened)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def item_edit(request: StaffRequest, pk: int, item_pk: int) -> HttpResponse:
    """The agenda with this item in the form. If somebody else has removed it meanwhile, what was typed can be saved as a new one."""
    workshop = rules.workshop_for(request.user, pk)
    items = list(workshop.items.all())
    opened = next((item for item in items if item.pk == item_pk), None)
    editor = Editor(request, workshop, items)
    if opened is None:
        new = new_form(request, workshop, request.POST.get("kind", ""))
        if new is None or AgendaItem.objects.filter(pk=item_pk).exists():
            raise Http404
        new.add_error(None, _("Somebody has removed this item meanwhile. Saving puts it back on the agenda."))
        return editor.page(None, new)
    return editor.answer(opened)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def item_add(request: StaffRequest, pk: int) -> HttpResponse:
    """The page to choose a kind, or with `?kind=…` the agenda with the form of a new item."""
    workshop = rules.workshop_for(request.user, pk)
    form = new_form(request, workshop, request.GET.get("kind", ""))
    if form is None:
        return render(request, "console/item_add.html", {"workshop": workshop, "groups": choices()})
    return Editor(request, workshop, list(workshop.items.all())).answer(None, form)


class Editor:
    """One request to the page. `items` are all items of the workshop, in order."""

    def __init__(self, request: StaffRequest, workshop: Workshop, items: list[AgendaItem]) -> None:
        self.request, self.workshop, self.items = request, workshop, items
        self.verb, _colon, self.object = request.POST.get("do", "").partition(":")
        self.from_script = request.headers.get("X-Requested-With") == "fetch"

    def answer(self, opened: AgendaItem | None, form: Any = None) -> HttpResponse:
        """The page, or what a posted button asks for. `form` is that of a new item."""
        if self.request.method != "POST":
            return self.page(opened, form or (form_of(opened, self.workshop) if opened else None))
        changes = changes_since(self.request.POST.get("seen_agenda", ""), self.items)
        if self.from_script:
            return self.column(opened, changes)
        if opened:
            form = form_of(opened, self.workshop, self.request.POST)
        saved, goes = opened, self.goes(opened)
        if form and not goes and not (opened is None and self.verb and not form.has_changed()):
            saved = self.save(form, opened)
            if saved is None:
                return self.page(opened, form)
            self.items = list(self.workshop.items.all())
        try:
            leads_to = self.rearrange(None if goes else saved)
        except Refused as refused:
            messages.error(self.request, str(refused))
            leads_to = self.address(saved)
        for change in changes:
            messages.warning(self.request, _("Changed by somebody else meanwhile: {change}").format(change=change))
        return see_other(leads_to)

    def goes(self, opened: AgendaItem | None) -> bool:
        """Whether the button takes the open item itself off the agenda."""
        return opened is not None and self.verb == "remove" and self.object == str(opened.pk)

    # -- the open item ---------------------------------------------------------------------
    def save(self, form: Any, opened: AgendaItem | None) -> AgendaItem | None:
        """Save the open item if its form is valid and nobody else has saved it meanwhile; else None, and the form says why."""
        if opened and self.is_overtaken(form, opened):
            return None
        if not form.is_valid():
            return None
        if opened and not form.has_changed():
            return opened
        try:
            saved: AgendaItem = form.save_item(self.workshop, self.request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
            return None
        messages.success(self.request, _("Saved at {time}.").format(time=timezone.localtime().strftime("%H:%M")))
        return saved

    def is_overtaken(self, form: Any, opened: AgendaItem) -> bool:
        """Whether somebody else has changed the item since this page was loaded. Then the form names what is different there."""
        seen = self.request.POST.get("seen", "")
        if not seen or seen == fingerprint(form) or not form.has_changed():
            return False
        form.add_error(None, _("Somebody else has changed this item meanwhile. Your text is still here; saving again replaces theirs."))
        for name in form.changed_data:
            there = form.get_initial_for_field(form.fields[name], name)
            form.add_error(None, _("{field}: “{there}” stands there now.").format(field=form.fields[name].label, there=isolated(there)))
        return True

    # -- the agenda --------------------------------------------------------------------------
    def rearrange(self, opened: AgendaItem | None) -> str:
        """Do what the button says: "up:12", "down:12", "move:12:0", "remove:12", "restore", "open:12" or "add"; gives the next URL."""
        if self.verb == "add":
            return reverse("item_add", args=[self.workshop.pk])
        if self.verb == "restore":
            return self.address(self.restore())
        number, _colon, place = self.object.partition(":")
        item = next((item for item in self.items if str(item.pk) == number), None)
        if item is None:
            if self.verb in {"up", "down", "move", "remove", "open"}:
                raise Refused(_("Somebody has removed this item meanwhile."))
            return reverse("console", args=[self.workshop.pk]) if self.workshop.item else self.address(opened)
        if self.verb == "open":
            return self.address(item)
        if self.verb == "remove":
            kept = actions.remove_item(item=item, by=self.request.user)
            self.request.session[REMOVED] = {"workshop": self.workshop.pk, "title": str(item), "kept": kept, "after": self.place(item) - 1}
        elif self.verb in {"up", "down"}:
            actions.move_item(item=item, to=self.place(item) + (1 if self.verb == "down" else -1), by=self.request.user)
        elif self.verb == "move" and place.isascii() and place.isdigit() and len(place) < 4:
            actions.move_item(item=item, to=int(place), by=self.request.user)
        return self.address(opened)

    def place(self, item: AgendaItem) -> int:
        """The place of an item in the agenda, from 0."""
        return next(place for place, each in enumerate(self.items) if each.pk == item.pk)

    def restore(self) -> AgendaItem:
        """Put the item back that was removed last; raises Refused."""
        removed = self.request.session.get(REMOVED, {})
        if removed.get("workshop") != self.workshop.pk:
            raise Refused(_("This can’t be undone."))
        item = actions.restore_item(workshop=self.workshop, kept=removed["kept"], by=self.request.user)
        del self.request.session[REMOVED]
        return item

    def address(self, item: AgendaItem | None) -> str:
        """The page with this item in the form."""
        return reverse("item_edit", args=[self.workshop.pk, item.pk]) if item else reverse("workshop_edit", args=[self.workshop.pk])

    # -- display -------------------------------------------------------------------------
    def column(self, opened: AgendaItem | None, changes: list[str]) -> HttpResponse:
        """For the script: do what the button says, and give the agenda anew; 409 with the sentence if it is refused."""
        refusal = ""
        try:
            stays = None if self.goes(opened) else opened
            self.rearrange(stays)
            opened = stays
        except Refused as refused:
            refusal = str(refused)
        self.items = list(self.workshop.items.all())
        context = self.context(opened) | {"refusal": refusal, "changes": changes}
        return render(self.request, "console/parts/agenda_redrawn.html", context, status=409 if refusal else 200)

    def page(self, opened: AgendaItem | None, form: Any) -> HttpResponse:
        """The whole page; 422 if the form has mistakes."""
        wrong = form is not None and form.is_bound and bool(form.errors)
        if opened:
            seen, what = fingerprint(form), kind_of(opened).describe(opened)
        else:
            seen, what = "", form.add_option.name if form else ""
        following = self.items[self.place(opened) + 1 :] if opened else []
        context = self.context(opened) | {
            "form": form,
            "seen": seen,
            "what": what,
            "following": following[0] if following else None,
            "chosen": f"{opened.kind}:{kind_of(opened).option_of(opened)}" if opened else form.chosen if form else "",
            "languages": translations(form) if form else [],
            "guidance": guidance(form) if form else None,
            "site_languages": settings.LANGUAGES,
            **(self.previews(form, opened) if form else {}),
            "position": self.place(opened) + 1 if opened else None,
        }
        return render(self.request, "console/agenda.html", context, status=422 if wrong else 200)

    def previews(self, form: Any, opened: AgendaItem | None) -> dict[str, str]:
        """The URLs of the two previews: {"phone_preview": …, "stage_preview": …}."""
        query = f"item={opened.pk}" if opened else f"kind={form.chosen}{'&pair=1' if form.pair else ''}"
        return {f"{audience}_preview": f"{reverse('item_preview', args=[self.workshop.pk, audience])}?{query}" for audience in AUDIENCES}

    def context(self, opened: AgendaItem | None) -> dict[str, Any]:
        """What the column with the agenda needs."""
        removed = self.request.session.get(REMOVED, {})
        is_here = removed.get("workshop") == self.workshop.pk
        return {
            "workshop": self.workshop,
            "item": opened,
            "removed": {"title": removed["title"], "after": removed.get("after", -1)} if is_here else None,
            **agenda_context(self.workshop, self.items, opened),
        }
