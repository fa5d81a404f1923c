"""The pages that lead through an extension are followed to the letter: what their code makes has to work."""

import importlib
import importlib.util
import json
import re
import sys
from pathlib import Path

import pytest
from django.urls import reverse

from .evening import ask, press

DOCS = Path(__file__).resolve().parent.parent / "docs"
FENCE = re.compile(r"^```\w+\n(?:# |\{# )(?P<path>[\w/]+\.\w+)(?: #\})?\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)


def write_files(page: str, folder: Path) -> dict[str, Path]:
    """Every code block of a page whose first line names a file, written to that file below `folder`."""
    found = {match["path"]: match["code"] for match in FENCE.finditer((DOCS / page).read_text())}
    for path, code in found.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(code)
    return {path: folder / path for path in found}


@pytest.fixture
def followed(tmp_path, settings):
    """followed("adding-a-kind.md") → the page's files, with its templates in use."""
    known = set(sys.modules)

    def follow(page):
        settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path / "templates"]}]
        return write_files(page, tmp_path)

    yield follow
    for name in set(sys.modules) - known:
        if name.partition(".")[0] == "riddles" or name in {"polls.kinds.thumbs", "thumbs_test"}:
            del sys.modules[name]


def load(name: str, file: Path):
    spec = importlib.util.spec_from_file_location(name, file)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def screens(as_user, ben):
    """screens(workshop, phone) → the pages of phone, stage and console."""

    def show(workshop, phone):
        return {
            "phone": phone.browser.get(reverse("phone", args=[workshop.room.slug])).content.decode(),
            "stage": as_user().get(f"/stage/{workshop.stage_token}/").content.decode(),
            "console": as_user(ben).get(reverse("console", args=[workshop.pk])).content.decode(),
        }

    return show


@pytest.mark.django_db(transaction=True)
def test_a_kind_made_by_its_page_asks_counts_and_shows(followed, monkeypatch, make_workshop, join, ben, as_user, screens):
    from polls.kinds import KINDS

    files = followed("adding-a-kind.md")
    thumbs = load("polls.kinds.thumbs", files["polls/kinds/thumbs.py"]).Thumbs()
    monkeypatch.setitem(KINDS, "thumbs", thumbs)
    workshop = make_workshop("words")
    assert "thumbs" in as_user(ben).get(reverse("item_add", args=[workshop.pk])).content.decode()

    poll = ask(workshop, "thumbs", by=ben)
    press(workshop, 1, by=ben)
    while workshop.item_id != poll.item_id:
        press(workshop, by=ben)
    press(workshop, by=ben)  # opens the vote
    amina, *others = [join(workshop) for _phone in range(6)]
    assert 'name="int.up"' in screens(workshop, amina)["phone"]
    form = {"do": "vote", "poll": poll.pk, "int.up": "1"}
    assert amina.browser.post(reverse("phone", args=[workshop.room.slug]), form).status_code == 303  # without script
    for number, phone in enumerate(others):
        assert phone.vote(poll, {"up": number % 2})["status"] == "saved"
    assert amina.vote(poll, {"up": 5}, seq=9)["status"] == "invalid"
    press(workshop, 2, by=ben)  # closes it and shows the result
    for page in screens(workshop, amina).values():
        assert "3 of 6 hold their thumb up." in page


def test_the_test_on_the_page_of_kinds_passes(followed):
    files = followed("adding-a-kind.md")
    load("polls.kinds.thumbs", files["polls/kinds/thumbs.py"])
    tests = load("thumbs_test", files["tests/polls/kinds/test_thumbs.py"])
    (bad_answers,) = tests.test_a_thumb_is_up_or_down.pytestmark
    for raw in bad_answers.args[1]:
        tests.test_a_thumb_is_up_or_down(raw)
    tests.test_every_thumb_counts_once_in_whatever_order()


@pytest.mark.django_db(transaction=True)
def test_an_item_kind_made_by_its_page_leads_through_the_evening(followed, monkeypatch, tmp_path, make_workshop, join, ben, screens):
    from workshops.actions import add_item, dump_agenda, load_agenda
    from workshops.extensions import ITEM_KINDS
    from workshops.plain_data import Entry

    followed("adding-an-item-kind.md")
    (tmp_path / "riddles/__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    config = importlib.import_module("riddles.apps").RiddlesConfig("riddles", importlib.import_module("riddles"))
    monkeypatch.setitem(ITEM_KINDS, "riddle", None)  # so that it is taken out again
    config.ready()

    workshop = make_workshop("words")
    words = {"title": {"de": "Was hat Zähne und beißt nicht?"}, "text": {"de": "Der Kamm"}, "minutes": 3}
    item = add_item(workshop=workshop, kind="riddle", by=ben, **words)
    another = make_workshop("words")
    load_agenda(workshop=another, agenda=[Entry(dump_agenda(workshop)[-1])], by=ben)
    assert another.items.last().text == words["text"]
    amina = join(workshop)
    press(workshop, by=ben)
    while workshop.item_id != item.pk:
        press(workshop, by=ben)
    before = screens(workshop, amina)
    assert all("Was hat Zähne" in page for page in before.values())
    assert "Der Kamm" not in before["phone"] + before["stage"]
    assert "Show the answer" in before["console"]
    press(workshop, by=ben)
    after = screens(workshop, amina)
    assert all("Der Kamm" in page for page in after.values())
    assert "Answer shown at" in after["console"]
    press(workshop, by=ben)
    assert workshop.state == "ended"


@pytest.mark.django_db
def test_the_agenda_on_the_page_of_files_can_be_loaded(make_workshop, ben):
    from polls.models import Pair
    from workshops.actions import dump_agenda, load_agenda
    from workshops.plain_data import Entry

    (code,) = re.findall(r"^```json\n(\[.*?)^```$", (DOCS / "agenda-files.md").read_text(), re.MULTILINE | re.DOTALL)
    agenda, workshop = json.loads(code), make_workshop("words")
    load_agenda(workshop=workshop, agenda=Entry({"agenda": agenda}).entries("agenda", most=9), by=ben)
    assert Pair.objects.get().before.workshop == workshop
    assert [item["title"] for item in dump_agenda(workshop)[1:]] == [item["title"] for item in agenda]
