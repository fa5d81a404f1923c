"""Saved means saved, three times in every run; tests/faults kills a hundred times, and breaks much more."""

import pytest

from ..faults.conftest import hall  # noqa: F401  (fixture)
from ..faults.kills import killed_while_voting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("seed", range(3))
def test_killed_in_the_middle_of_voting(hall, seed):  # noqa: F811
    hall.seed = seed
    killed_while_voting(hall)
