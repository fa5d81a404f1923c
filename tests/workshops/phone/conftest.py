"""A phone without script: Amina's browser, the way in, and a vote by plain form."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from workshops import join_pages


@pytest.fixture
def workshop(make_workshop):
    return make_workshop("slider")


@pytest.fixture
def amina():
    return Client()


@pytest.fixture(autouse=True)
def no_misses():
    join_pages._misses.clear()
    cache.clear()


def nonce_in(page) -> str:
    return re.search(r'name="nonce" value="(\w+)"', page.content.decode())[1]


def come_in(browser, workshop):
    form = browser.get(f"/j/{workshop.code}/")
    return browser.post(f"/j/{workshop.code}/", {"nonce": nonce_in(form)})


def vote(browser, poll, **fields):
    return browser.post(f"/w/{poll.item.workshop.room.slug}/", {"do": "vote", "poll": poll.pk, **fields})
