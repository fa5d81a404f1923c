"""The catalogue of translations changes when a sentence does, and at no other time."""

import re
import shutil

from django.conf import settings

from participation.management.catalogue import update


def test_updating_a_catalogue_twice_changes_nothing(tmp_path):
    """Not even its date, which would make every update a change to look at."""
    catalogue = tmp_path / "django.po"
    shutil.copy(settings.LOCALE_PATHS[0] / "de/LC_MESSAGES/django.po", catalogue)
    before = re.sub(r"POT-Creation-Date: \d{4}", "POT-Creation-Date: 2020", catalogue.read_text())
    catalogue.write_text(before)
    assert update(settings.BASE_DIR, catalogue, "de") == [], "every sentence has a translation"
    assert catalogue.read_text() == before
