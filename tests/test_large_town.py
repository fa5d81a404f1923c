"""A large invented town made by a command: plausible, never beside a real one, and its pages ask as often as those of a small one."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F, Q
from django.utils import timezone

from participation.accounts.models import Municipality, User
from participation.demo_data.actions_large import STAFF, TOWNS
from participation.discussion.models import Contribution, Kind
from participation.proposals.models import OPEN, Proposal, Response, SearchEntry, State, Support
from participation.proposals.search import public_texts, words_of
from workshops.models import Workshop

from .bench.large_town import usual_queries

pytestmark = pytest.mark.django_db

SMALL = {"proposals": 200, "supports": 600, "contributions": 300, "workshops": 80, "years": 2}


def fill(**size):
    call_command("fill_municipality", stdout=StringIO(), **SMALL | size)


def test_it_makes_so_many_of_everything():
    fill()
    counted = {Proposal: 200, Support: 600, Contribution: 300, Workshop: 80}
    for model, many in counted.items():
        assert 0.9 * many <= model.objects.count() <= many, model
    assert Municipality.objects.filter(is_invented=True).count() == len(TOWNS)
    largest = Proposal.objects.filter(municipality__slug="aubrueck").count()
    assert largest == 180 and User.objects.count() == len(TOWNS) * sum(map(len, STAFF.values()))


def test_its_rows_are_such_as_the_real_actions_write():
    """Every proposal has its number and its deadline, answers belong to answered ones, stored counts are those of the rows."""
    fill()
    for proposal in Proposal.objects.select_related("workshop", "response"):
        assert 10 <= len(proposal.title) <= 80 and proposal.number and proposal.handed_over_at == proposal.workshop.ended_at
        assert (getattr(proposal, "response", None) is not None) == (proposal.state not in OPEN | {State.MERGED})
        assert proposal.total_supports == proposal.room_supports + proposal.supports.count()
        assert [event.verb for event in proposal.events.all()][:3] == ["submit", "release", "hand_over"]
        assert proposal.events.last().to_state == proposal.state
    for answer in Response.objects.select_related("proposal"):
        assert answer.proposal.answered_on == timezone.localdate(answer.published_at)
    assert not Contribution.objects.filter(kind=Kind.REPLY).filter(Q(author__isnull=False) | Q(question=None)).exists()
    assert not Contribution.objects.filter(kind=Kind.REPLY).exclude(question__proposal=F("proposal")).exists()


def test_the_search_finds_the_words_that_production_finds():
    fill()
    proposal = Proposal.objects.public().select_related("workshop", "response").filter(response__isnull=False).first()
    assert set(SearchEntry.objects.filter(proposal=proposal).values_list("word", flat=True)) == set(words_of(public_texts(proposal)))


def test_the_same_seed_makes_the_same_town():
    fill(seed=7)
    titles = list(Proposal.objects.order_by("pk").values_list("pk", "title", "state"))
    for model in (Proposal, Workshop, Municipality, User):
        model.objects.all().delete()
    fill(seed=7)
    assert list(Proposal.objects.order_by("pk").values_list("pk", "title", "state")) == titles


def test_it_never_fills_a_site_with_a_real_town(town):
    Municipality.objects.filter(pk=town.pk).update(is_invented=False)
    with pytest.raises(CommandError, match="real town"):
        fill()
    assert Municipality.objects.count() == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans without statistics")
def test_postgresql_knows_how_many_there_are():
    """With statistics of an empty table a search of two hundred proposals took more than an hour."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        fill()
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [SearchEntry._meta.db_table])
        assert cursor.fetchone()[0] == SearchEntry.objects.count() > 0


def test_it_fills_a_site_once():
    fill()
    with pytest.raises(CommandError, match="filled already"):
        fill()


def test_so_few_workshops_are_refused():
    with pytest.raises(CommandError, match="eighty"):
        fill(workshops=10)


def test_pages_of_a_town_three_times_as_large_ask_as_often():
    """The queue, the search, the figures and the public pages: how long they take is measured by `bench --only large_town`."""
    fill()
    few = usual_queries()
    for model in (Proposal, Workshop, Municipality, User):
        model.objects.all().delete()
    fill(proposals=600, supports=1800, contributions=900)
    assert usual_queries() == few
