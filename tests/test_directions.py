"""Arabic in a German sentence, German beside Arabic: every text keeps its own direction and turns nothing else round."""

import re
from pathlib import Path

from django.template import engines
from django.utils import translation

from participation.proposals.personal import personal_in
from participation.texts import isolated
from polls.kinds import KINDS

from .polls.kinds.asked import asked

ARABIC, LATIN = "المزيد من الأشجار", "Mehr Bäume"
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


def test_only_what_could_turn_a_sentence_round_is_isolated():
    assert isolated(ARABIC) == f"\u2068{ARABIC}\u2069" and isolated(f"{LATIN} (שלום)").startswith("\u2068")
    assert isolated(LATIN) == LATIN and isolated("2026-9") == "2026-9"
    with translation.override("ar"):
        assert isolated(LATIN) == f"\u2068{LATIN}\u2069"


def sentences():
    poles = {"pole_a": {"de": ARABIC}, "pole_b": {"de": "שקט"}}
    line = asked("slider")
    line.pole_a, line.pole_b = poles["pole_a"], poles["pole_b"]
    slider = KINDS["slider"]
    tallies = [slider.tally(line, [{"value": value} for value in values]) for values in ([0, 0, 100], [0, 0, 0], [50, 50, 0, 100])]
    yield from (slider.summary(line, tally) for tally in tallies[:2] + tallies[2:])
    yield slider.shift_summary(line, {"pairs": 10, "to_a": 5, "to_b": 2, "stayed": 3})
    yield from (slider.in_words(line, {"value": value}) for value in (0, 10, 35, 100))
    for slug in ("single_choice", "points"):
        poll = asked(slug)
        poll.options = [{"id": 1, "label": {"de": ARABIC}}, {"id": 2, "label": {"de": "שקט"}}]
        kind = KINDS[slug]
        first = {"option": 1} if slug == "single_choice" else {"points": {"1": 60, "2": 40}}
        yield kind.summary(poll, kind.tally(poll, [first]))
        yield kind.in_words(poll, first)
    yield KINDS["words"].in_words(asked("words"), {"words": [ARABIC, "Bus"]})
    yield str(personal_in(f"{ARABIC}@مثال.de")[0])


def test_every_quoted_text_in_a_sentence_is_isolated():
    for sentence in sentences():
        outside = re.sub("\u2068[^\u2068\u2069]*\u2069", "", sentence)
        assert "\u2068" in sentence and not re.search("[\u0590-\u06ff]", outside), sentence


def test_paragraphs_have_a_direction_each():
    page = engines["django"].from_string("{{ words|paragraphs }}").render({"words": f"{ARABIC}\n\n<b>{LATIN}"})
    assert page.count('<p dir="auto">') == 2 and "&lt;b&gt;" in page


def test_fields_for_words_have_the_direction_of_what_is_typed():
    from participation.dashboard.forms import AnswerForm

    form = AnswerForm()
    for name in ("reason", "who", "cost"):
        assert 'dir="auto"' in str(form[name])
    assert 'dir="auto"' not in str(form["by_when"])


def test_no_template_shows_somebodys_words_without_a_direction():
    """Texts of proposals, answers and remarks stand in an element with `dir="auto"`, in `<bdi>`, or in the title of the page."""
    words = re.compile(
        r"\{\{ (?:[\w.]+\.(?:what|why|reason)|reason)(?:\|\w+)? \}\}"
        r"|\{\{ (?:proposal|entry|row\.proposal|lead)\.title \}\}|\{\{ entry\.text"
    )
    wrong = []
    for file in TEMPLATES.rglob("*.html"):
        text = re.sub(
            r"\{% block title %\}.*?\{% endblock[^%]*%\}|<textarea.*?</textarea>|<option.*?</option>", "", file.read_text(), flags=re.S
        )
        for match in words.finditer(text):
            before = text[max(0, match.start() - 160) : match.start()]
            inside = re.search(r'(dir="auto"[^<>]*>|<bdi>)$', before)
            if not inside and "|paragraphs" not in match[0] and not re.search(r'[\w-]+="[^"<>]*$', before):
                wrong.append(f"{file.relative_to(TEMPLATES)}: {match[0]}")
    assert not wrong, "\n".join(wrong)
