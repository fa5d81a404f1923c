"""Two people press at once under the page of an evening."""

import pytest

from participation.documentation.actions import correct, publish, withdraw
from participation.documentation.models import Publication

from ..races import meanwhile, refusals

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {"introduction": {"de": "So war es."}, "partners": {}, "reasons": []}


def test_two_publish_the_page_at_once(make_evening, ben):
    evening = make_evening()
    assert refusals(*meanwhile(*(lambda: publish(workshop=evening, by=ben, **WORDS) for _person in range(2)))) == 1
    assert Publication.objects.count() == 1


def test_the_page_is_corrected_while_it_is_withdrawn(make_evening, ben):
    evening = make_evening()
    publish(workshop=evening, by=ben, **WORDS)
    outcomes = meanwhile(lambda: withdraw(workshop=evening), lambda: correct(workshop=evening, by=ben, note={"de": "Ein Wort."}, **WORDS))
    assert refusals(*outcomes) == 1 and not Publication.objects.get().is_public
