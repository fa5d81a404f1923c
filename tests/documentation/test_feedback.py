"""How people found the evening, on its page and in its files: from the floor on, and apart from the results of the questions."""

import pytest
from django.urls import reverse

from participation.dashboard.overview import voters
from participation.documentation.article import Evening
from polls.disclosure import shown_to_public
from polls.models import Poll
from workshops.actions import go_to, load_agenda
from workshops.models import Workshop
from workshops.plain_data import Entry

from ..papers.reading import read
from .conftest import positions
from .reading import read_csv, read_json, read_xlsx

pytestmark = pytest.mark.django_db
HEADING = "So fanden die Leute den Abend"
STATEMENT = "Ich konnte sagen, was ich denke."
SAID = [{"votes": {"1": 1, "2": 1 - number % 3, "3": -1 if number % 2 else 1}} for number in range(12)]


@pytest.fixture
def felt(held, ben):
    """felt(people, answers) → an evening with one question that all have answered, and feedback by the first few."""

    def make(people, answers):
        evening = held(people)
        evening.ask("slider", positions(*[5 * (number % 20) for number in range(people)]))
        (item,) = load_agenda(workshop=evening.workshop, agenda=[Entry({"kind": "end", "minutes": 5, "title": {"de": "Danke!"}})], by=ben)
        evening.workshop.refresh_from_db()
        go_to(workshop=evening.workshop, item=item, revision=evening.workshop.step, by=ben)
        poll = Poll.objects.get(item=item)
        for phone, answer in zip(evening.phones, SAID[:answers], strict=False):
            assert phone.vote(poll, answer)["status"] == "saved"
        return evening.end()

    return make


def room(workshop, name=""):
    return reverse("room_evening", args=[workshop.room.slug]) + name


def test_the_room_reads_it_from_five_answers_on_and_the_public_from_ten(felt, as_user, publish):
    workshop = felt(12, 6)
    publish(workshop)
    page = as_user().get(room(workshop)).content.decode()
    assert HEADING in page and STATEMENT in page and "n = 6" in page
    page = as_user().get(reverse("evening", args=[workshop.pk])).content.decode()
    assert "n = 12" in page and HEADING not in page and STATEMENT not in page


def test_below_the_floor_no_page_and_no_file_mentions_it(felt, as_user):
    workshop = felt(12, 4)
    for name in ("", "results.csv", "results.json"):
        told = as_user().get(room(workshop, name)).content.decode()
        assert HEADING not in told and STATEMENT not in told


def test_the_files_tell_it_in_a_part_of_its_own(felt, as_user):
    workshop = felt(10, 10)
    lines = read_csv(as_user().get(room(workshop, "results.csv")).content)
    about = [line for line in lines if line[0] == HEADING]
    assert len(about) == 12 and about == lines[-12:] and [HEADING, "", "10", "Ich würde wiederkommen.", "stimmt", "5"] in about
    sheets = read_xlsx(as_user().get(room(workshop, "results.xlsx")).content)
    assert sheets[-1] == read_json(as_user().get(room(workshop, "results.json")).content)[-1] and len(sheets[-1]) == 4
    assert not any(HEADING in cell for row in sheets[0] for cell in row), "the questions are listed there"


def test_the_paper_tells_it(felt, as_user):
    printed = read(as_user().get(room(felt(10, 10), "results.pdf")).content).text
    assert HEADING in printed and STATEMENT in printed


def test_it_is_never_counted_among_the_results(felt):
    """Without its question nothing is left that a headline, a count of voters or the town's page could tell."""
    workshop = felt(12, 12)
    Poll.objects.filter(item__workshop=workshop, is_feedback=False).delete()
    evening = Evening(workshop, "public")
    assert evening.feedback.n == 12
    assert evening.moved is None and evening.n == 0 and evening.results == [] and evening.all_shown == []
    assert voters(Workshop.objects.all()) == 0 and shown_to_public(workshop.pk) is None


def test_it_is_no_file_of_a_question(felt, as_user):
    workshop = felt(10, 10)
    poll = Poll.objects.get(is_feedback=True)
    assert {as_user().get(room(workshop, f"{poll.pk}.{ending}")).status_code for ending in ("csv", "json", "svg")} == {404}
