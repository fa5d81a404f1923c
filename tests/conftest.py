"""The cast: Amina votes, Ben facilitates, Clara is the mayor, Dev works for another town. Auental is theirs, Bergfeld is Dev's."""

import asyncio
import inspect
from datetime import datetime, timedelta
from pathlib import Path
from time import sleep

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError, connection, connections, transaction
from django.test import TransactionTestCase
from django.utils import timezone, translation
from hypothesis import settings as hypothesis_settings

from participation.tasks import cancel_all

from .waiting import PATIENCE

# A busy machine is no bug: how long one example takes says nothing here.
hypothesis_settings.register_profile("house", deadline=None, max_examples=50)
hypothesis_settings.load_profile("house")


LONGEST = (
    "bench/test_bench",
    "secrecy/test_b",
    "faults/test_siege",
    "e2e/test_evening",
    "e2e/test_axe",
    "e2e/test_proposals",
    "e2e",
    "live",
    "polls",
)


def pytest_collection_modifyitems(items):
    items.sort(key=how_late)
    for item in items:
        if "/e2e/" in item.path.as_posix():
            item.add_marker(pytest.mark.e2e)
        if "/processes/" in item.path.as_posix():
            item.add_marker(pytest.mark.slow)
        if inspect.iscoroutinefunction(getattr(item, "obj", None)):
            # ORM calls of an async test run in another thread, on another connection, so a wrapping
            # transaction never sees them: rows leak or the test locks up.
            item.add_marker(pytest.mark.django_db(transaction=True), append=False)
            item.fixturenames.append("close_async_connections")


def how_late(item) -> int:
    """The longest begin first, so that at the end no worker is left alone with one of them."""
    path = item.path.relative_to(Path(__file__).parent).as_posix()
    return next((place for place, start in enumerate(LONGEST) if path.startswith(start)), len(LONGEST))


def empty_tables(_test_case=None) -> None:
    """Row by row, as most tables are empty: TRUNCATE makes new files for all of them, and waits for servers that go on reading.
    Foreign keys are checked at the end. A server that is just writing may be in the way, so there are three tries."""
    for is_last in (False, False, True):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
                    cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
            return
        except OperationalError:
            if is_last:
                raise


TransactionTestCase._fixture_teardown = empty_tables  # in place of the command "flush"


def end_tasks(loop):
    """At the end of a loop. asyncio cancels once and waits for ever for who loses that; here the test fails then, and names them."""
    if tasks := asyncio.all_tasks(loop):
        loop.run_until_complete(asyncio.wait([loop.create_task(cancel_all(tasks))], timeout=PATIENCE))
        assert all(task.done() for task in tasks), f"they do not end: {[task for task in tasks if not task.done()]}"


asyncio.runners._cancel_all_tasks = end_tasks


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_keepdb):
    """A killed run leaves its SQLite file with a log beside it, perhaps a server that has both open. Django removes the file alone,
    and the log would be taken for that of the new one."""
    from django.conf import settings

    name = settings.DATABASES["default"].get("TEST", {}).get("NAME")
    if name and not django_db_keepdb:
        for end in ("-wal", "-shm"):
            Path(f"{name}{end}").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Permissions, which nobody here uses, are not made anew each time the tables have been emptied: that took longer than most tests."""
    from django.contrib.contenttypes.management import create_contenttypes
    from django.db.models.signals import post_migrate

    assert post_migrate.disconnect(create_contenttypes)
    assert post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    yield
    stop_scrubbing()
    if connections["default"].vendor == "postgresql":  # it drops no database that a thread of some test still holds
        with django_db_blocker.unblock(), connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def stop_scrubbing() -> None:
    """Cancel the background thread and wait for its end. Outside a test it may not reach the database, so it would retry for ever:
    at last on the database of development, with a log that is closed."""
    from participation.live.guards import scrub

    while scrub._thread is not None and scrub._thread.is_alive():
        scrub._needed.clear()
        scrub.wait(seconds=0.1)


@pytest.fixture
async def close_async_connections():
    yield
    # The worker thread keeps its connection: PostgreSQL then refuses to drop the test database.
    await sync_to_async(connections.close_all)()


@pytest.fixture(autouse=True)
def one_day():
    """A test ends on the day on which it has begun: in the last two minutes of a day it waits for the next."""
    now = timezone.localtime()
    left = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), now.tzinfo) - now
    if left < timedelta(minutes=2):
        sleep(left.total_seconds() + 1)


@pytest.fixture(autouse=True)
def german():
    """Every test starts in the language that people see first; one that switches does not change its neighbours."""
    with translation.override("de"):
        yield


@pytest.fixture(autouse=True)
def forgetful():
    """Ids begin anew with every test: nothing may be remembered of the poll that had this one before."""
    from polls import specs

    specs._known.clear()


# -- towns and people -----------------------------------------------------------
@pytest.fixture
def town(db):
    from participation.accounts.models import Municipality

    return Municipality.objects.create(slug="auental", name="Auental", is_invented=True)


@pytest.fixture
def other_town(db):
    from participation.accounts.models import Municipality

    return Municipality.objects.create(slug="bergfeld", name="Bergfeld", is_invented=True)


@pytest.fixture
def make_user(db):
    """make_user("Ben", town, "facilitator", …) → a user with these roles."""
    from participation.accounts.models import Membership, User

    def make(name, municipality=None, *roles):
        user = User.objects.create_user(email=f"{name.lower()}@example.org", password="augenhoehe-2026", name=name, is_confirmed=True)
        for role in roles:
            Membership.objects.create(user=user, municipality=municipality, role=role)
        return user

    return make


@pytest.fixture
def ben(make_user, town):
    return make_user("Ben", town, "facilitator")


@pytest.fixture
def clara(make_user, town):
    return make_user("Clara", town, "mayor")


@pytest.fixture
def dev(make_user, other_town):
    """A stranger: has every role, but in another town."""
    return make_user("Dev", other_town, "facilitator", "officer", "mayor", "council", "admin")


@pytest.fixture
def as_user():
    """as_user(ben) → a test client logged in as Ben; as_user() → nobody."""
    from django.test import Client

    def client_of(user=None):
        client = Client()
        if user:
            client.force_login(user)
        return client

    return client_of


# -- an evening -------------------------------------------------------------------
@pytest.fixture
def make_tradeoff(town):
    from workshops.models import TradeOff

    def make(municipality=None, **fields):
        number = TradeOff.objects.count() + 1
        values = {
            "municipality": municipality or town,
            "slug": f"zielkonflikt-{number}",
            "title": {"de": "Bäume oder Parkplätze", "en": "Trees or parking"},
            "core_question": {"de": "Was kommt auf den Markt?", "en": "What goes on the market square?"},
            "pole_a": {"de": "Mehr Bäume", "en": "More trees"},
            "pole_b": {"de": "Mehr Parkplätze", "en": "More parking"},
        }
        return TradeOff.objects.create(**values | fields)

    return make


@pytest.fixture
def tradeoff(make_tradeoff):
    return make_tradeoff()


@pytest.fixture
def make_workshop(town, ben, tradeoff):
    """make_workshop("slider", "words", place="…") → a workshop in Auental with these polls; by default one slider."""
    from .evening import ask, new_workshop

    def make(*kinds, municipality=None, **fields):
        values = {"municipality": municipality or town, "tradeoff": tradeoff, "by": ben} | fields
        workshop = new_workshop(**values)
        for kind in kinds or ["slider"]:
            ask(workshop, kind, by=ben)
        return workshop

    return make


@pytest.fixture
def open_poll(make_workshop, ben):
    """open_poll("slider") → a running workshop's poll that takes ballots."""
    from .evening import press

    def make(kind="slider", **fields):
        workshop = press(make_workshop(kind, **fields), 2, by=ben)
        return workshop.item.polls.get()

    return make


@pytest.fixture
def join():
    """join(workshop) → a phone in the room, for Amina or whoever is meant."""
    from .evening import Phone

    numbers = iter(range(10_000))
    return lambda workshop: Phone(workshop, f"nonce-{next(numbers):032d}")
