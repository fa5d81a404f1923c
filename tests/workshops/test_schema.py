"""The JSON schema of an evening's file says what the server accepts."""

import copy
import json
from pathlib import Path

import jsonschema
import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workshops import evening_files
from workshops.actions import adopt_tradeoff, compose_workshop, import_workshop
from workshops.content import TRADEOFFS
from workshops.methods import methods
from workshops.plain_data import Fault

pytestmark = pytest.mark.django_db
SCHEMA = json.loads((Path(__file__).parents[2] / "participation/static/evening.schema.json").read_text())
JUNK = (None, 0, -1, 10**6, True, "", "x" * 700, [], {}, {"de": ""}, {"de": "y" * 700}, {"xx": "?"}, [[]])


def is_valid(data) -> bool:
    return jsonschema.Draft202012Validator(SCHEMA).is_valid(data)


@pytest.fixture
def accepts(town, ben):
    """accepts(data) → whether the server makes an evening of it."""

    def read(data):
        try:
            evening = evening_files.read(json.dumps(data))
            import_workshop(
                municipality=town, tradeoff=evening.tradeoff, agenda=evening.agenda, starts_at=timezone.now(), by=ben, **evening.fields
            )
        except Fault:
            return False
        return True

    return read


@pytest.fixture
def evenings(town, ben):
    """The files of every method with every trade-off of the house."""
    made = []
    for content, method in zip(TRADEOFFS, [*methods().values(), methods()["budget"]], strict=True):
        tradeoff = adopt_tradeoff(municipality=town, content=content)
        workshop = compose_workshop(method=method, length=120, tradeoff=tradeoff, starts_at=timezone.now(), by=ben)
        made.append(json.loads(evening_files.write(workshop)))
    return Files(made)


class Files(list):
    """Too long to be shown when a test fails."""

    def __repr__(self) -> str:
        return "files"


def test_the_schema_is_one_and_fits_every_file_that_we_write(evenings):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for data in evenings:
        jsonschema.validate(data, SCHEMA)


def paths(value, path=()):
    """The way to every value inside; a text in several languages counts as one."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from paths(each, (*path, key))


def changed(data, path, value):
    data = copy.deepcopy(data)
    place = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return data


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(which=st.integers(0, len(TRADEOFFS) - 1), place=st.integers(0, 10_000), junk=st.sampled_from(JUNK))
def test_what_the_schema_refuses_the_server_refuses(which, place, junk, evenings, accepts):
    """The server knows more (the options of a kind, pairs, languages that must be there), so it may refuse what the schema lets pass."""
    every = [path for path in paths(evenings[which]) if path]
    path = every[place % len(every)]
    data = changed(evenings[which], path, junk)
    if not is_valid(data):
        assert not accepts(data), path
