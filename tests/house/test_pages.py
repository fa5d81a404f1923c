"""Pages have nothing inline and fetch nothing from elsewhere."""

import ast
import re

import pytest

from .reading import ROOT, sources, templates

INLINE = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)[^>]*>", re.IGNORECASE),
    "a javascript: link": re.compile(r"[\"']\s*javascript:", re.IGNORECASE),
    "|safe": re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off"),
    "another host": re.compile(
        r"<(?:script|link|img|iframe|source|video|audio|use)\b[^>]*(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE
    ),
}


@pytest.mark.parametrize("what", INLINE)
def test_pages_have_nothing_inline_and_nothing_foreign(what):
    wrong = [f"{path}: {found[0][:100]}" for path, text in templates().items() if (found := INLINE[what].search(text))]
    assert not wrong, "\n".join(wrong)


def test_markup_is_marked_safe_in_one_file():
    names = {"mark_safe", "SafeString", "SafeText"}
    users = {
        path
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id in names) or (isinstance(node, ast.Attribute) and node.attr in names)
    }
    assert users <= {"participation/templatetags/augenhoehe.py"}


def test_style_sheets_and_scripts_fetch_nothing_from_elsewhere():
    files = [file for end in ("css", "js") for file in (ROOT / "participation/static").rglob(f"*.{end}")]
    wrong = [file.name for file in files if re.search(r"(?:url\(|import\s|from\s|fetch\()\s*[\"'(]*(?:https?:)?//", file.read_text())]
    assert files and not wrong, wrong
