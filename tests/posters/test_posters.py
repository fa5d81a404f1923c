"""Ben prints posters and table cards: accessible, in both languages, with the code, the address and a QR that leads to the door."""

import re

import pytest
from django.urls import reverse

from participation.posters.views import qr_svg

from ..papers.reading import faults, read

CODE = r"[2-9A-Z]{3} [2-9A-Z]{3}"


@pytest.fixture
def evening(make_workshop):
    return make_workshop(place="Aula der Auenschule, Schulweg 4")


def paper(client, name, workshop, language="de"):
    answer = client.get(reverse(name, args=[workshop.pk]), {"lang": language})
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    return answer.content


@pytest.mark.parametrize(("name", "width"), [("poster_a4", 595), ("poster_a3", 842)])
def test_a_poster_says_what_when_where_and_how(as_user, ben, evening, name, width):
    content = paper(as_user(ben), name, evening)
    heard = read(content)
    assert not faults(content) and heard.is_in_order and heard.tags[0] in {"P", "H1"} and "H1" in heard.tags
    words = " ".join(heard.text.split())
    for said in (
        "Wo stehst du?",
        "Was kommt auf den Markt?",
        "Mehr Bäume",
        "Mehr Parkplätze",
        "Aula der Auenschule",
        evening.code_in_groups,
    ):
        assert said in words
    assert any(evening.code_in_groups in alt for alt in heard.pictures)
    assert len(re.findall(CODE, words)) == 1 and f"{width}" in {str(round(side)) for side in sides(content)}


def sides(content):
    import pypdfium2

    pages = pypdfium2.PdfDocument(content)
    assert len(pages) == 1
    return pages[0].get_size()


def test_eight_table_cards_fill_one_sheet(as_user, ben, evening):
    content = paper(as_user(ben), "table_cards", evening)
    heard = read(content)
    assert not faults(content) and heard.text.count(evening.code_in_groups) == 8 and len(heard.pictures) == 8
    assert [round(side) for side in sides(content)] == [595, 842]


def test_both_speak_english_too(as_user, ben, evening):
    poster, cards = (read(paper(as_user(ben), name, evening, "en")) for name in ("poster_a4", "table_cards"))
    assert poster.language == cards.language == "en"
    assert "Where do you stand?" in poster.text and "More trees" in poster.text and "Scan it" in cards.text


def test_the_longest_texts_still_fit_on_one_page(as_user, ben, make_workshop, make_tradeoff):
    long = make_tradeoff(core_question={"de": "Ä" * 8 + " wie weiter " * 12}, pole_a={"de": "Mehr " * 12}, pole_b={"de": "Weniger " * 7})
    evening = make_workshop(tradeoff=long, title={"de": "Lange " * 13}, place="Am Marktplatz " * 8)
    for name in ("poster_a4", "poster_a3", "table_cards"):
        assert len(sides(paper(as_user(ben), name, evening))) == 2


def test_the_qr_code_is_black_modules_without_an_edge():
    drawn = qr_svg("https://auental.example/j/K7F2MX/")
    assert drawn.startswith("<svg") and 'xmlns="http://www.w3.org/2000/svg"' in drawn and 'stroke="#000"' in drawn


def test_a_rehearsal_has_no_poster_and_the_lobby_leads_to_those_of_the_evening(as_user, ben, evening, make_workshop):
    client = as_user(ben)
    assert client.get(reverse("poster_a4", args=[make_workshop(is_rehearsal=True).pk])).status_code == 404
    lobby = client.get(reverse("console", args=[evening.pk])).content.decode()
    assert all(f"{reverse(name, args=[evening.pk])}?lang={code}" in lobby for name in ("poster_a3", "table_cards") for code in ("de", "en"))
