"""No screen, in none of its states, breaks a rule of axe (contrast, names, landmarks, size of what is pressed) or sticks out."""

import pytest

from workshops.actions import set_theme

from ..evening import new_workshop
from .conftest import PHONE
from .screens import plan_evening
from .walk import CHAPTERS, Walk

DESK = {"width": 1440, "height": 900}
NARROW = PHONE["viewport"]
every_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=[chapter.__name__ for chapter in CHAPTERS])


@pytest.fixture
def workshop(town, tradeoff, ben):
    from workshops.models import Fact

    Fact.objects.create(tradeoff=tradeoff, pole="a", text={"de": "Der Platz hat drei Bäume."}, source={"de": "Stadt"}, as_of="2026-01-01")
    promise = {"de": "Der Rat berät darüber im Mai.", "en": "The council discusses it in May."}
    workshop = new_workshop(municipality=town, tradeoff=tradeoff, by=ben, promise=promise)
    plan_evening(workshop, ben)
    return workshop


@pytest.fixture
def look(new_page, workshop, ben, clara):
    """look(chapter, language, scheme, viewport) → a walk past its screens; gives what axe found, by screen."""

    def look(chapter, language="de", scheme="light", viewport=DESK, thorough=False):
        how = {"locale": "de-DE" if language == "de" else "en-GB", "color_scheme": scheme, "bypass_csp": True}  # axe evaluates itself
        if scheme == "dark":
            set_theme(workshop=workshop, theme="dark", by=ben)
        walk = Walk(lambda **options: new_page(**how | options), workshop, viewport, ben, clara, thorough)
        chapter(walk)
        return walk.found

    return look


def told(found) -> str:
    return "\n".join(f"{screen}: {what}" for screen, entries in found.items() for what in entries)


@every_chapter
def test_every_screen(look, chapter):
    assert not (found := look(chapter)), told(found)


@pytest.mark.slow
@every_chapter
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [NARROW, DESK], ids=["phone", "desk"])
def test_every_screen_in_every_dress(look, chapter, language, scheme, viewport):
    assert not (found := look(chapter, language, scheme, viewport, thorough=True)), told(found)
