"""Files, functions and classes stay short, in the product and in the tests alike. Migrations are left out."""

import ast

from .reading import ROOT, parsed, templates, tracked

LINES = {".py": 300, ".js": 300, ".css": 300, ".html": 120}
FUNCTION, CLASS = 40, 200
TEMPLATE_LINE = 160
ENTRY = 500  # characters of an entry of CHANGELOG.md: what a user wants to know


def measured() -> dict[str, str]:
    """The text of every file that has a limit, by its path."""
    files = {name: ROOT / name for name in tracked() if "/migrations/" not in name}
    return {name: file.read_text() for name, file in files.items() if file.suffix in LINES and file.exists()}


def test_files_stay_short():
    counted = {name: len(text.splitlines()) for name, text in measured().items()}
    long = {name: lines for name, lines in counted.items() if lines > LINES[name[name.rindex(".") :]]}
    assert not long, long


def test_lines_of_templates_stay_short():
    """One element to a line: a longer one can't be reviewed, and two people can't change it."""
    long = [
        f"{path}:{n} ({len(line)})"
        for path, text in templates().items()
        for n, line in enumerate(text.split("\n"), 1)
        if len(line) > TEMPLATE_LINE
    ]
    assert not long, "\n".join(long)


def test_functions_and_classes_stay_short():
    limits = {ast.FunctionDef: FUNCTION, ast.AsyncFunctionDef: FUNCTION, ast.ClassDef: CLASS}
    long = [
        f"{path}:{node.lineno} {node.name}: {lines} lines"
        for path, text in measured().items()
        if path.endswith(".py")
        for node in ast.walk(parsed(text))
        if type(node) in limits and (lines := node.end_lineno - node.lineno + 1) > limits[type(node)]
    ]
    assert not long, "\n".join(long)


def test_entries_of_the_changelog_stay_short():
    following = (ROOT / "CHANGELOG.md").read_text().split("\n## ")[1]
    long = [f"{line[:60]}… ({len(line)})" for line in following.split("\n") if len(line) > ENTRY]
    assert not long, "\n".join(long)
