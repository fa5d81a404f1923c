"""What an operator sets works, or is told at the start in a sentence that says what is wrong."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from participation.addresses import as_read, host_name, host_pattern, read_base_url
from participation.secret_key import read_secret_key

from .house.reading import ROOT

RIGHT = {
    "https://beteiligung.auental.example": "https://beteiligung.auental.example",
    " HTTPS://Beteiligung.Auental.example/ ": "https://beteiligung.auental.example",
    "https://auental.example:443": "https://auental.example",
    "http://auental.example:80/": "http://auental.example",
    "https://auental.example:8443": "https://auental.example:8443",
    "https://bürger.müllheim.example": "https://xn--brger-kva.xn--mllheim-n2a.example",
    "https://straße.example": "https://xn--strae-oqa.example",
    "https://xn--brger-kva.example": "https://xn--brger-kva.example",
    "http://192.168.1.20:8000": "http://192.168.1.20:8000",
    "http://[fd00::17]:8000": "http://[fd00::17]:8000",
    "http://localhost": "http://localhost",
}
WRONG = {
    "auental.example": "begin with https://",
    "auental.example:8000": "begin with https://",
    "//auental.example": "begin with https://",
    "ftp://auental.example": "begin with https://",
    "https://": "begin with https://",
    "": "begin with https://",
    "https://auental.example/beteiligung": "folder",
    "https://auental.example/?a=b": "folder",
    "https://auental.example:port": "no address",
    "https://auental.example:99999": "no address",
    "https://[fd00::17": "no address",
    "https://anna@auental.example": "no name of a host",
    "https://auental_.example": "no name of a host",
    "https://auen tal.example": "no name of a host",
    "https://" + "ü" * 70 + ".example": "no name of a host",
}


@pytest.mark.parametrize("text", RIGHT)
def test_an_address_that_works(text):
    assert read_base_url(text) == RIGHT[text]


@pytest.mark.parametrize("text", WRONG)
def test_an_address_that_can_not_work_is_refused_with_a_sentence(text):
    with pytest.raises(ImproperlyConfigured, match=WRONG[text]) as caught:
        read_base_url(text)
    assert repr(text) in str(caught.value) and "For example: https://" in str(caught.value)


def test_hosts():
    assert host_name("fd00::17") == host_name("[FD00::17]") == "[fd00::17]"
    assert [host_pattern(text) for text in ("*", ".Müllheim.example", " 10.0.0.7 ")] == ["*", ".xn--mllheim-n2a.example", "10.0.0.7"]
    with pytest.raises(ImproperlyConfigured, match="without scheme"):
        host_pattern("https://auental.example")


def test_people_read_the_name_they_know():
    assert as_read("https://xn--mllheim-n2a.example:8443") == "müllheim.example:8443"
    assert as_read("http://[fd00::17]:8000") == "[fd00::17]:8000"


@pytest.mark.parametrize("text", ["", "x", "x" * 31])
def test_a_key_that_can_be_guessed_is_refused(text):
    with pytest.raises(ImproperlyConfigured, match="at least 32 characters"):
        read_secret_key(text)
    assert read_secret_key("x" * 32) == "x" * 32


@pytest.mark.parametrize("command", [("check", "--deploy"), ("serve", "--port", "0")])
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BASE_URL", "auental.example", "BASE_URL is 'auental.example': it must begin with https://"),
        ("SECRET_KEY", "x" * 31, "SECRET_KEY must be set to a random value of at least 32 characters"),
        ("SECRET_KEY", "", "SECRET_KEY must be set"),
        ("ALLOWED_HOSTS", "http://auental.example", "ALLOWED_HOSTS holds"),
    ],
)
def test_what_is_wrong_is_said_at_the_start(command, name, value, said):
    """In one line, not behind forty lines of code."""
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "participation.settings", name: value}
    done = subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and done.stderr.startswith(said) and len(done.stderr.splitlines()) == 1
