"""The lock files of the site and of the tests."""

import re

from .reading import ROOT


def test_lock_files_name_no_host():
    for lock in ("participation/requirements.lock", "tests/requirements.lock"):
        assert not re.search(r"https?://|--(?:extra-)?index-url|--find-links", (ROOT / lock).read_text())


def test_the_tests_install_what_the_demo_installs():
    """So an environment made for the tests serves the demo too."""

    def pins(lock):
        return set(re.findall(r"^([\w.-]+==\S+)", (ROOT / lock).read_text(), re.MULTILINE))

    assert pins("participation/requirements.lock") <= pins("tests/requirements.lock")
