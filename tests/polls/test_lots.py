"""Reasons reach the facilitator in lots: what came first must not be what is read first."""

import pytest

from polls import actions, remarks
from polls.models import Remark

pytestmark = pytest.mark.django_db(transaction=True)
TICK = 2.0


@pytest.fixture
def lots(open_poll, join, monkeypatch):
    """lots(40, every=3) → how many were offered at each tick that offered some, while one phone after the other says why."""
    clock = iter(range(10_000))
    real = remarks.due_lots
    monkeypatch.setattr(remarks, "due_lots", lambda: real(now=next(clock) * TICK))

    def watch(ticks: int, *, every: int) -> list[int]:
        poll, sizes = open_poll(), []
        for tick in range(ticks):
            if tick % every == 0:
                assert join(poll.item.workshop).vote(poll, {"value": 5, "reason": f"Grund {tick}"})["status"] == "saved"
            before = Remark.objects.filter(state=Remark.State.OFFERED).count()
            actions.offer_lots([])
            sizes.append(Remark.objects.filter(state=Remark.State.OFFERED).count() - before)
        return [size for size in sizes if size]

    return watch


def test_five_are_a_lot_also_when_one_comes_at_every_tick(lots):
    assert lots(15, every=1) == [5, 5, 5]


def test_a_slower_trickle_waits_twenty_seconds_for_each_lot(lots):
    assert lots(40, every=3) == [4, 4, 4]


def test_one_that_stays_alone_is_read_after_twenty_seconds(lots):
    assert lots(15, every=15) == [1]


def test_what_another_process_has_offered_is_no_reason_to_hurry(open_poll, join):
    poll = open_poll()
    phones = [join(poll.item.workshop) for _number in range(2)]
    for second, phone in zip((0.0, 18.0), phones, strict=True):
        assert phone.vote(poll, {"value": 5, "reason": f"Grund {second}"})["status"] == "saved"
        assert remarks.due_lots(now=second) == []
        Remark.objects.filter(text="Grund 0.0").update(state=Remark.State.OFFERED)
    assert remarks.due_lots(now=21.0) == []
