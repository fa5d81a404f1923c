"""A trade-off on one page, for the council: how the rooms stood, what was proposed and answered, what is late, what is promised."""

import io
import re
from datetime import timedelta

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone, translation

from participation.dashboard.briefing import LATE, PROMISES, PROPOSALS, briefing, briefing_data
from participation.documentation.models import Publication
from participation.papers.pdf import pdf
from participation.proposals import actions
from participation.proposals.models import Milestone, Proposal, State
from polls.disclosure import shown_to_public
from polls.models import Remark

from ..papers.reading import faults, read

REASON = "Der Bus fährt ab dem Frühjahr auf Probe, erst am Freitag und dann auch am Samstag."
TODAY = timezone.localdate


def pages(content):
    with pikepdf.open(io.BytesIO(content)) as document:
        return len(document.pages)


def words_of(content):
    """The text in one line, without the hyphens at the ends of its lines."""
    return " ".join(read(content).text.replace("\x02", "").split())


def promise(proposal, what, days, who="Jonas Ritter"):
    return Milestone.objects.create(proposal=proposal, what=what, who=who, by_when=TODAY() + timedelta(days=days))


def left_out(content):
    """How many more there are, for each part of the page that says so."""
    return [int(number) for number in re.findall(r"\b(?:und|and) (\d+) (?:weitere|more)\b", words_of(content))]


LONG = {
    "usual": "Möglichst lange Wörter wie Jugendbeteiligungsverfahren stehen hier, weil jemand sehr viel zu sagen hat. ",
    "wide": "WASSERWERKSWEGWEISER MIT MWMWMW ",
    "one word": "W" * 50,
}


def filled(kind, limit):
    """A text of this kind that is as long as a form allows."""
    return (LONG[kind] * 50)[:limit].strip()


@pytest.fixture
def longest(make_evening, make_proposal, slider_result, clara, town, tradeoff, ben):
    """longest("wide") → a trade-off of which every text is as long as the forms allow, with more of everything than fits."""

    def make(kind):
        town.name = filled(kind, 80)
        for name, limit in (("core_question", 160), ("pole_a", 60), ("pole_b", 60), ("pole_a_text", 200), ("pole_b_text", 200)):
            setattr(tradeoff, name, {"de": filled(kind, limit), "en": filled(kind, limit)})
        town.save()
        tradeoff.save()
        for _evening in range(4):
            evening = make_evening(place=filled(kind, 120))
            poll = slider_result(evening, [5 * place for place in range(20)])
            poll.question = poll.pole_a = poll.pole_b = {"de": filled(kind, 60)}
            poll.save()
            said = [
                Remark.objects.create(poll=poll, side=side, text=f"{each}{filled(kind, 139)}", state="released").pk
                for side in "ab"
                for each in range(3)
            ]
            Publication.objects.create(workshop=evening, reasons=said, published_at=timezone.now(), by=ben, state="public")
        for number in range(12):
            proposal = make_proposal(f"{number}{filled(kind, 78)}", days_ago=40, workshop=evening, supports=60 - number)
            if number % 2:
                words = {"verdict": "rejected" if number > 3 else "accepted", "who": filled(kind, 120), "by_when": TODAY()}
                actions.draft_response(proposal=proposal, by=clara, reason=filled(kind, 2000), **words)
                actions.publish_response(proposal=proposal, by=clara)
            if number in (1, 3):
                for days in (-9, -8, -7, 20, 30, 40):
                    promise(proposal, filled(kind, 200), days, who=filled(kind, 120))
        return tradeoff

    return make


@pytest.fixture
def full(make_evening, make_proposal, slider_result, clara):
    """A usual trade-off: a room of twenty, an answer with a milestone that is late and one to come, and an answer that is overdue."""
    evening = make_evening()
    slider_result(evening, [5 * place for place in range(20)])
    answered = make_proposal("Rufbus am Freitagabend", workshop=evening, supports=19)
    words = {"verdict": "accepted", "reason": REASON, "who": "Hauptamt", "by_when": TODAY() + timedelta(days=90)}
    actions.draft_response(proposal=answered, by=clara, **words)
    actions.publish_response(proposal=answered, by=clara)
    promise(answered, "Gespräch mit dem Busunternehmen", -3)
    promise(answered, "Probefahrt", 20)
    make_proposal("Jugendraum im Bahnhof", days_ago=33, workshop=evening, supports=7)
    return evening


@pytest.fixture
def crowded(full, make_proposal):
    """A trade-off with more of everything than fits, in the longest words."""
    long = "Möglichst lange Überschriften, damit zu sehen ist, ob alles auf die Seite passt"
    for number in range(14):
        proposal = make_proposal(f"{number} {long}"[:80], days_ago=40, workshop=full, supports=60 - number)
        if number > 5:
            Proposal.objects.filter(pk=proposal.pk).update(state=State.IN_IMPLEMENTATION)
            for place in range(2):
                promise(proposal, f"{number}.{place} {long} {long}"[:200], 20 + number, who="Amt für Jugend, Sport, Kultur und Ortsteile")
    return full


def test_it_says_what_stood_what_is_late_and_what_is_promised(full):
    text = words_of(briefing(full.tradeoff))
    assert "2 Vorschläge, 1 beantwortet. 2 Zusagen sind überfällig." in text
    assert " ".join(shown_to_public(full.pk).summary.split()) in text and "20 Personen haben abgestimmt." in text
    assert "Die Antwort auf „Jugendraum im Bahnhof“ war bis" in text and "seit 5 Tagen überfällig" in text
    assert "Gespräch mit dem Busunternehmen (Jonas Ritter, für „Rufbus am Freitagabend“)" in text and "seit 3 Tagen überfällig" in text
    assert "Probefahrt" in text and "Angenommen" in text


def test_an_announced_evening_counts_also_without_a_proposal(full, make_evening, slider_result):
    slider_result(make_evening(place="Aula"), [50] * 6 + [90] * 6)
    assert "Aula" in str(briefing_data(full.tradeoff)["rooms"])


def test_it_is_one_accessible_page(full):
    content = briefing(full.tradeoff)
    heard = read(content)
    assert pages(content) == 1 and not faults(content)
    assert heard.title == str(full.tradeoff.core_question) and heard.language == "de" and heard.is_in_order
    assert heard.tags.count("H2") == 4 and heard.pictures


def test_long_lists_are_cut_and_say_so(crowded):
    content = briefing(crowded.tradeoff)
    assert pages(content) == 1
    assert left_out(content) == [16 - PROPOSALS, 8 - LATE, 17 - PROMISES]


@pytest.mark.parametrize("kind", LONG)
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_longest_texts_fit_on_one_page(longest, language, kind):
    """With fewer lines, or smaller; what is left out is counted."""
    with translation.override(language):
        content = briefing(longest(kind))
    heard = read(content)
    assert pages(content) == 1 and not faults(content) and heard.is_in_order
    assert ("Die Teilnahme war freiwillig." if language == "de" else "Taking part was voluntary.") in words_of(content), "the last line"
    assert len(left_out(content)) == 5 and heard.tags.count("H2") == 5


@pytest.mark.parametrize("characters", [3000, 9000])
def test_what_does_not_fit_with_the_fewest_lines_is_set_smaller(full, characters):
    """No form allows so much; a page with more on it must stay one page all the same."""
    content = pdf("briefing", briefing_data(full.tradeoff) | {"lead": 2 * filled("usual", characters // 2)})
    assert pages(content) == 1 and not faults(content) and "Was zugesagt ist" in words_of(content)


def test_it_holds_only_what_is_public(full, make_proposal, make_evening, slider_result, clara, olga):
    small = make_evening(place="Kleiner Saal")
    slider_result(small, [10, 20, 30])
    secret = "Das sagen wir noch niemandem, erst muss der Landkreis zustimmen."
    proposal = make_proposal("Aus dem kleinen Raum", workshop=small)
    actions.draft_response(proposal=proposal, by=clara, verdict="rejected", reason=secret)
    actions.assign(proposal=proposal, by=clara, to=olga)
    unannounced = make_evening(place="Heimlich", notice="none")
    slider_result(unannounced, [5 * place for place in range(20)])
    make_proposal("Nur in der Probe", workshop=make_evening(is_rehearsal=True))
    make_proposal("Zurückgezogen ist dieser", workshop=full, state=State.WITHDRAWN)
    said = str(briefing_data(full.tradeoff))
    assert "Aus dem kleinen Raum" in said and "Weniger als 10 haben geantwortet" in said
    for hidden in (secret, "Abgelehnt", "Olga", "Heimlich", "Nur in der Probe", "Zurückgezogen ist"):
        assert hidden not in said, hidden


def test_who_reads_the_desk_may_have_it(as_user, clara, emil, ben, dev, full):
    address = reverse("dashboard_briefing", args=[full.tradeoff_id])
    for user in (clara, emil, ben):
        paper = as_user(user).get(address)
        assert paper.status_code == 200 and paper["Content-Type"] == "application/pdf"
    assert as_user(dev).get(address).status_code == 404
    assert as_user().get(address).status_code == 302


def test_the_queue_of_a_trade_off_and_the_figures_lead_to_it(as_user, clara, full):
    address = reverse("dashboard_briefing", args=[full.tradeoff_id])
    client = as_user(clara)
    assert address not in client.get("/dashboard/").content.decode()
    assert address in client.get("/dashboard/", {"tradeoff": full.tradeoff_id}).content.decode()
    assert address in client.get(reverse("dashboard_figures")).content.decode()


def test_a_trade_off_that_nobody_has_weighed_has_a_page_too(make_tradeoff):
    with translation.override("en"):
        content = briefing(make_tradeoff())
    assert pages(content) == 1 and not faults(content)
