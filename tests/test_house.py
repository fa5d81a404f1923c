"""The rules of the house (docs/architecture.md), as far as they can be read from the files."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
CODE = ("participation", "workshops", "polls")
LAYERS = {  # imports point left: to a lower number
    "participation.live": 0,
    "participation.accounts": 0,
    "workshops": 1,
    "polls": 2,
    "participation.proposals": 3,
    "participation.alliances": 4,
    "participation.council": 4,
    "participation.dashboard": 5,
    "participation.documentation": 5,
}
FREE_TO_ALL = {"participation.texts"}  # knows no app itself


@cache
def sources() -> dict[str, ast.Module]:
    """Every Python file of the product by its path."""
    files = [file for folder in CODE for file in sorted((ROOT / folder).rglob("*.py"))]
    return {file.relative_to(ROOT).as_posix(): ast.parse(file.read_text()) for file in files}


def without_migrations() -> dict[str, ast.Module]:
    return {path: tree for path, tree in sources().items() if "/migrations/" not in path}


def templates() -> dict[str, str]:
    files = [file for folder in ("templates", *CODE) for file in sorted((ROOT / folder).rglob("*.html"))]
    return {file.relative_to(ROOT).as_posix(): file.read_text() for file in files}


def module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def layer_of(module: str) -> int | None:
    return next((layer for name, layer in LAYERS.items() if module == name or module.startswith(name + ".")), None)


def imports_of(path: str, tree: ast.Module):
    """(line, absolute module) of every import, also those inside functions."""
    module = module_of(path)
    package = module if path.endswith("__init__.py") else module.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.rsplit(".", node.level - 1)[0] if node.level else ""
            found = ".".join(filter(None, [base, node.module]))
            yield from ((node.lineno, f"{found}.{alias.name}") for alias in node.names)


# -- imports ----------------------------------------------------------------------
def test_imports_point_left():
    wrong = []
    for path, tree in sources().items():
        here = layer_of(module_of(path))
        for line, target in imports_of(path, tree):
            there = layer_of(target)
            if here is not None and there is not None and there > here:
                wrong.append(f"{path}:{line} imports {target}")
    assert not wrong, "\n".join(wrong)


def test_neighbours_on_the_left_know_nothing_of_each_other():
    wrong = [
        f"{path}:{line} imports {target}"
        for path, tree in sources().items()
        for line, target in imports_of(path, tree)
        for mine, other in (("participation.live", "participation.accounts"), ("participation.accounts", "participation.live"))
        if module_of(path).startswith(mine) and target.startswith(other)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_live_path_knows_no_app():
    own = re.compile(r"^(participation|workshops|polls)(\.|$)")
    allowed = {"participation.live", "participation.asgi", *FREE_TO_ALL}
    wrong = [
        f"{path}:{line} imports {target}"
        for path, tree in sources().items()
        if path.startswith("participation/live/")
        for line, target in imports_of(path, tree)
        if own.match(target) and not any(target == name or target.startswith(name + ".") for name in allowed)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_site_s_package_is_empty():
    assert (ROOT / "participation/__init__.py").read_text() == ""


def test_the_bootstrap_needs_the_standard_library_alone():
    wanted = {target.split(".")[0] for _line, target in imports_of("participation/__main__.py", sources()["participation/__main__.py"])}
    assert wanted <= sys.stdlib_module_names


# -- who writes ---------------------------------------------------------------------
WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "asave", "acreate", "aupdate", "adelete", "abulk_create", "abulk_update", "aget_or_create", "aupdate_or_create",
    "create_user", "set_password",
}  # fmt: skip
SQL_WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER|TRUNCATE)\b", re.IGNORECASE)
MAY_WRITE = re.compile(r"(^|/)(actions(_\w+)?|ballot_box)\.py$|(^|/)actions/\w+\.py$|/migrations/")
EXCEPTIONS = {
    "polls/keyed.py": "the tables themselves, called by migrations",
    "participation/accounts/models.py": "UserManager.create_user, as Django wants it",
    "polls/remarks.py": "the raw rows of remarks, inside the transactions of ballot_box and actions",
    "polls/pairs.py": "freezes the shift inside the transaction that makes a poll final",
    "participation/management/backups.py": "copies, and a database that no server uses",
}


def is_write(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    name, owner = node.func.attr, node.func.value
    if name in {"execute", "executemany"}:
        return any(
            isinstance(part, ast.Constant) and isinstance(part.value, str) and SQL_WRITES.match(part.value) for part in ast.walk(node)
        )
    if name not in WRITES:
        return False
    if name == "save" and (node.args or ast.unparse(owner) == "super()"):
        return False  # a form's save(by), which calls an action; a model that refuses to be changed
    # dict.update(...), hashlib's update(...) and forms are no database: only names of managers, querysets and instances count.
    if name == "update" and not is_queryset(owner):
        return False
    return not (name == "create" and not is_queryset(owner))


def is_queryset(owner: ast.AST) -> bool:
    text = ast.unparse(owner)
    return bool(re.search(r"\.objects\b|\.(filter|exclude|all|using|select_for_update)\(|_set\b", text)) or text.split(".")[-1] in RELATED


RELATED = {"items", "polls", "participants", "steps", "ballots", "remarks", "events", "supports", "memberships", "facts", "goals"}


def test_only_actions_and_the_ballot_box_write():
    wrong = [
        f"{path}:{node.lineno} {ast.unparse(node)[:80]}"
        for path, tree in sources().items()
        if not MAY_WRITE.search(path) and path not in EXCEPTIONS
        for node in ast.walk(tree)
        if is_write(node)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_exceptions_are_still_needed():
    assert all(any(is_write(node) for node in ast.walk(sources()[path])) for path in EXCEPTIONS if path in sources())


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("Poll.objects.create(kind=1)", True),
        ("workshop.items.create()", True),
        ("poll.save()", True),
        ("Poll.objects.filter(pk=1).update(state=2)", True),
        ("cursor.execute('UPDATE polls_poll SET state = 1')", True),
        ("cursor.execute(f'DELETE FROM {table}')", True),
        ("values.update(more)", False),
        ("cursor.execute('SELECT 1')", False),
    ],
)
def test_what_counts_as_writing(code, expected):
    assert is_write(ast.parse(code).body[0].value) is expected


def test_actions_take_keywords_and_say_their_types():
    """One lone argument may stand without its name."""
    wrong = []
    for path, tree in sources().items():
        if not re.search(r"(^|/)actions(_\w+)?\.py$", path):
            continue
        for function in tree.body:
            if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
                continue
            arguments = function.args
            untyped = [argument.arg for argument in arguments.args + arguments.kwonlyargs if argument.annotation is None]
            if len(arguments.args) > 1 or untyped or function.returns is None:
                wrong.append(f"{path}:{function.lineno} {function.name}({ast.unparse(arguments)}) -> {function.returns and '…'}")
    assert not wrong, "\n".join(wrong)


def test_no_signals():
    wrong = [path for path, tree in sources().items() for _line, target in imports_of(path, tree) if "django.db.models.signals" in target]
    assert not wrong, wrong


# -- kinds ----------------------------------------------------------------------------
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


# -- pages -----------------------------------------------------------------------------
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


# -- words ------------------------------------------------------------------------------
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
        text = re.sub(r"{%\s*block\s+\w+\s*%}[a-z -]*{%\s*endblock", "", text)  # the name of a class
        text = re.sub(r"{%.*?%}|{{.*?}}", " ", text, flags=re.DOTALL)
        text = re.sub(r"<!--.*?-->|<(script|style)\b.*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL)
        text = re.sub(r"[\w-]+=\"[^\"]*\"", " ", text)  # a block of attributes
        text = re.sub(r"&\w+;|Augenhöhe|LAZIK N2030", " ", text)
        if found := re.search(r"[A-Za-zÄÖÜäöüß]{4,}", text):
            wrong.append(f"{path}: {found[0]}")
    assert not wrong, "\n".join(wrong)


# -- tables ------------------------------------------------------------------------------
@pytest.mark.django_db
def test_tables_with_a_key_know_no_order():
    """SQLite's row ids, or any serial or time, would tell the order of arrival."""
    from django.apps import apps

    from polls.models import KeyedTable

    tables = {model._meta.db_table for model in apps.get_models() if issubclass(model, KeyedTable)} | {"proposals_support"}
    assert len(tables) >= 4
    for table in tables:
        with connection.cursor() as cursor:
            columns = {column.name: column for column in connection.introspection.get_table_description(cursor, table)}
            if connection.vendor == "sqlite":
                cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
                assert "WITHOUT ROWID" in cursor.fetchone()[0], table
        assert not {name for name in columns if re.search(r"(_at|time|date|serial|participant|user)", name)}, table


# -- sizes, and what must not be in the project -------------------------------------------
def tracked() -> list[str]:
    return subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")[:-1]


def test_files_stay_short():
    """The rule says about 300 lines; tests may be a little longer."""
    limits = {".py": 350, ".js": 300, ".css": 400, ".html": 120}
    long = {}
    for name in tracked():
        file = ROOT / name
        if file.suffix in limits and "/migrations/" not in name and file.exists():
            lines = len(file.read_text().splitlines())
            if lines > limits[file.suffix] + 50 * name.startswith("tests/") and name not in LONG:
                long[name] = lines
    assert not long, long


LONG = {"tests/test_house.py": "all rules in one place"}


def test_functions_stay_short():
    long = [
        f"{path}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path, tree in without_migrations().items()
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno - node.lineno + 1 > 45
    ]
    assert not long, "\n".join(long)


def test_lock_files_name_no_host():
    for lock in ("participation/requirements.lock", "tests/requirements.lock"):
        assert not re.search(r"https?://|--(?:extra-)?index-url|--find-links", (ROOT / lock).read_text())


def test_the_tests_install_what_the_demo_installs():
    """So an environment made for the tests serves the demo too."""

    def pins(lock):
        return set(re.findall(r"^([\w.-]+==\S+)", (ROOT / lock).read_text(), re.MULTILINE))

    assert pins("participation/requirements.lock") <= pins("tests/requirements.lock")
