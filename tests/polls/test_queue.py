"""Words and reasons of one phone wait behind the first one of every other phone."""

import pytest

from polls.models import Remark
from workshops.extensions import MODERATION_QUEUES

pytestmark = pytest.mark.django_db


def test_the_first_word_of_each_phone_comes_first(open_poll, join):
    poll = open_poll("words")
    workshop = poll.item.workshop
    loud, others = join(workshop), [join(workshop) for _phone in range(3)]
    assert loud.vote(poll, {"words": ["laut", "lauter", "am lautesten"]})["status"] == "saved"
    for number, phone in enumerate(others):
        assert phone.vote(poll, {"words": [f"leise {number}", f"leiser {number}"]})["status"] == "saved"
    Remark.objects.update(state=Remark.State.OFFERED)
    words = [entry.text for entry in MODERATION_QUEUES["remarks"].waiting(workshop)]
    assert [
        sum(word in group for word in words[:4])
        for group in (["laut", "lauter", "am lautesten"], *[[f"leise {n}", f"leiser {n}"] for n in range(3)])
    ] == [1] * 4
    assert words[-1] in {"laut", "lauter", "am lautesten"} and len(words) == 9
