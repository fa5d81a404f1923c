"""Evenings that are over, with results, reasons, words and proposals."""

import pytest

from participation.documentation import actions
from polls import actions as polls
from polls.models import Remark
from workshops.actions import end_workshop, go_to

from ..dashboard.conftest import make_evening, make_proposal  # noqa: F401 (fixtures)
from ..evening import ask, press

STATED = {"question": {"de": "Was kommt auf den Markt?"}, "pole_a": {"de": "Mehr Bäume"}, "pole_b": {"de": "Mehr Parkplätze"}}


class Held:
    """An evening whose questions are asked one after the other."""

    def __init__(self, workshop, phones, ben):
        self.workshop, self.phones, self.ben = workshop, phones, ben

    def hold(self, item, answers):
        """Ask the item's question, let the phones answer it, show the result; gives the poll."""
        self.workshop.refresh_from_db()
        if self.workshop.item_id != item.pk:
            go_to(workshop=self.workshop, item=item, revision=self.workshop.step, by=self.ben)
        press(self.workshop, 1, by=self.ben)
        poll = polls.latest(item)
        for phone, answer in zip(self.phones, answers, strict=False):
            assert phone.vote(poll, answer)["status"] == "saved", answer
        press(self.workshop, 2, by=self.ben)
        return polls.latest(item)

    def pair(self, before, after, kind="slider", **values):
        """Ask the same question twice; gives both polls."""
        pair = polls.add_pair(workshop=self.workshop, kind=kind, by=self.ben, **STATED | values)
        return self.hold(pair.before, before), self.hold(pair.after, after)

    def ask(self, kind, answers, **values):
        """Ask one question; gives its poll."""
        return self.hold(ask(self.workshop, kind, by=self.ben, **values).item, answers)

    def end(self):
        """The workshop, over."""
        self.workshop = end_workshop(workshop=self.workshop, by=self.ben)
        return self.workshop


@pytest.fixture
def held(make_workshop, join, ben):
    """held(12) → a running evening with twelve phones."""

    def make(people, **fields):
        workshop = press(make_workshop("words", **fields), 1, by=ben)
        return Held(workshop, [join(workshop) for _phone in range(people)], ben)

    return make


def positions(*values):
    return [{"value": value} for value in values]


def release(poll, *reasons):
    """Reasons as (side, text), as if they had been written, read and released; gives their ids."""
    made = [Remark.objects.create(poll=poll, side=side, text=text, state=Remark.State.RELEASED) for side, text in reasons]
    return [remark.pk for remark in made]


@pytest.fixture
def publish(ben):
    def make(workshop, reasons=(), **values):
        texts = {"introduction": {"de": "Ein Abend über den Markt."}, "partners": {"de": "Jugendring"}} | values
        return actions.publish(workshop=workshop, by=ben, reasons=list(reasons), **texts)

    return make
