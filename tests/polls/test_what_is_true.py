"""A question of knowledge: nobody in the room can read what is true before the result is shown."""

import json

import pytest

from participation.live.extensions import SLOTS
from workshops.actions import next_step

from ..evening import ask, press

pytestmark = pytest.mark.django_db
TRUTH = {
    "right": 2, "low": 0, "high": 20_000, "step": 1, "truth": 9_317, "unit": {"de": "Haushalte"},
    "fact": {"de": "So viel Strom erzeugen wir."}, "source": {"de": "Gemeindewerke, 2025"},
}  # fmt: skip
OPTIONS = [{"id": 41, "label": {"de": "Viertausend"}}, {"id": 42, "label": {"de": "Zehntausend"}}]
SECRETS = ("9317", "9.317", "So viel Strom", "Gemeindewerke", "is-right", '"right"', '"truth"', '"fact"', '"source"')


def everything(workshop, phone, client):
    """All that a phone and the stage get: pages and slots."""
    room = workshop.room.slug
    pages = [phone.get(f"/w/{room}/"), phone.get(f"/w/{room}/mine.json"), client.get(f"/stage/{workshop.stage_token}/")]
    assert {page.status_code for page in pages} == {200}
    slots = [slot.render(room, audience) for slot in SLOTS.values() for audience in ("phone", "stage") if audience in slot.audiences]
    return "".join([*(page.content.decode() for page in pages), *(slot.html + json.dumps(slot.data) for slot in slots)])


@pytest.mark.parametrize("options", [[], OPTIONS], ids=["estimate", "options"])
def test_what_is_true_comes_with_the_result(options, make_workshop, join, as_user, ben):
    workshop = make_workshop("words")
    poll = ask(workshop, "knowledge", by=ben, options=options, settings=TRUTH)
    amina, stage = join(workshop), as_user()
    press(workshop, 5, by=ben)  # past the words
    assert workshop.item_id == poll.item_id
    for state in ("ready", "open", "closed"):
        poll.refresh_from_db()
        assert poll.state == state
        told = everything(workshop, amina.browser, stage)
        assert not [secret for secret in SECRETS if secret in told]
        if state == "open":
            for phone in (amina, *(join(workshop) for _person in range(5))):
                assert phone.vote(poll, {"option": 41} if options else {"estimate": 6_500})["status"] == "saved"
        next_step(workshop=workshop, revision=workshop.step, by=ben)
        workshop.refresh_from_db()
    told = everything(workshop, amina.browser, stage)
    assert "So viel Strom" in told and "Gemeindewerke" in told
    assert ("is-right" if options else "9.317 Haushalte") in told


def test_clients_learn_the_range_of_an_estimate(make_workshop, ben):
    workshop = make_workshop()
    ask(workshop, "knowledge", by=ben, options=[], settings=TRUTH)
    press(workshop, 6, by=ben)
    assert SLOTS["step"].render(workshop.room.slug, "phone").data["poll"]["settings"] == {"low": 0, "high": 20_000, "step": 1}
