"""How is an answer for those who read it? Counts alone, from ten on, and no row says whose it is."""

import hmac

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from participation.proposals import actions, receipts
from participation.proposals.models import Rating, Response
from participation.public.support_limits import SupportLimiter
from workshops.refused import Refused

TOKEN = "amina-s-private-link-1"
LINK = f"/r/{TOKEN}/"


@pytest.fixture
def answered(make_proposal, clara, answer):
    proposal = make_proposal(receipt_digest=receipts.digest_of(TOKEN))
    actions.draft_response(proposal=proposal, by=clara, **answer | {"by_when": timezone.datetime(2030, 5, 1).date()})
    actions.publish_response(proposal=proposal, by=clara)
    return proposal


def rate(proposal, number, understood=2, helps=1):
    actions.rate(proposal=proposal, key=bytes([number]) * 32, understood=understood, helps=helps)


def shown():
    return Response.objects.get().shown_ratings


def test_the_author_rates_by_the_private_link_once(as_user, answered):
    for understood in ("0", "2"):
        assert as_user().post(LINK, {"do": "rate", "understood": understood, "helps": "1"}).status_code == 303
    row = Rating.objects.get()
    assert (row.understood, row.helps) == (2, 1), "the last one counts"
    assert "Deine Rückmeldung ist gezählt" in as_user().get(LINK).content.decode()


def test_nobody_hears_that_an_answer_is_wrong_before_they_have_given_one(as_user, answered):
    """Chromium calls whatever is required and empty invalid, unless it is told otherwise."""
    page = as_user().get(LINK).content.decode()
    assert page.count("required") == page.count('type="radio" aria-invalid="false"') == 6


def test_a_browser_rates_once_on_the_public_page(as_user, answered, monkeypatch):
    monkeypatch.setattr("participation.public.supporters.READING_SECONDS", 0)
    client, page = as_user(), reverse("proposal", args=[answered.pk])
    client.get(page)
    for helps in ("0", "1"):
        assert client.post(page, {"do": "rate", "understood": "2", "helps": helps})["Location"] == f"{page}#rating"
    assert Rating.objects.get().helps == 1


def test_a_script_that_collects_cookies_is_slowed_down(as_user, answered, monkeypatch):
    page, words = reverse("proposal", args=[answered.pk]), {"do": "rate", "understood": "2", "helps": "2"}
    quick = as_user()
    quick.get(page)
    assert quick.post(page, words).status_code == 429 and not Rating.objects.exists()
    monkeypatch.setattr("participation.public.supporters.READING_SECONDS", 0)
    assert as_user().post(page, words).status_code == 429, "without a cookie nobody counts once"


def test_many_at_once_are_slowed_down_and_who_has_rated_is_not(as_user, answered, monkeypatch):
    monkeypatch.setattr("participation.public.supporters.READING_SECONDS", 0)
    monkeypatch.setattr("participation.public.proposal_page.ratings", SupportLimiter())
    page, words = reverse("proposal", args=[answered.pk]), {"do": "rate", "understood": "2", "helps": "2"}
    readers = [as_user() for _number in range(36)]
    for reader in readers:
        reader.get(page)
    answers = [reader.post(page, words).status_code for reader in readers]
    assert answers[:30] == [303] * 30 and answers[-1] == 429
    assert readers[0].post(page, words | {"helps": "0"}).status_code == 303, "a changed mind is not one more"


def test_half_a_rating_is_none(as_user, answered):
    for words in ({}, {"understood": "2"}, {"understood": "3", "helps": "1"}, {"understood": "2", "helps": "x"}):
        for address in (LINK, reverse("proposal", args=[answered.pk])):
            half = as_user().post(address, {"do": "rate", **words})
            html = half.content.decode()
            assert half.status_code == 422 and "beide Fragen" in html
            assert (' id="understood-2" name="understood" value="2"\nrequired checked>' in html) == (words.get("understood") == "2")
    assert not Rating.objects.exists()


def test_a_rating_without_an_answer_is_refused(as_user, make_proposal):
    make_proposal(receipt_digest=receipts.digest_of(TOKEN))
    late = as_user().post(LINK, {"do": "rate", "understood": "2", "helps": "1"})
    assert late.status_code == 409 and "noch keine Antwort" in late.content.decode()


def test_nothing_is_shown_below_ten_and_then_in_steps_of_five(answered):
    for number in range(9):
        rate(answered, number)
    assert shown() is None
    rate(answered, 9, understood=0)
    assert shown() == {"n": 10, "understood": [9, 0, 1], "helps": [0, 10, 0]}
    for number in range(10, 14):
        rate(answered, number)
    assert shown()["n"] == 10, "nobody can watch a single one"
    rate(answered, 14)
    assert shown()["n"] == 15


def test_a_changed_mind_moves_nothing_that_is_shown(answered):
    for number in range(10):
        rate(answered, number)
    before = shown()
    rate(answered, 3, understood=0, helps=0)
    assert shown() == before


def test_everybody_sees_the_counts(as_user, answered):
    for number in range(10):
        rate(answered, number)
    html = as_user().get(reverse("proposal", args=[answered.pk])).content.decode()
    assert "10 ja, 0 zum Teil, 0 nein" in html and "0 ja, 10 zum Teil, 0 nein" in html


def test_the_town_hall_reads_the_counts_and_rates_nothing(as_user, clara, answered):
    page = reverse("dashboard_proposal", args=[answered.pk])
    assert "Wie kommt diese Antwort an?" not in as_user(clara).get(page).content.decode()
    for number in range(10):
        rate(answered, number)
    html = as_user(clara).get(page).content.decode()
    assert "0 ja, 10 zum Teil, 0 nein" in html and 'name="understood"' not in html


def test_a_row_has_no_person_no_place_and_no_time(db):
    with connection.cursor() as cursor:
        columns = {column.name for column in connection.introspection.get_table_description(cursor, "proposals_rating")}
    assert columns == {"proposal_id", "key", "understood", "helps"}


def test_nobody_can_tell_an_author_s_key_from_another_without_the_link(answered):
    key = receipts.author_rating_key(TOKEN, answered.uuid)
    assert len(key) == len(receipts.public_rating_key(b"x" * 32, answered.uuid)) == 32
    assert key != bytes(answered.receipt_digest) and key != receipts.author_rating_key(TOKEN + "x", answered.uuid)


def test_keys_have_nothing_in_common_with_each_other(answered, make_proposal):
    other, secret = make_proposal("Ein anderer Vorschlag"), b"x" * 32
    keys = [receipts.author_rating_key(TOKEN, proposal.uuid) for proposal in (answered, other)]
    keys += [receipts.public_rating_key(secret, proposal.uuid) for proposal in (answered, other)]
    keys += [receipts.public_support_key(secret, proposal.uuid) for proposal in (answered, other)]
    assert len(set(keys)) == 6


def test_nobody_computes_an_author_s_key_from_what_is_stored(answered):
    stored = bytes(answered.receipt_digest)
    assert receipts.author_rating_key(TOKEN, answered.uuid) != hmac.digest(stored, f"rating:{answered.uuid}".encode(), "sha256")


def test_the_authors_of_a_merged_proposal_rate_the_answer_to_both(as_user, clara, make_proposal, make_evening, answer):
    evening = make_evening()
    own = make_proposal("Rufbus am Freitag", workshop=evening, receipt_digest=receipts.digest_of(TOKEN))
    lead = make_proposal("Rufbus für alle", workshop=evening)
    actions.merge(proposal=own, into=lead, by=clara, reason="Derselbe Bus.")
    actions.draft_response(proposal=lead, by=clara, **answer | {"by_when": timezone.datetime(2030, 5, 1).date()})
    actions.publish_response(proposal=lead, by=clara)
    assert as_user().post(LINK, {"do": "rate", "understood": "2", "helps": "2"}).status_code == 303
    assert Rating.objects.get().proposal == lead and "gezählt" in as_user().get(LINK).content.decode()


def test_without_an_answer_there_is_nothing_to_rate(as_user, make_proposal):
    make_proposal(receipt_digest=receipts.digest_of(TOKEN))
    as_user().post(LINK, {"do": "rate", "understood": "2", "helps": "2"})
    assert not Rating.objects.exists()


def test_a_draft_cannot_be_rated(make_proposal, clara, answer):
    proposal = make_proposal()
    actions.draft_response(proposal=proposal, by=clara, **answer | {"by_when": timezone.datetime(2030, 5, 1).date()})
    with pytest.raises(Refused, match="noch keine Antwort"):
        rate(proposal, 1)
