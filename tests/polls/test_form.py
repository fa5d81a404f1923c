"""The form of a question has rows for its options: some for a new one, more below those that are there, never more than its kind takes."""

import pytest

from polls.forms import PollItemForm

pytestmark = pytest.mark.django_db


def rows_of(workshop, **fields):
    form = PollItemForm(workshop=workshop, **fields)
    return [form.fields[name] for name in form.option_names]


@pytest.mark.parametrize(("kind", "length", "word"), [("points", 60, "Möglichkeit 1"), ("statements", 100, "Aussage 1")])
def test_a_new_question_has_twelve_rows(make_workshop, kind, length, word):
    rows = rows_of(make_workshop(), option=kind)
    assert len(rows) == 12 and {row.max_length for row in rows} == {length} and str(rows[0].label) == word


@pytest.mark.parametrize(
    ("kind", "there", "expected"), [("points", 3, 12), ("points", 9, 12), ("statements", 20, 24), ("statements", 39, 40)]
)
def test_there_is_room_for_more(make_workshop, kind, there, expected):
    workshop = make_workshop(kind)
    item = workshop.items.get()
    poll = item.polls.get()
    poll.options = [{"id": number, "label": {"de": f"{number}."}} for number in range(1, there + 1)]
    poll.save()
    assert len(rows_of(workshop, instance=item)) == expected


def budget_form(workshop, **data):
    typed = {"question_de": "Wofür reicht das Geld?", "minutes": "5", "settings-cap": "60.000 €"}
    for number, (option, cost) in enumerate([("Nachtbus", "24.000"), ("Radweg", "18 000,00"), ("Proberaum", "30000")]):
        typed |= {f"option_{number}_de": option, f"cost_{number}": cost}
    return PollItemForm({**typed, **data}, workshop=workshop, option="budget")


def test_a_budget_has_a_cost_for_each_option_and_an_amount_of_money(make_workshop, ben):
    workshop = make_workshop()
    form = budget_form(workshop)
    assert form.is_valid(), form.errors
    item = form.save_item(workshop, ben)
    poll = item.polls.get()
    assert [(str(option["id"]), option["cost"]) for option in poll.options] == [("1", 24_000), ("2", 18_000), ("3", 30_000)]
    assert poll.settings == {"cap": 60_000}
    again = PollItemForm(instance=item, workshop=workshop)
    assert [again.initial[f"cost_{number}"] for number in range(3)] == [24_000, 18_000, 30_000]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"settings-cap": ""}, "settings-cap", "Dieses Feld ist zwingend erforderlich."),
        ({"settings-cap": "viel"}, "settings-cap", "Schreib ganze Euro, zum Beispiel 24000."),
        ({"settings-cap": "0"}, "settings-cap", "Bitte mindestens einen Euro."),
        ({"settings-cap": "90000"}, "settings-cap", "Das reicht für alles, dann gibt es nichts zu entscheiden."),
        ({"settings-cap": "20000"}, "cost_0", "Das ist mehr Geld, als da ist."),
        ({"cost_0": ""}, "cost_0", "Was kostet das?"),
        ({"cost_2": ""}, "cost_2", "Was kostet das?"),
        ({"cost_0": "24,5"}, "cost_0", "Schreib ganze Euro, zum Beispiel 24000."),
        ({"cost_0": "-3"}, "cost_0", "Schreib ganze Euro, zum Beispiel 24000."),
        ({"cost_0": "9999999999"}, "cost_0", "Das ist zu viel Geld für diese Frage."),
        ({"cost_5": "100"}, "option_5", "Was kostet so viel?"),
    ],
)
def test_nonsense_about_money_gets_a_sentence(make_workshop, typed, field, sentence):
    form = budget_form(make_workshop(), **typed)
    assert not form.is_valid()
    assert form.errors[field] == [sentence]


GUESS = {
    "question_de": "Wie hoch ist ein Windrad?",
    "minutes": "3",
    "settings-form": "estimate",
    **{f"option_{number}_de": f"{number}00 Meter" for number in (1, 2)},
    **{"settings-right": "1", "settings-low": "0", "settings-high": "300", "settings-step": "10", "settings-truth": "240"},
}


def test_of_a_question_of_knowledge_the_chosen_form_counts_and_what_is_typed_in_the_other_one_stays_in_the_form(make_workshop, ben):
    """Both forms are filled in. As an estimate the question has no options; refused, the page shows them again."""
    workshop = make_workshop()
    estimate = PollItemForm(GUESS, workshop=workshop, option="knowledge")
    poll = estimate.save_item(workshop, ben).polls.get() if estimate.is_valid() else None
    assert poll and poll.options == [] and poll.settings["truth"] == 240
    choice = PollItemForm(GUESS | {"settings-form": "choice"}, workshop=workshop, option="knowledge")
    assert choice.is_valid() and len(choice.options()) == 2
    wrong = PollItemForm(GUESS | {"settings-truth": "900"}, workshop=workshop, option="knowledge")
    assert not wrong.is_valid() and "100 Meter" in str(wrong["option_1"])


def test_a_choice_needs_options(make_workshop):
    form = PollItemForm(
        GUESS | {"settings-form": "choice", "option_1_de": "", "option_2_de": ""}, workshop=make_workshop(), option="knowledge"
    )
    assert form.non_field_errors() == ["Schreib mindestens zwei Möglichkeiten."]


@pytest.mark.parametrize(("older", "chosen"), [({"truth": 240}, "estimate"), ({"right": 2, "truth": None}, "choice"), ({}, "choice")])
def test_an_older_question_of_knowledge_opens_in_its_form(make_workshop, older, chosen):
    workshop = make_workshop("knowledge")
    item = workshop.items.get()
    item.polls.update(settings=older)
    assert PollItemForm(workshop=workshop, instance=item).initial["settings-form"] == chosen


def test_the_page_marks_what_belongs_to_one_form_alone(make_workshop):
    from django.template import engines

    form = PollItemForm(workshop=make_workshop(), option="knowledge")
    html = engines["django"].from_string("{% load crispy_forms_tags %}{% crispy form %}").render({"form": form})
    assert html.count('data-form="choice"') == 2 and html.count('data-form="estimate"') == 1
