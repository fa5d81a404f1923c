"""Supports of phones: by the page's one form."""

from typing import Any

from django.utils.translation import gettext as _

from participation.live.guards.identity import Identity
from workshops.extensions import PhonePart, PhoneView, PhoneVisit
from workshops.refused import Refused

from . import actions
from .queries import number_in, supported_by_each


class SupportPart(PhonePart):
    """The buttons "Support"; those of this phone's own supports are pressed."""

    field = "support"

    def post(self, identity: Identity, data: Any) -> str:
        """A tap: with `on` as the script says, without it the other way round than before."""
        if (pk := number_in(data["support"])) is None:
            raise Refused(_("This proposal can’t be supported now."))
        on = data["on"] == "1" if "on" in data else pk not in supported_by_each(identity.room, [identity])[0]
        actions.support(identity=identity, proposal_id=pk, on=on)
        return ""

    def view(self, visit: PhoneVisit) -> PhoneView:
        """Pressed, or a second press, as nothing shows the first, would take it back."""

        def fill(html: str) -> str:
            for pk in visit.mine["supports"]:
                html = html.replace(f'name="support" value="{pk}"', f'name="support" value="{pk}" aria-pressed="true"')
            return html

        return PhoneView(fill=fill)

    def sentences(self) -> dict[str, str]:
        return {"receipt": _("Your proposal “{title}” and its private link")}
