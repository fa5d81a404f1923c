"""The evening that is measured, made in the database that the server opens (inside.py runs these functions).

One question on a position line, asked of a town of its own. Phones get the cookie that joining would give them, so that
joining costs nothing where it is not what is measured.
"""

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from participation.accounts.models import Membership, Municipality, User
from participation.live.guards.identity import Identity, cookie_name, cookie_value, secret_of
from participation.management import prepare as preparing
from workshops.actions.joining import _join_all
from workshops.models import TradeOff, Workshop

from ..evening import ask, new_workshop, press


def prepare() -> None:
    """Migrate, and collect the static files."""
    call_command("migrate", verbosity=0, interactive=False)
    preparing.static_files()


def make(phones: int) -> dict:
    """A running workshop in which these phones are participants, and whose question takes ballots."""
    number = Municipality.objects.count() + 1
    town = Municipality.objects.create(slug=f"auental-{number}", name="Auental", is_invented=True)
    ben = User.objects.create_user(email=f"ben-{number}@example.org", name="Ben", is_confirmed=True)
    Membership.objects.create(user=ben, municipality=town, role="facilitator")
    workshop = new_workshop(municipality=town, tradeoff=tradeoff(town), by=ben, capacity=5000, is_rehearsal=True)
    poll = ask(workshop, by=ben)
    cookies = join(workshop, phones)
    press(workshop, 2, by=ben)
    staff = Client()
    staff.force_login(ben)
    return {
        "room": workshop.room.slug,
        "join": f"/j/{workshop.code}/",
        "stage": f"/live/{workshop.room.slug}/stage/{workshop.stage_token}/",
        "console": f"/console/{workshop.pk}/",
        "staff": {settings.SESSION_COOKIE_NAME: staff.cookies[settings.SESSION_COOKIE_NAME].value},
        "poll": poll.pk,
        "cookies": cookies,
    }


def tradeoff(town: Municipality) -> TradeOff:
    return TradeOff.objects.create(
        municipality=town,
        slug="markt",
        title={"de": "Bäume oder Parkplätze", "en": "Trees or parking"},
        core_question={"de": "Was kommt auf den Markt?", "en": "What goes on the market square?"},
        pole_a={"de": "Mehr Bäume", "en": "More trees"},
        pole_b={"de": "Mehr Parkplätze", "en": "More parking"},
    )


def join(workshop: Workshop, phones: int) -> list[str]:
    """Everybody's cookie header; the rows are those of the real join, in one insert."""
    nonces = [f"{number:032x}" for number in range(phones)]
    with transaction.atomic():
        participants = _join_all([(workshop.pk, nonce) for nonce in nonces])
    room = workshop.room.slug
    identities = [Identity(room, person.pk, secret_of(nonce)) for person, nonce in zip(participants, nonces, strict=True)]
    return [f"{cookie_name(room)}={cookie_value(identity)}" for identity in identities]
