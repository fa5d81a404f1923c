"""A setting that was never made holds as the form begins with it."""

import pytest

from polls.kinds import KINDS

from .asked import asked


@pytest.mark.parametrize(("slug", "rules"), [("multiple_choice", "limits"), ("dots", "rules")])
def test_a_setting_that_was_never_made_is_what_its_form_begins_with(slug, rules):
    kind = KINDS[slug]
    begun = {name: field.initial for name, field in kind.settings_form.base_fields.items()}
    assert getattr(kind, rules)(asked(slug)) == getattr(kind, rules)(asked(slug, **begun))
