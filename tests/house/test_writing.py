"""Who may write to the database, and how actions are called."""

import ast
import re

import pytest

from .reading import imports_of, sources

WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "asave", "acreate", "aupdate", "adelete", "abulk_create", "abulk_update", "aget_or_create", "aupdate_or_create",
    "create_user", "set_password",
}  # fmt: skip
SQL_WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER|TRUNCATE)\b", re.IGNORECASE)
MAY_WRITE = re.compile(r"(^|/)(actions(_\w+)?|ballot_box)\.py$|(^|/)actions/\w+\.py$|/migrations/")
EXCEPTIONS = {
    "polls/keyed.py": "the tables themselves, called by migrations",
    "polls/ballot_tables.py": "the raw rows of ballots, inside the transactions of ballot_box and actions",
    "participation/accounts/models.py": "UserManager.create_user, as Django wants it",
    "polls/remarks.py": "the raw rows of remarks, inside the transactions of ballot_box and actions",
    "polls/pairs.py": "freezes the shift inside the transaction that makes a poll final",
    "participation/live/guards/scrub.py": "writes the same rows again, in another order",
    "participation/management/backups.py": "copies, and a database that no server uses",
    "participation/management/backups_postgresql.py": "the same",
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
