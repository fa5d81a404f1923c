"""Half a year after the demo's evening: no page of the discussion breaks a rule of axe or sticks out, in a town with second signatures."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from participation.accounts.actions import set_promises
from participation.demo_data import load_answered
from participation.discussion.models import Contribution
from participation.following import sealing
from participation.notices.links import unsubscribe_link
from participation.notices.models import Kind
from participation.proposals import actions, receipts
from participation.proposals.answers import WORDS
from participation.proposals.models import Proposal

from .conftest import PHONE
from .walk import Walk

pytestmark = pytest.mark.slow

BUS, METER, NURSERY = (
    "Nachtbus aus der Windpacht bezahlen",
    "Ein Messgerät für den Lärm, das alle lesen können",
    "Kita Regenbogen bis 18 Uhr öffnen",
)
BEHIND_LINKS = [
    BUS,
    METER,
    NURSERY,
    "Ein Grillplatz unten an der Aue",
    "Anteile am Windrad schon ab zehn Euro",
    "Der Busfahrer von der Linie 3 soll weg",
]
OWN_PAGES = {"publish": NURSERY, "assess": NURSERY, "correct": METER, "milestones": BUS}
DRESSES = [
    pytest.param("de-DE", "dark", PHONE["viewport"], id="de-dark-phone"),
    pytest.param("en-GB", "light", {"width": 1440, "height": 900}, id="en-light-desk"),
]


@pytest.fixture
def year(db):
    """The demo's towns, and Jonas, who wants a second signature for a draft and for a correction."""
    demo = load_answered()
    set_promises(town=demo.municipality, answer_days=None, council_share=None, signs_off=True)
    reason = "Wir versuchen es ein halbes Jahr lang am Donnerstag, für zwei Tage reicht das Personal nicht."
    actions.draft_response(proposal=found(NURSERY), by=demo.officer, verdict="partly", reason=reason)
    response = found(METER).response
    words = {name: getattr(response, name) for name in WORDS} | {"cost": "1.150 €"}
    actions.correct_response(
        proposal=found(METER), by=demo.officer, why="Es war zu teuer.", seen=actions.correction_seen(response), **words
    )
    return demo


def found(title):
    return Proposal.objects.get(title=title)


def private_links():
    """The pages behind the private links, whose tokens only the authors' phones know."""
    for number, title in enumerate(BEHIND_LINKS):
        token = f"amina-s-private-link-{number}"
        Proposal.objects.filter(title=title).update(receipt_digest=receipts.digest_of(token))
        yield reverse("receipt", args=[token])


@pytest.mark.parametrize("language, scheme, viewport", DRESSES)
def test_every_page_of_the_discussion(new_page, year, language, scheme, viewport):
    how = {"locale": language, "color_scheme": scheme, "viewport": viewport, "bypass_csp": True}
    walk = Walk(new_page, year.workshop, viewport, year.facilitator, year.mayor, thorough=False)
    desk, people, reader = new_page(user=year.mayor, **how), new_page(**how), new_page(user=year.facilitator, **how)
    pages = {name: reverse(f"dashboard_{name}", args=[found(title).pk]) for name, title in OWN_PAGES.items()}
    walk.visit(desk, "/dashboard/", "/dashboard/?state=all&assigned=nobody", reverse("dashboard_figures"), *pages.values())
    walk.visit(desk, *(reverse("dashboard_proposal", args=[found(title).pk]) for title in (BUS, METER, NURSERY)))
    walk.visit(reader, reverse("conversations"))
    said = Contribution.objects.filter(kind="comment").first()
    walk.visit(people, reverse("moderation", args=["auental"]), reverse("report", args=[said.proposal_id, said.pk]))
    walk.visit(people, *(reverse("proposal", args=[found(title).pk]) for title in (BUS, METER)))
    pk = found(NURSERY).pk
    wish, key = sealing.confirmation_token(sealing.Wish(pk, "amina@example.org", "de")), sealing.key_of(pk, "amina@example.org")
    walk.visit(people, reverse("follow", args=[pk]), reverse("follow_sent", args=[pk]), reverse("follow_confirm", args=[wish]))
    walk.visit(people, reverse("follow_stop", args=[sealing.stop_token(key)]), urlsplit(unsubscribe_link(year.mayor, list(Kind))).path)
    walk.visit(people, *private_links())
    assert not walk.found, walk.found
