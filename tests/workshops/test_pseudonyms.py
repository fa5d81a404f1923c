import re

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from workshops.pseudonyms import ADJECTIVES, ANIMALS, TRIES_WITHOUT_NUMBER, in_words, pseudonym_for

NONCES = st.text(min_size=1, max_size=60)
TRIES = st.integers(0, 200)
UNKIND = {
    "esel",
    "schwein",
    "kuh",
    "ziege",
    "ratte",
    "affe",
    "schlange",
    "gans",
    "kröte",
    "geier",
    "wolf",
    "elster",
    "taube",
    "meise",
    "ente",
}
BODILY = {
    "groß",
    "klein",
    "dick",
    "dünn",
    "stark",
    "schwach",
    "schön",
    "hübsch",
    "süß",
    "blind",
    "stumm",
    "taub",
    "lahm",
    "alt",
    "jung",
    "schwarz",
    "weiß",
}


def test_lists_are_long_enough_and_without_doubles():
    assert len(ADJECTIVES) >= 48 and len(ANIMALS) >= 60
    for column in (*zip(*ADJECTIVES, strict=True), *list(zip(*ANIMALS, strict=True))[1:]):
        assert len(set(column)) == len(column), sorted(word for word in column if column.count(word) > 1)


def test_names_are_kind():
    assert not UNKIND & {german.lower() for _gender, german, _english in ANIMALS}
    assert not BODILY & {german for german, _english in ADJECTIVES}


def test_genders_are_mixed():
    genders = [gender for gender, _german, _english in ANIMALS]
    assert set(genders) == {"m", "f", "n"}
    assert min(genders.count(gender) for gender in "mfn") >= 18


@given(NONCES, TRIES)
def test_a_key_is_short_ascii_and_always_the_same(nonce, attempt):
    key = pseudonym_for(nonce, attempt)
    assert key == pseudonym_for(nonce, attempt)
    assert len(key) <= 20
    assert re.fullmatch(r"\d+-\d+(-\d+)?", key)


@given(NONCES, TRIES)
def test_every_key_has_words_in_both_languages(nonce, attempt):
    key = pseudonym_for(nonce, attempt)
    with override("de"):
        german = in_words(key)
    with override("en"):
        english = in_words(key)
    assert german != english
    assert len(german) <= 34
    assert german[0].isupper() and english[0].isupper()


@given(NONCES, st.integers(TRIES_WITHOUT_NUMBER, 200))
def test_late_tries_carry_a_number(nonce, attempt):
    key = pseudonym_for(nonce, attempt)
    assert key.count("-") == 2
    assert in_words(key).split()[-1] == key.split("-")[2] == str(attempt // TRIES_WITHOUT_NUMBER + 1)


def test_first_tries_carry_none_and_differ():
    keys = {pseudonym_for("Amina's form", attempt) for attempt in range(TRIES_WITHOUT_NUMBER)}
    assert all(key.count("-") == 1 for key in keys)
    assert len(keys) > 1


def test_a_full_room_finds_names_for_everybody():
    taken: set[str] = set()
    for number in range(500):
        taken.add(next(key for attempt in range(100) if (key := pseudonym_for(f"form {number}", attempt)) not in taken))
    assert len(taken) == 500


@pytest.mark.parametrize(
    ("adjective", "animal", "german", "english"),
    [
        ("flink", "Dachs", "Flinker Dachs", "Nimble Badger"),
        ("ruhig", "Eule", "Ruhige Eule", "Calm Owl"),
        ("klug", "Reh", "Kluges Reh", "Clever Deer"),
        ("munter", "Lachs", "Munterer Lachs", "Lively Salmon"),
        ("weis", "Krähe", "Weise Krähe", "Wise Crow"),
        ("tanzend", "Wildpferd", "Tanzendes Wildpferd", "Dancing Wild Horse"),
    ],
)
def test_german_adjectives_follow_the_gender(adjective, animal, german, english):
    at = [word for word, _english in ADJECTIVES].index(adjective)
    key = f"{at}-{[word for _gender, word, _english in ANIMALS].index(animal)}"
    with override("de"):
        assert in_words(key) == german
    with override("en"):
        assert in_words(key) == english


@pytest.mark.parametrize("key", ["", "12", "x-1", "9999-1", "1-9999"])
def test_no_key_of_ours_has_no_words(key):
    with pytest.raises((ValueError, IndexError)):
        in_words(key)
