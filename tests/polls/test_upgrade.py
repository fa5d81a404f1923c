"""A database that was made by an earlier version, with an evening in it."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from polls import actions
from polls.models import Pair, Poll

from ..ballots import stored_ballots
from ..evening import press

LATEST = "0005_feedback"
pytestmark = pytest.mark.django_db(transaction=True)


def migrate(name: str):
    """The apps as they are after this migration of `polls`."""
    executor = MigrationExecutor(connection)
    executor.migrate([("polls", name)])
    return executor.loader.project_state([("polls", name)]).apps


@pytest.fixture
def earlier():
    """earlier("0001_initial") → back to that version, and to the present one afterwards."""
    yield migrate
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes("polls"))


def test_of_a_few_ballots_only_their_number_is_left(earlier, make_workshop, ben, join):
    workshop = make_workshop()
    pair = actions.add_pair(workshop=workshop, kind="slider", by=ben, question={"de": "Vorher?"})
    counts = {"n": 4, "stops": [4] + [0] * 20}
    Poll.objects.update(tally=counts, salt="ab", digest="cd")
    many = Poll.objects.filter(item=pair.after)
    many.update(tally=counts | {"n": 5})
    shift = {"before": pair.before.polls.get().pk, "after": many.get().pk}
    Pair.objects.update(shift=shift | {"shift": {"median_before": 0}})
    earlier("0002_pair_uuid")
    polls = earlier("0003_below_the_floor").get_model("polls", "Poll").objects.order_by("pk")
    assert list(polls.values_list("tally", "digest")) == [({"n": 4}, ""), ({"n": 4}, ""), (counts | {"n": 5}, "cd")]
    assert Pair.objects.get().shift == shift | {"shift": None}


def test_ballots_keep_the_set_their_keys_belong_to(earlier, make_workshop, ben, join):
    workshop = make_workshop()
    pair = actions.add_pair(workshop=workshop, kind="slider", by=ben, question={"de": "Vorher?"})
    press(workshop, 6, by=ben)
    amina, poll = join(workshop), pair.before.polls.get()
    assert amina.vote(poll, {"value": 30})["status"] == "saved"
    earlier("0001_initial")
    earlier("0002_pair_uuid")
    earlier(LATEST)
    polls = list(Poll.objects.order_by("pk"))
    assert [poll.linkage for poll in polls] == [polls[0].uuid, pair.uuid, pair.uuid]
    assert stored_ballots()[0].key == amina.identity.key("ballot", pair.uuid)
    assert amina.vote(poll, {"value": 40})["status"] == "saved" and len(stored_ballots()) == 1


def test_ballots_of_final_polls_are_destroyed_and_open_ones_stay(earlier, make_workshop, ben, join):
    workshop = press(make_workshop("slider", "slider"), 2, by=ben)
    amina, (first, second) = join(workshop), Poll.objects.order_by("pk")
    assert amina.vote(first, {"value": 30})["status"] == "saved"
    press(workshop, 4, by=ben)
    assert amina.vote(second, {"value": 40})["status"] == "saved"
    key = b"k" * 32
    earlier("0003_below_the_floor")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO polls_finalballot (poll_id, key, answer) VALUES (%s, %s, %s)", [first.pk, key, '{"value": 30}'])
    earlier(LATEST)
    assert [ballot.answer for ballot in stored_ballots()] == [{"value": 40}]
    assert "polls_finalballot" not in connection.introspection.table_names()
