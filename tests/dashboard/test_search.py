"""The search of the queue: German words in every form, only public texts, as they are now; and no query breaks it."""

import pytest
from django.utils import timezone

from participation.proposals import actions
from participation.proposals.models import Proposal, SearchEntry, SearchWord, State
from participation.proposals.search import asked_for, excerpt

pytestmark = pytest.mark.django_db

QUEUE = "/dashboard/"
REASON = "Die Bänke kommen, sobald der Bauhof im Frühjahr wieder Leute dafür hat."

NO_MORE_WORDS = {"english": "", "who": "", "by_when": None, "cost": ""}


@pytest.fixture
def find(as_user, clara):
    """find("bank") → the titles that Clara finds among all proposals."""
    client = as_user(clara)
    return lambda words: [row.proposal.title for row in client.get(QUEUE, {"q": words, "state": "all"}).context["rows"]]


@pytest.mark.parametrize(
    "words",
    [
        "Rufbus am Freitagabend",
        "RUFBUS",
        "Bus",
        "Abend",
        "kleinbus ortsteil",
        "Ortsteilen",
        "2026-31",
        "Nr. 2026-31",
        '"Rufbus"',
    ],
)
def test_every_form_of_a_german_word_finds_the_proposal(find, make_proposal, words):
    make_proposal("Rufbus am Freitagabend", year=2026, number=31)
    make_proposal("Bänke am Bolzplatz", what="Drei Stück reichen.", year=2026, number=3)
    assert find(words) == ["Rufbus am Freitagabend"]


@pytest.mark.parametrize("words", ["Bank", "bänke", "BÄNKEN", "bolzplätze", "drei Bänke"])
def test_umlauts_and_plurals(find, make_proposal, words):
    make_proposal("Bänke am Bolzplatz", what="Drei Stück reichen.")
    make_proposal("Rufbus am Freitagabend")
    assert find(words) == ["Bänke am Bolzplatz"]


def test_all_words_must_be_there(find, make_proposal):
    make_proposal("Rufbus am Freitagabend")
    assert find("Rufbus Schwimmbad") == []


@pytest.mark.parametrize("typed", ['"', "' OR 1=1 --", "*", "%", "AND OR NOT", "rufbus NEAR/2 (", "\\", "((((", "a:b -c +d", "der die das"])
def test_no_query_breaks_the_search(as_user, clara, make_proposal, typed):
    make_proposal()
    assert as_user(clara).get(QUEUE, {"q": typed}).status_code in {200, 422}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("?!", "Darin ist kein Wort, nach dem man suchen kann."),
        ("x" * 10_000, "Höchstens 100 Zeichen für eine Suche."),
        ("eins zwei drei vier fünf sechs sieben acht neun", "Höchstens acht Wörter für eine Suche."),
        ("rufbus\x00", "Nullzeichen"),
    ],
)
def test_a_bad_query_gets_a_sentence_and_keeps_what_was_typed(as_user, clara, make_proposal, typed, sentence):
    make_proposal()
    answer = as_user(clara).get(QUEUE, {"q": typed})
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert answer.context["form"].typed == typed


def test_an_answer_is_found_once_it_is_public(find, clara, make_proposal):
    proposal = make_proposal("Rufbus am Freitagabend")
    actions.draft_response(proposal=proposal, by=clara, verdict="partly", reason=REASON)
    assert find("Bauhof") == []
    actions.publish_response(proposal=proposal, by=clara)
    assert find("Bauhof") == ["Rufbus am Freitagabend"]


def test_a_corrected_answer_is_found_by_its_new_words_alone(find, clara, make_proposal):
    proposal = make_proposal("Rufbus am Freitagabend")
    actions.draft_response(proposal=proposal, by=clara, verdict="partly", reason=REASON)
    seen = actions.publish_response(proposal=proposal, by=clara).fingerprint
    reason = REASON.replace("Bauhof", "Gartenamt")
    actions.correct_response(proposal=proposal, by=clara, why="Es war das falsche Amt.", seen=seen, reason=reason, **NO_MORE_WORDS)
    assert find("Bauhof") == [] and find("Gartenamt") == ["Rufbus am Freitagabend"]


def test_what_is_withdrawn_is_no_longer_there_in_any_table(find, make_proposal):
    proposal = make_proposal("Schwimmbad bis neun")
    actions.transition(proposal=proposal, verb="withdraw", by="author")
    assert find("Schwimmbad") == [] and not SearchEntry.objects.filter(proposal=proposal).exists()
    actions.forget(timezone.now())
    assert not SearchWord.objects.filter(word="schwimmbad").exists()


def test_a_text_is_indexed_at_the_hand_over_and_not_before(find, make_proposal, make_evening):
    evening = make_evening(state="running", title={"de": "Bäume"})
    make_proposal("Schwimmbad bis neun", workshop=evening, handed_over_at=None, answer_by=None, year=None, number=None)
    assert not SearchEntry.objects.exists()
    actions.hand_over(evening)
    assert find("Schwimmbad") == ["Schwimmbad bis neun"]


def test_a_rehearsal_is_never_indexed(make_proposal, make_evening):
    make_proposal("Schwimmbad bis neun", workshop=make_evening(is_rehearsal=True))
    assert not SearchEntry.objects.exists()


def test_the_words_go_with_their_proposal(make_proposal):
    make_proposal("Schwimmbad bis neun")
    Proposal.objects.all().delete()
    assert not SearchEntry.objects.exists()


def test_the_index_has_no_column_that_could_tell_an_order():
    assert {field.column for field in SearchEntry._meta.fields} - {None} == {"word", "proposal_id"}


def test_the_line_shows_where_the_text_contains_it(as_user, clara, make_proposal):
    make_proposal("Rufbus am Freitagabend", why="Die Bänke am Platz sind kaputt.")
    assert "Die <mark>Bänk</mark>e am Platz" in as_user(clara).get(QUEUE, {"q": "Bank"}).content.decode()


def test_an_excerpt_ends_at_words():
    text = (
        "Wir wünschen uns an jedem Freitag und an jedem Samstag noch spät einen Bus, der in alle Ortsteile der Gemeinde fährt und zurück."
    )
    found = excerpt(text, asked_for("Bus"))
    assert (found.found, found.before[:2], found.after[-2:]) == ("Bus", "… ", " …")
    assert text.startswith("Wir") and f"{found.before[2:]}{found.found}{found.after[:-2]}" in text


def test_a_state_outside_the_public_removes_the_words(make_proposal):
    from participation.proposals.actions.indexing import index

    proposal = make_proposal("Schwimmbad bis neun")
    proposal.state = State.EXPIRED
    index(proposal)
    assert not SearchEntry.objects.exists()


def test_what_was_public_before_the_search_came_is_found(find, make_proposal):
    from importlib import import_module

    from django.apps import apps

    make_proposal("Schwimmbad bis neun")
    SearchEntry.objects.all().delete()
    import_module("participation.proposals.migrations.0008_search").fill(apps, None)
    assert find("Schwimmbad") == ["Schwimmbad bis neun"]
