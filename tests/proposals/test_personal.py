"""Phone numbers, e-mail addresses and licence plates are marked for author and facilitator; house numbers, years and amounts are not."""

import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from participation.proposals import actions, personal
from participation.proposals.models import Proposal, State
from participation.proposals.personal import Kind, personal_in
from workshops.extensions import MODERATION_QUEUES

PHONES = [
    "0171 1234567",
    "0171/1234567",
    "0171-123 45 67",
    "01711234567",
    "+49 171 1234567",
    "+49 (0) 171 1234567",
    "+491711234567",
    "0049 171 1234567",
    "030 123456",
    "030/12 34 56",
    "(030) 12 34 56",
    "(0 34 93) 8 25 60",
    "03493 82560",
    "03493-82560",
    "034954 - 12345",
    "+43 1 5880012",
]
EMAILS = ["amina@example.org", "a.b-c+d@schule.example.de", "amina(at)example.org", "amina [at] example.de", "ämina@exämple.de"]
PLATES = ["ABI-XY 123", "B-AB 1234", "M-A 1", "KÖT-ÄB 12", "BTF-X 999H", "WOB-VW 3E", "ABI-XY123"]
HARMLESS = [
    "Schulweg 4",
    "Schulweg 4-6",
    "Hauptstraße 123 a, 06792 Sandersdorf-Brehna",
    "01067 Dresden",
    "Seit 1998 und bis 2030",
    "2025-2030",
    "in den Jahren 2019/2020/2021",
    "1.000.000 €",
    "+1.000.000 €",
    "0,50 Euro für 100.000 Menschen",
    "0 - 100 000",
    "20 000 bis 30 000 Euro",
    "300000000 Euro",
    "09.11.1989",
    "am 01.02. oder 03.04.2027",
    "01.01.2026 - 31.12.2026",
    "01.02.-05.02.2027",
    "08.30-16.30 Uhr",
    "08:30 - 10:15",
    "von 07.00 bis 19.00 Uhr",
    "2026-11-29",
    "die A 14 und die B 183",
    "LKW B 6",
    "U-Bahn 2, S-Bahn 10, ICE 1234",
    "DIN A4, DIN-A 4, DIN EN 301 549",
    "CO2 und H2O",
    "10 % mehr, 3 von 4",
    "Klasse 10-B 2",
    "Ruft die 112 an, oder Telefon 110",
    "Telefonzellen und 12345 Handys",
    "@auental ist toll, 5 @ 3",
    "§ 47f Absatz 1",
    "1234-5678 Gleise",
]


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in ((Kind.PHONE, PHONES), (Kind.EMAIL, EMAILS), (Kind.PLATE, PLATES)) for text in texts]
)
@pytest.mark.parametrize("around", ["{}", "Schreibt an {}, bitte.", "({})", "Ich:{}!", "Wer mag:\n{}\nDanke"])
def test_what_is_marked(kind, text, around):
    (found,) = personal_in(around.format(text))
    assert found.kind == kind and found.text.strip("() ") == text.strip("() ")


@pytest.mark.parametrize("text", ["Tel. 82560", "Telefon: 8 25 60", "Meine Handynummer ist 171 1234567", "Whatsapp 1711234567"])
def test_a_number_without_its_code_is_known_by_the_word_before_it(text):
    assert [found.kind for found in personal_in(text)] == [Kind.PHONE]


@pytest.mark.parametrize("text", ["das Kennzeichen abi xy 123", "Nummernschild ABI XY 123"])
def test_a_plate_written_carelessly_is_known_by_its_word(text):
    assert [found.kind for found in personal_in(text)] == [Kind.PLATE]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_not_marked(text):
    assert personal_in(text, f"Wir wollen {text}, und zwar bald.") == []


def test_every_pattern_is_bounded_so_a_text_costs_what_its_length_costs():
    patterns = [value for value in vars(personal).values() if isinstance(value, re.Pattern)]
    unbounded = [each.pattern for each in patterns for end in repeats(re._parser.parse(each.pattern)) if end > 100]
    assert len(patterns) >= 6 and unbounded == [GROUPED]


GROUPED = personal.GROUPED.pattern  # matched against what another, bounded one has found


def repeats(parsed):
    """The upper ends of all repetitions in a pattern."""
    for code, value in parsed:
        if code in {re._constants.MAX_REPEAT, re._constants.MIN_REPEAT}:
            yield int(value[1])
        for part in value if isinstance(value, (tuple, list)) else ():
            for inner in part if isinstance(part, list) else [part]:
                if isinstance(inner, re._parser.SubPattern):
                    yield from repeats(inner)


@given(st.text(alphabet="01 2+-/.()@aA:€", max_size=200))
def test_any_text_is_read(text):
    for found in personal_in(text):
        assert found.text in text and found.kind in set(Kind)


# -- who is told ------------------------------------------------------------------------
@pytest.fixture
def form(browser_of, amina, workshop):
    """form(what="…") → what the phone's page answers to it."""
    client, address = browser_of(amina), reverse("phone_propose", args=[workshop.room.slug])
    page = client.get(address).content.decode()
    values = {"nonce": re.search(r'name="nonce" value="([^"]+)"', page)[1], "tradeoff": workshop.tradeoff_id}

    def send(**changes):
        return client.post(address, {"title": "Ein Windrad, das uns mitgehört", "what": "Bald.", "why": ""} | values | changes)

    return send


@pytest.mark.django_db
def test_the_author_is_asked_before_it_is_sent(form):
    page = form(what="Ruft mich an: 0171 1234567").content.decode()
    assert "Da steht eine Telefonnummer: 0171 1234567." in page and 'name="sure"' in page and "Ruft mich an" in page
    assert not Proposal.objects.exists()


@pytest.mark.django_db
def test_and_may_change_it_or_send_it_all_the_same(form):
    assert form(what="Ruft mich an: 0171 1234567", sure="1").status_code == 303
    assert form(title="Noch ein Windrad, bitte", what="Ruft den Bürgermeister an.").status_code == 303
    assert Proposal.objects.count() == 2


@pytest.mark.django_db
def test_who_sends_it_again_is_asked_again(client, write, amina, ben, tradeoff):
    sent = write(amina)
    actions.transition(proposal=sent.proposal, verb="return", by=ben, reason="Bitte genauer.")
    address = reverse("receipt", args=[sent.receipt])
    words = {"title": sent.proposal.title, "what": "Schreibt an amina@example.org", "tradeoff": tradeoff.pk, "do": "submit"}
    assert "Da steht eine E-Mail-Adresse: amina@example.org." in client.post(address, words).content.decode()
    assert client.post(address, words | {"sure": "1"}).status_code == 303
    sent.proposal.refresh_from_db()
    assert sent.proposal.state == State.SUBMITTED


@pytest.mark.django_db
def test_the_facilitator_sees_the_mark_in_the_queue(workshop, write, amina, make_phone, offer):
    write(amina, what="Das Auto mit ABI-XY 123 steht immer davor.")
    write(make_phone(), title="Im Schulweg 4 fehlt Licht", what="Seit 2019.")
    offer()
    marks = {entry.title: [str(mark) for mark in entry.marks] for entry in MODERATION_QUEUES["proposals"].waiting(workshop)}
    assert marks == {"Ein Windrad, das uns mitgehört": ["Da steht ein Kennzeichen: ABI-XY 123."], "Im Schulweg 4 fehlt Licht": []}
