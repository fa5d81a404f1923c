"""Every sentence has its German, and no template holds an untranslated word."""

import re

from .reading import ROOT, templates


def test_german_is_complete():
    from babel.messages.pofile import read_po

    with (ROOT / "participation/locale/de/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file, locale="de")
    empty = [message.id for message in catalogue if message.id and not all(message.string if message.pluralizable else [message.string])]
    fuzzy = [message.id for message in catalogue if message.id and message.fuzzy]
    assert len(catalogue) > 100
    assert not empty and not fuzzy, [*empty, *fuzzy][:20]


def test_every_sentence_is_in_the_catalogue():
    from babel.messages.pofile import read_po

    from participation.management.catalogue import extract, first

    with (ROOT / "participation/locale/de/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file, locale="de")
    known = {(message.context, message.id if isinstance(message.id, str) else message.id[0]) for message in catalogue}
    missing = sorted({f"{place}: {first(message)}" for context, message, place in extract(ROOT) if (context, first(message)) not in known})
    assert not missing, missing[:20]


def test_templates_hold_no_untranslated_words():
    """Text between tags that is neither a variable nor inside a translation."""
    wrong = []
    for path, text in templates().items():
        text = re.sub(
            r"{%\s*blocktrans(late)?\b.*?{%\s*endblocktrans(late)?\s*%}|{%\s*comment.*?endcomment\s*%}|{#.*?#}", " ", text, flags=re.DOTALL
        )
        text = re.sub(r"{%\s*block\s+\w+\s*%}[a-z -]*{%\s*endblock[^%]*%}", "", text)  # the name of a class
        text = re.sub(r"{%.*?%}|{{.*?}}", " ", text, flags=re.DOTALL)
        text = re.sub(r"<!--.*?-->|<(script|style)\b.*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL)
        text = re.sub(r"[\w-]+=\"[^\"]*\"", " ", text)  # a block of attributes
        text = re.sub(r"&\w+;|Augenhöhe|LAZIK N2030", " ", text)
        if found := re.search(r"[A-Za-zÄÖÜäöüß]{4,}", text):
            wrong.append(f"{path}: {found[0]}")
    assert not wrong, "\n".join(wrong)
