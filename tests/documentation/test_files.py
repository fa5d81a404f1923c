"""All files of an evening and its page say the same, and none of them says more than it may."""

import re
from itertools import count

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from participation.documentation.actions import withdraw
from participation.documentation.article import Evening
from polls.disclosure import FLOORS, shown
from polls.kinds import KINDS
from polls.models import Poll
from polls.slots import results_data
from workshops.models import AgendaItem

from ..evening import QUESTIONS
from ..papers.reading import faults, read
from .conftest import positions, release
from .reading import number, read_csv, read_json, read_ods, read_page, read_xlsx

pytestmark = pytest.mark.django_db
ANSWERS = {
    "slider": st.integers(0, 20).map(lambda stop: {"value": 5 * stop}),
    "single_choice": st.sampled_from([{"option": 1}, {"option": 2}]),
    "points": st.sampled_from([{"points": {"1": 100}}, {"points": {"1": 35, "2": 65}}, {"points": {"2": 5, "3": 95}}]),
    "statements": st.fixed_dictionaries({"votes": st.fixed_dictionaries({"1": st.integers(-1, 1)}, optional={"2": st.integers(-1, 1)})}),
}
EVENINGS = st.lists(
    st.sampled_from(sorted(ANSWERS)).flatmap(lambda kind: st.tuples(st.just(kind), st.lists(ANSWERS[kind], min_size=3, max_size=24))),
    min_size=1,
    max_size=3,
)
ENDINGS = ("csv", "xlsx", "ods", "json")


@pytest.fixture
def over(held, publish):
    evening = held(12)
    evening.pair(positions(*[20] * 6, *[60] * 6), positions(*[20] * 3, *[80] * 9))
    evening.ask("points", [{"points": {"1": 35, "2": 65}}] * 5 + [{"points": {"1": 100}}] * 7)
    publish(evening.end())
    return evening.workshop


def reveal(workshop, number, kind, answers):
    """A poll that was answered and shown."""
    item = AgendaItem.objects.create(workshop=workshop, position=50 + number, kind="poll", title={"de": "Frage"})
    values = QUESTIONS[kind] | {"question": {"de": f"Frage {number} – größer?"}}
    poll = Poll(item=item, kind=kind, state=Poll.State.REVEALED, closed_at=timezone.now(), final_at=timezone.now(), **values)
    poll.tally = KINDS[kind].tally(poll, answers)
    poll.save()
    return Poll.objects.get(pk=poll.pk)


def files(client, workshop, place, name="results"):
    """{ending: bytes} of all files of the whole evening, and its page."""
    start, page = (
        (reverse("evening", args=[workshop.pk]),) * 2 if place == "public" else (reverse("room_evening", args=[workshop.room.slug]),) * 2
    )
    found = {ending: client.get(f"{start}{name}.{ending}") for ending in (*ENDINGS, "pdf")}
    assert {answer.status_code for answer in found.values()} == {200}
    return {ending: answer.content for ending, answer in found.items()} | {"page": client.get(page).content}


def told_on_stage(poll, place):
    """The table of counts as text, of what the stage was sent; None if `place` may show nothing."""
    if shown(poll, place).tally is None:
        return None
    columns, rows = KINDS[poll.kind].columns(poll), KINDS[poll.kind].rows(poll, results_data(poll, shown(poll, "room")))
    return [[head for _key, head in columns], *[[number(row[key]) for key, _head in columns] for row in rows]]


def check(client, workshop, polls, place):
    """What stands on the stage stands on the page and in every file, to the last digit, or in none of them."""
    found, told = files(client, workshop, place), {poll: told_on_stage(poll, place) for poll in polls}
    for poll in [poll for poll, table in told.items() if table is None]:
        assert not [ending for ending in ENDINGS if str(poll.question) in found[ending].decode(errors="ignore")]
        assert {client.get(f"/e/{workshop.pk}/{poll.pk}.{ending}").status_code for ending in (*ENDINGS, "svg")} == {404}
    assert all(poll.tally["n"] >= FLOORS[place] for poll, table in told.items() if table)
    expected = [table for table in told.values() if table]
    assert read_page(found["page"].decode()) == expected
    assert read_xlsx(found["xlsx"])[1:] == read_ods(found["ods"])[1:] == read_json(found["json"])[1:] == expected
    lines = [[row[0], head, cell] for heads, *rows in expected for row in rows for head, cell in zip(heads[1:], row[1:], strict=True)]
    assert [row[3:] for row in read_csv(found["csv"])[1:]] == lines
    printed = read(found["pdf"]).text
    assert all(cell.replace(".", ",") in printed for _heads, *rows in expected for row in rows for cell in row[1:])


@pytest.mark.slow
def test_page_and_files_agree_and_keep_to_the_floors(held, publish, as_user):
    """Over random evenings, in both places: nobody who has all files finds a number of fewer people than the floor."""
    workshop, client, places = held(1).end(), as_user(), count()
    publish(workshop)

    @settings(max_examples=8, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(asked=EVENINGS)
    def agree(asked):
        AgendaItem.objects.filter(workshop=workshop).delete()
        polls = [reveal(workshop, next(places), kind, answers) for kind, answers in asked]
        for place in FLOORS:
            check(client, workshop, polls, place)

    agree()


def test_a_small_evening_agrees_too(held, publish, as_user):
    workshop = held(1).end()
    publish(workshop)
    seven, twelve = ({"value": 5 * place} for place in range(7)), [{"points": {"1": 35, "2": 65}}, *[{"points": {"1": 100}}] * 11]
    polls = [reveal(workshop, 1, "slider", list(seven)), reveal(workshop, 2, "points", twelve)]
    for place in FLOORS:
        check(as_user(), workshop, polls, place)


def test_each_question_has_its_files(over, as_user):
    numbers = [each.poll.pk for each in Evening(over, "public").all_shown]
    assert len(numbers) == 3
    for pk in numbers:
        start = f"/e/{over.pk}/{pk}"
        assert {as_user().get(f"{start}.{ending}").status_code for ending in (*ENDINGS, "svg")} == {200}
    Poll.objects.filter(pk=numbers[1]).update(pole_b={"de": "Mehr\x08 Parkplätze"})  # XML has no such character
    drawing = as_user().get(f"/e/{over.pk}/{numbers[1]}.svg").content.decode()
    assert "Mehr Parkplätze" in drawing and "vorher" in drawing and drawing.count("<circle") > 24
    assert not re.search(r"\d,\d\d*\"", drawing), "a decimal comma breaks an attribute"


@pytest.mark.parametrize("name", ["results.exe", "results", "0.csv", "x.svg", "results.svg", "1.pdf"])
def test_other_files_are_not_there(over, as_user, name):
    assert as_user().get(f"/e/{over.pk}/{name}").status_code == 404


def test_words_that_look_like_formulas_or_dates_stay_words(held, publish, as_user):
    evening = held(12)
    poll = evening.ask("words", [{"words": [f"Wort {number}"]} for number in range(12)])
    release(poll, ("", "=HYPERLINK(1)"), ("", "1/2"), ("", "Grüße"))
    publish(evening.end())
    found = files(as_user(), evening.workshop, "public")
    assert ["'=HYPERLINK(1)"] in read_xlsx(found["xlsx"])[-1] and ["'1/2"] in read_ods(found["ods"])[-1]
    assert ["Grüße"] in read_ods(found["ods"])[-1] and found["csv"].startswith(b"\xef\xbb\xbf")


def test_nothing_public_names_the_room(over, as_user):
    for ending, content in files(as_user(), over, "public").items():
        assert not [secret for secret in (over.room.slug, over.code, over.stage_token) if secret.encode() in content], ending


def test_a_withdrawn_page_has_no_files(over, as_user):
    withdraw(workshop=over)
    room = reverse("room_evening", args=[over.room.slug])
    assert {as_user().get(f"{start}results.{ending}").status_code for start in (f"/e/{over.pk}/", room) for ending in ENDINGS} == {404}


def test_the_paper_reads_well_aloud(over, as_user):
    content = as_user().get(f"/e/{over.pk}/results.pdf").content
    heard = read(content)
    assert not faults(content)
    assert (heard.title, heard.language, heard.tags[:3]) == ("Bäume oder Parkplätze", "de", ["P", "H1", "P"])
    assert heard.is_in_order and heard.tags.count("H1") == 1 and "Table" in heard.tags
    assert len(heard.pictures) == 2 and all("?" in words and len(words) > 40 for words in heard.pictures)
    assert heard.text.index("Was kommt auf den Markt?") < heard.text.index("Worum es ging") < heard.text.index("Was die Zahlen sagen")


def test_an_english_reader_gets_dots_and_commas(over, as_user):
    with translation.override("en"):
        client = as_user()
        client.cookies["language"] = "en"
        content = client.get(f"/e/{over.pk}/results.csv").content.decode("utf-8-sig")
        assert content.startswith("Question,When,Persons") and "72.9" in content and ",72,9" not in content
