"""Whether a proposal is feasible: a finding that everybody reads, and a note that stays in the town hall."""

import ast
from pathlib import Path

import pytest
from django.urls import reverse

from participation.proposals import receipts
from participation.proposals.models import Assessment, PrivateAssessment, Proposal, ProposalEvent, State

REASONING = "Unter uns: Der Betreiber geht wohl pleite."
FOUND = {
    "office": "Bauamt",
    "feasibility": "conditions",
    "explanation": "Wenn der Landkreis die Hälfte zahlt.",
    "cost_from": "9000",
    "cost_to": "12000",
    "reasoning": REASONING,
}


def page(proposal):
    return reverse("dashboard_assess", args=[proposal.pk])


def save(client, proposal, **change):
    context = client.get(page(proposal)).context
    return client.post(page(proposal), FOUND | {"seen": context["seen"]} | change)


def test_everybody_reads_the_finding(as_user, olga, make_proposal):
    proposal = make_proposal()
    assert save(as_user(olga), proposal).status_code == 303
    html = as_user().get(reverse("proposal", args=[proposal.pk])).content.decode()
    for words in ("Bauamt", "Machbar unter Bedingungen", "Wenn der Landkreis die Hälfte zahlt.", "9.000 bis 12.000 €"):
        assert words in html, words


def test_nobody_outside_reads_the_note(as_user, olga, clara, emil, ben, town, make_proposal):
    token = "r" * 22
    proposal = make_proposal(receipt_digest=receipts.digest_of(token))
    save(as_user(olga), proposal)
    assert REASONING in as_user(clara).get(page(proposal)).content.decode()
    addresses = {
        None: ["home", "status", ("proposal", proposal.pk), ("receipt", token), ("municipality_status", town.slug)],
        ben: ["dashboard", "dashboard_overview", "dashboard_table", ("dashboard_proposal", proposal.pk)],
        emil: ["dashboard", "dashboard_overview", "dashboard_table", ("dashboard_proposal", proposal.pk)],
        clara: [
            "dashboard",
            "dashboard_overview",
            "dashboard_table",
            ("dashboard_proposal", proposal.pk),
            ("dashboard_publish", proposal.pk),
        ],
    }
    for user, names in addresses.items():
        client = as_user(user) if user else as_user()
        for name in names:
            address = reverse(name[0], args=name[1:]) if isinstance(name, tuple) else reverse(name)
            text = b"".join(client.get(address, follow=True)).decode()
            assert REASONING not in text, address
    assert not ProposalEvent.objects.filter(reason__contains=REASONING).exists()


def test_few_modules_know_what_stays_in_the_house():
    root = Path(__file__).parents[2]
    users = {
        str(path.relative_to(root))
        for place in ("participation", "workshops", "polls")
        for path in (root / place).rglob("*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Name) and node.id == "PrivateAssessment")
        or (isinstance(node, ast.Attribute) and node.attr == "private_assessment")
    }
    assert users == {f"participation/proposals/actions/{name}.py" for name in ("assessing", "assigning", "forgetting")} | {
        "participation/dashboard/assigned.py",
        "participation/dashboard/work_views.py",
    }
    assert not [path for path in (root / "templates").rglob("*.html") if "private_assessment" in path.read_text()]


@pytest.mark.parametrize(
    "change",
    [
        {"feasibility": "perhaps"},
        {"explanation": ""},
        {"feasibility": "not", "explanation": ""},
        {"cost_to": "100"},
        {"cost_from": "-1"},
        {"cost_from": "viel"},
        {"cost_from": "9" * 30},
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(as_user, olga, make_proposal, change):
    response = save(as_user(olga), make_proposal(), **change)
    assert response.status_code == 422 and REASONING in response.content.decode()
    assert not Assessment.objects.exists() and not PrivateAssessment.objects.exists()


def test_two_who_check_at_once_read_each_other(as_user, olga, clara, make_proposal):
    proposal = make_proposal()
    save(as_user(olga), proposal)
    late = as_user(clara).post(page(proposal), FOUND | {"office": "Hauptamt", "seen": ""})
    assert late.status_code == 409 and "Bauamt" in late.content.decode() and 'value="Hauptamt"' in late.content.decode()
    again = as_user(clara).post(page(proposal), FOUND | {"office": "Hauptamt", "seen": late.context["seen"]})
    assert again.status_code == 303 and Assessment.objects.get().office == "Hauptamt"


def test_the_history_says_when_the_finding_changed_and_not_when_the_note_did(as_user, olga, make_proposal):
    proposal, client = make_proposal(), as_user(olga)
    save(client, proposal)
    save(client, proposal, reasoning="Neuer Stand.")
    assert ProposalEvent.objects.filter(verb="assess").count() == 1
    save(client, proposal, feasibility="feasible")
    assert ProposalEvent.objects.filter(verb="assess").count() == 2


def test_after_the_answer_the_check_is_over(as_user, olga, make_proposal):
    proposal = make_proposal()
    Proposal.objects.update(state=State.IMPLEMENTED)
    assert as_user(olga).get(page(proposal)).status_code == 303
    response = as_user(olga).post(page(proposal), FOUND | {"seen": ""})
    assert response.status_code == 409 and REASONING in response.content.decode()
