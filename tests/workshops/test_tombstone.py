"""Who has erased everything cannot be brought back by the form that made her."""

import pytest

from workshops.actions import join
from workshops.models import Participant
from workshops.refused import Refused

pytestmark = pytest.mark.django_db


def test_the_same_form_does_not_make_the_same_secret_again(make_workshop):
    from workshops.actions import erase_participant

    workshop, nonce = make_workshop(), "a" * 32
    amina = join(workshop=workshop, nonce=nonce).identity
    assert erase_participant(amina) == 1
    assert Participant.objects.get().pseudonym is None
    with pytest.raises(Refused, match="neu"):
        join(workshop=workshop, nonce=nonce)
    assert join(workshop=workshop, nonce="b" * 32).identity.secret != amina.secret


def test_numbers_of_participants_tell_no_order(make_workshop):
    workshop = make_workshop()
    numbers = [join(workshop=workshop, nonce=f"{number:032x}").identity.id for number in range(12)]
    assert len(set(numbers)) == 12 and numbers != sorted(numbers) and max(numbers) < 2**53
