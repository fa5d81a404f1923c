"""Two links are pressed in the same moment, each on a connection of its own."""

import threading

import pytest
from django.db import connection

from participation.following import actions, sealing
from participation.following.models import Follower
from participation.following.subjects import FollowedProposal, FollowedWorkshop

from ..waiting import PATIENCE, until
from .conftest import NORA

pytestmark = pytest.mark.django_db(transaction=True)


class Press(threading.Thread):
    """Confirms a subject for Nora."""

    def __init__(self, subject):
        super().__init__(daemon=True)
        self.subject = subject

    def run(self):
        try:
            actions.follow(subject=self.subject, address=NORA, language="de")
        finally:
            connection.close()


def waits_for_another() -> bool:
    """Whether a connection waits for another one. On SQLite a transaction that writes keeps all others out from its beginning."""
    if connection.vendor != "postgresql":
        return True
    here = "FROM pg_stat_activity WHERE datname = current_database()"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {here} AND cardinality(pg_blocking_pids(pid)) > 0")
        return cursor.fetchone()[0] > 0


@pytest.mark.parametrize("first", [FollowedWorkshop, FollowedProposal])
def test_a_workshop_and_one_of_its_proposals(proposal, monkeypatch, first):
    """The first press stops before it has written; the second must wait for it."""
    subjects = {FollowedWorkshop: FollowedWorkshop(proposal.workshop), FollowedProposal: FollowedProposal(proposal)}
    slow = Press(subjects.pop(first))
    (fast,) = map(Press, subjects.values())
    is_there, may_go_on = threading.Event(), threading.Event()
    seal = sealing.seal

    def stop(address):
        if threading.current_thread() is slow:
            is_there.set()
            assert may_go_on.wait(PATIENCE)
        return seal(address)

    monkeypatch.setattr(sealing, "seal", stop)
    slow.start()
    assert is_there.wait(PATIENCE)
    fast.start()
    until(lambda: not fast.is_alive() or waits_for_another())
    may_go_on.set()
    for press in (slow, fast):
        press.join(PATIENCE)
    assert Follower.objects.get().workshop == proposal.workshop
