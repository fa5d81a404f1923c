"""Templates for an answer leave gaps, and nothing with a gap becomes public; empty phrases get a hint that nobody has to follow."""

import re
import time

import pytest
from django.urls import reverse
from django.utils.translation import override

from participation.dashboard.answer_templates import TEMPLATES, groups_for
from participation.dashboard.empty_phrases import hints_for
from participation.proposals import actions
from participation.proposals.answers import REASON_MAX
from participation.proposals.gaps import GAP, gap_problem, sentences_of
from participation.proposals.models import Offer, PendingCorrection, Proposal, Response, State
from workshops.refused import Refused

WITH_GAP = "Ja. Wir machen das bis […]. Den ersten Schritt macht Jonas Ritter vom Hauptamt."
FIRST = "Wir machen das bis […]."


def page(proposal):
    return reverse("dashboard_proposal", args=[proposal.pk])


def correcting(proposal):
    return reverse("dashboard_correct", args=[proposal.pk])


@pytest.fixture
def drafted(make_proposal, clara, answer):
    """drafted(reason="…") → a proposal whose answer is drafted."""

    def draft(**change):
        proposal = make_proposal()
        words = {**answer, "by_when": None, "verdict": "partly"} | change
        actions.draft_response(proposal=proposal, by=clara, **words)
        return Proposal.objects.get(pk=proposal.pk)

    return draft


@pytest.fixture
def answered(drafted, clara):
    proposal = drafted()
    actions.publish_response(proposal=proposal, by=clara)
    return proposal


# -- what they say -------------------------------------------------------------------------
@pytest.mark.parametrize("field", ["reason", "english"])
def test_each_verdict_has_two_or_three_and_all_their_sentences_but_yes_have_a_gap(field):
    for group in groups_for(field):
        assert 2 <= len(group.templates) <= 3
        for _template, words in group.templates:
            bare = [sentence for sentence in sentences_of(words) if GAP not in sentence]
            assert bare in ([], ["Ja."], ["Yes."]), words
            assert len(words) < REASON_MAX / 10 and not hints_for(group.verdict, words.replace(GAP, "…, weil"))


def test_the_words_have_the_language_of_their_field_and_the_name_that_of_the_reader():
    with override("en"):
        (template, words), *_rest = groups_for("reason")[0].templates
        assert (str(template.name), words[:4]) == ("Yes, and who begins", "Ja. ")
    with override("de"):
        (template, words), *_rest = groups_for("english")[0].templates
        assert (str(template.name), words[:5]) == ("Ja, und wer anfängt", "Yes. ")


def test_each_has_its_own_slug():
    assert len({template.slug for template in TEMPLATES}) == len(TEMPLATES)


# -- choosing one without script -----------------------------------------------------------
def field_of(response, name="reason"):
    return response.context["form"][name].value()


def test_one_press_adds_a_template_and_keeps_what_was_typed(as_user, clara, make_proposal, answer):
    typed = answer | {"reason": "Danke für den Vorschlag.", "by_when": "bald", "verdict": "rejected"}
    response = as_user(clara).post(page(make_proposal()), typed | {"add_to_reason": "not-now"})
    html = response.content.decode()
    assert response.status_code == 200 and not Response.objects.exists()
    assert field_of(response).startswith("Danke für den Vorschlag.\n\nNein, jetzt nicht, weil […] fehlt.")
    assert 'value="bald"' in html and 'value="Jonas Ritter, Hauptamt"' in html and 'role="alert"' not in html
    assert re.search(r'value="rejected"[^>]*checked', html) and re.search(r'name="reason"[^>]*autofocus', html)


def test_the_english_text_gets_english_words(as_user, clara, make_proposal, answer):
    response = as_user(clara).post(page(make_proposal()), answer | {"english": "", "add_to_english": "money"})
    assert field_of(response, "english").startswith("Yes. It costs […]") and field_of(response) == answer["reason"]


def test_a_second_press_adds_nothing(as_user, clara, make_proposal, answer):
    proposal, client = make_proposal(), as_user(clara)
    once = field_of(client.post(page(proposal), answer | {"reason": "", "add_to_reason": "money"}))
    assert field_of(client.post(page(proposal), answer | {"reason": once, "add_to_reason": "money"})) == once


def test_a_template_decides_only_if_nothing_was_decided(as_user, clara, make_proposal):
    proposal, client = make_proposal(), as_user(clara)
    assert field_of(client.post(page(proposal), {"add_to_reason": "trial"}), "verdict") == "partly"
    assert field_of(client.post(page(proposal), {"add_to_reason": "trial", "verdict": "rejected"}), "verdict") == "rejected"


def test_a_template_that_is_none_changes_nothing(as_user, clara, make_proposal, answer):
    response = as_user(clara).post(page(make_proposal()), answer | {"add_to_reason": "perhaps"})
    assert response.status_code == 200 and field_of(response) == answer["reason"] and not Response.objects.exists()


def test_after_a_press_a_colleagues_newer_draft_is_still_noticed(as_user, clara, olga, drafted, answer):
    proposal, hers = drafted(), as_user(clara)
    old = proposal.response.fingerprint
    actions.draft_response(proposal=proposal, by=olga, **answer | {"by_when": None, "verdict": "rejected"})
    html = hers.post(page(proposal), answer | {"seen": old, "add_to_reason": "money"}).content.decode()
    assert re.search(r'name="seen" value="(\w*)"', html)[1] == old
    assert hers.post(page(proposal), answer | {"seen": old}).status_code == 409


def test_what_was_typed_comes_back_when_somebody_was_faster(as_user, clara, answered, answer):
    response = as_user(clara).post(page(answered), answer | {"reason": "Das hat Clara gerade getippt.", "add_to_reason": "money"})
    assert "Das hat Clara gerade getippt." in response.content.decode()


def test_who_may_not_answer_gets_none(as_user, emil, make_proposal):
    proposal = make_proposal()
    assert as_user(emil).post(page(proposal), {"add_to_reason": "money"}).status_code == 404
    assert "add_to_reason" not in as_user(emil).get(page(proposal)).content.decode()


def test_enter_in_a_line_presses_no_template(as_user, clara, make_proposal, answered):
    """The first submit button of a form is the one that Enter presses."""
    for address in (page(make_proposal("Bänke am Bolzplatz")), correcting(answered)):
        form = as_user(clara).get(address).content.decode().split('name="seen"', 1)[1]
        assert re.search(r"<button[^>]*type=\"submit\"[^>]*>", form)[0] == '<button type="submit" hidden>'


def test_a_correction_is_offered_the_templates_of_its_verdict(as_user, clara, answered, answer):
    client = as_user(clara)
    assert {group.verdict for group in client.get(correcting(answered)).context["form"].template_groups()} == {"partly"}
    response = client.post(correcting(answered), answer | {"why": "Zu knapp.", "reason": "", "add_to_reason": "trial"})
    assert response.status_code == 200 and field_of(response).startswith("Wir probieren es erst aus")
    assert field_of(response, "why") == "Zu knapp."


# -- gaps ----------------------------------------------------------------------------------
@pytest.mark.parametrize("gap", ["[…]", "[...]", "[ … ]", "[..]", "[....]"])
def test_a_gap_is_named_by_its_sentence(gap):
    with override("de"):
        assert "In „Am 3. Mai kommt […].“ ist eine Lücke." in gap_problem(f"Ja. Am 3. Mai kommt {gap}. Fertig.").replace(gap, "[…]")


@pytest.mark.parametrize("text", ["", "Ja … wir machen das.", "Siehe [1] und [Anlage].", "Der Rat (…) stimmt ab."])
def test_brackets_and_dots_alone_are_no_gap(text):
    assert not gap_problem(text)


def test_a_draft_may_have_gaps_and_its_preview_says_which(as_user, clara, make_proposal, answer):
    proposal, client = make_proposal(), as_user(clara)
    preview = client.post(page(proposal), answer | {"reason": WITH_GAP}, follow=True).content.decode()
    assert Response.objects.get().reason == WITH_GAP
    assert f"In „{FIRST}“ ist eine Lücke." in preview and "data-leads-on" not in preview
    assert not re.search(r"<button[^>]*>\s*Antwort veröffentlichen", preview)


@pytest.mark.parametrize("where", ["reason", "english", "who", "cost"])
def test_nothing_with_a_gap_becomes_public(as_user, clara, drafted, where):
    proposal = drafted(**{where: WITH_GAP})
    address = reverse("dashboard_publish", args=[proposal.pk])
    told = as_user(clara).post(address, {"seen": proposal.response.fingerprint}, follow=True).content.decode()
    assert "ist eine Lücke" in told and not Response.objects.get().is_published
    proposal.refresh_from_db()
    assert proposal.state == State.PUBLISHED


@pytest.mark.parametrize("where", ["reason", "wording"])
def test_nothing_with_a_gap_is_offered(clara, drafted, where):
    offer = {"verdict": "changed", "wording": "Ein Kleinbus fährt bis elf.", "who": "Jonas", "by_when": "2030-05-01"}
    proposal = drafted(**offer | {"open_until": "2030-01-01", where: WITH_GAP})
    with pytest.raises(Refused, match="ist eine Lücke"):
        actions.publish_response(proposal=proposal, by=clara)
    assert not Offer.objects.exists()


def test_nothing_with_a_gap_is_signed(as_user, olga, town, drafted):
    town.signs_off = True
    town.save()
    proposal = drafted(reason=WITH_GAP)
    assert 'value="sign"' not in as_user(olga).get(reverse("dashboard_publish", args=[proposal.pk])).content.decode()
    with pytest.raises(Refused, match="ist eine Lücke"):
        actions.sign_response(proposal=proposal, by=olga, seen=proposal.response.fingerprint)


@pytest.mark.parametrize("signs_off", [False, True])
def test_no_correction_has_a_gap(as_user, clara, town, answered, answer, signs_off):
    town.signs_off = signs_off
    town.save()
    client = as_user(clara)
    seen = client.get(correcting(answered)).context["seen"]
    response = client.post(correcting(answered), answer | {"why": "Zu knapp.", "reason": WITH_GAP, "seen": seen})
    assert response.status_code == 422 and FIRST in str(response.context["form"].errors["reason"])
    assert WITH_GAP in response.content.decode()
    words = {name: getattr(answered.response, name) for name in ("english", "who", "by_when", "cost")}
    with pytest.raises(Refused, match="ist eine Lücke"):
        actions.correct_response(proposal=answered, by=clara, why="Zu knapp.", seen=seen, reason=WITH_GAP, **words)
    assert not PendingCorrection.objects.exists()


# -- empty phrases -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Wir nehmen das sehr ernst.", "nehmen das sehr ernst"),
        ("Das Anliegen begrüßen wir.", "begrüßen wir"),
        ("Wir helfen im Rahmen unserer Möglichkeiten.", "im Rahmen unserer Möglichkeiten"),
        ("Der Vorschlag wird geprüft.", "wird geprüft"),
        ("Das Bauamt wird ihn derzeit prüfen. Wir prüfen das.", "Wir prüfen"),
        ("Wir kümmern uns zeitnah darum.", "zeitnah"),
        ("Das geht aus haushaltsrechtlichen Gründen nicht.", "aus haushaltsrechtlichen Gründen"),
        ("Wir bitten um Verständnis.", "bitten um Verständnis"),
        ("We take this very seriously.", "take this very seriously"),
        ("Your idea is being considered.", "is being considered"),
        ("We do that in due course.", "in due course"),
    ],
)
def test_an_empty_phrase_is_named(text, phrase):
    assert phrase in [hint.phrase for hint in hints_for("accepted", text)]


@pytest.mark.parametrize(
    "text",
    [
        "Das wird bis Mai geprüft.",
        "Bis 31.5. wird das Dach geprüft.",
        "The roof is being reviewed until 3 May.",
        "Das wird bis […] geprüft.",
        "Ein ernster Fall. Die Prüfung ist am Montag.",
        "Wir bauen zwei Bänke, und Herr Ritter bestellt sie am Freitag.",
    ],
)
def test_plain_words_and_dated_checks_get_no_hint(text):
    assert not hints_for("accepted", text)


def test_a_phrase_that_comes_twice_is_named_once():
    assert len(hints_for("accepted", "Wir machen es zeitnah. Zeitnah!", "zeitnah")) == 1


@pytest.mark.parametrize(("verdict", "hinted"), [("accepted", False), ("partly", True), ("changed", True), ("rejected", True)])
def test_a_no_or_a_condition_without_because_gets_a_hint(verdict, hinted):
    assert bool(hints_for(verdict, "Das Geld ist schon verteilt.")) is hinted
    assert not hints_for(verdict, "Das geht nicht, weil das Geld schon verteilt ist.") and not hints_for(verdict, "")


@pytest.mark.parametrize(
    "text",
    ["Nein, dafür reicht das Geld nicht.", "Das Eichen ist teuer.", "Es fehlt Personal.", "There is not enough staff."],
)
def test_a_reason_can_do_without_because(text):
    assert not hints_for("rejected", text)


def test_a_hint_stands_in_preview_and_form_and_keeps_nobody_from_publishing(as_user, clara, drafted):
    proposal, client = drafted(reason="Wir nehmen das sehr ernst, weil es viele angeht, und reden darüber."), as_user(clara)
    address = reverse("dashboard_publish", args=[proposal.pk])
    for html in (client.get(address).content.decode(), client.get(page(proposal)).content.decode()):
        assert "<bdi>nehmen das sehr ernst</bdi>" in html and "Was folgt daraus? Wer macht was, und bis wann?" in html
    assert client.post(address, {"seen": proposal.response.fingerprint}).status_code == 303
    assert Response.objects.get().is_published
    public = client.get(reverse("proposal", args=[proposal.pk])).content.decode()
    assert "Was folgt daraus?" not in public


@pytest.mark.parametrize("word", ["nehmen ", "take ", "wird ", "reicht "])
def test_a_very_long_text_holds_up_nobody(word):
    """A page that shows hints keeps the whole process busy, and phones vote there."""
    begin = time.thread_time()
    hints_for("rejected", word * (60_000 // len(word)))
    assert time.thread_time() - begin < 1.5
