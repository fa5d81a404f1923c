"""What pages say, read as sentences."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils import timezone

from .evening import press

pytestmark = pytest.mark.django_db(transaction=True)
CATALOGUE = Path(__file__).resolve().parent.parent / "participation/locale/de/LC_MESSAGES/django.po"
FOREIGN = "participation/accounts/sentences.py"  # those of a library, which are looked up by its own spelling


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_sentence_ends_in_two_full_stops(language, make_workshop, as_user, join, ben):
    """Times, names and texts may end with one of their own."""
    ben.name = "Ben e. V."
    ben.save()
    evening = timezone.localtime().replace(hour=17, minute=0) - timedelta(days=1)
    workshop = make_workshop(starts_at=evening, ends_at=evening + timedelta(hours=2))
    amina, client, lines = join(workshop), as_user(ben), {"accept-language": language}
    address = {"phone": f"/w/{workshop.room.slug}/", "join": f"/j/{workshop.code}/", "console": f"/console/{workshop.pk}/"}
    pages = [amina.browser.get(address["phone"], headers=lines), as_user().get(address["join"], headers=lines)]
    pages += [as_user().get("/m/auental/", headers=lines), client.get(address["console"], headers=lines)]
    press(workshop, 2, by=ben)
    pages += [amina.browser.get(address["phone"], headers=lines), client.get(address["console"], headers=lines)]
    for page in pages:
        assert page.status_code == 200
        assert not re.search(r"\.\.(?!\.)|\.[”“]\.", re.sub(r"<[^>]+>|\.\.\.", "", page.content.decode())), page.request["PATH_INFO"]


def test_sentences_have_the_apostrophe_of_print():
    with CATALOGUE.open("rb") as file:
        ours = [each for each in read_po(file) if each.id and FOREIGN not in {place for place, _line in each.locations}]
    straight = [text for each in ours for text in (each.id, each.string) if "'" in (text if isinstance(text, str) else "".join(text))]
    assert len(ours) > 1000 and not straight, straight
