"""Followers that an earlier version has stored, when only proposals could be followed."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from participation.following.actions import follow
from participation.following.models import Follower
from participation.following.subjects import FollowedProposal, FollowedWorkshop

from .conftest import NORA

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def upgrade():
    """upgrade() → back to the version before, and forward again, with the rows as they are."""

    def forward():
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())

    def run():
        MigrationExecutor(connection).migrate([("following", "0001_initial")])
        forward()

    yield run
    forward()


def test_who_follows_a_proposal_still_does(upgrade, make_evening, make_proposal):
    evening = make_evening()
    proposal = make_proposal("Rufbus am Freitagabend", workshop=evening)
    follow(subject=FollowedProposal(proposal), address=NORA, language="de")
    follow(subject=FollowedWorkshop(evening), address="otto@example.org", language="de")
    before = Follower.objects.get(proposal=proposal)
    upgrade()
    (after,) = Follower.objects.all()
    assert (bytes(after.key), after.proposal_id, after.workshop_id) == (bytes(before.key), proposal.pk, None)
    assert not follow(subject=FollowedProposal(proposal), address=NORA, language="de"), "the key is the same"
    assert follow(subject=FollowedWorkshop(evening), address="otto@example.org", language="de")
