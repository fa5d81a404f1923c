"""A kind is known to its own files alone, and has all that a kind needs."""

import ast
import re

from .reading import ROOT, templates, without_migrations


def test_nobody_compares_a_kind_outside_the_kinds():
    from polls.kinds import KINDS

    def slugs_in(node):
        return {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)} & set(KINDS)

    wrong = [
        f"{path}:{node.lineno} {ast.unparse(node)}"
        for path, tree in without_migrations().items()
        if not path.startswith("polls/kinds/")
        for node in ast.walk(tree)
        if isinstance(node, (ast.Compare, ast.MatchValue)) and slugs_in(node) and "kind" in ast.unparse(node)
    ]
    pattern = re.compile(r"{%\s*(?:el)?if[^%]*(" + "|".join(f"[\"']{slug}[\"']" for slug in KINDS) + ")")
    wrong += [f"{path}: {found[0]}" for path, text in templates().items() if (found := pattern.search(text))]
    assert not wrong, "\n".join(wrong)


def test_every_kind_is_complete():
    from django.template.loader import get_template
    from django.utils import translation

    from polls.kinds import KINDS

    tests = "\n".join(file.read_text() for file in (ROOT / "tests/polls").rglob("*.py"))
    for slug, kind in KINDS.items():
        get_template(f"polls/kinds/{slug}_ballot.html")
        get_template(f"polls/kinds/{slug}_results.html")
        with translation.override("de"):
            german = str(kind.name)
        with translation.override("en"):
            assert str(kind.name) != german, f"{slug} has no German name"
        assert re.search(rf"[\"']{slug}[\"']|\b{type(kind).__name__}\b", tests), f"{slug} has no test"
