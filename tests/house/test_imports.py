"""Which module may import, name or register what."""

import ast
import re
import sys

from .reading import ROOT, imports_of, module_of, sources, without_migrations

LAYERS = {  # imports point left: to a lower number; apps of the same number know nothing of each other
    "participation.live": 0,
    "participation.accounts": 0,
    "workshops": 1,
    "polls": 2,
    "participation.proposals": 3,
    "participation.notices": 4,
    "participation.discussion": 5,
    "participation.dashboard": 7,
    "participation.documentation": 6,
    "participation.public": 7,
    "participation.following": 7,
}
FREE_TO_ALL = {"participation.texts", "participation.bounded", "participation.tasks"}  # know no app themselves


def app_of(module: str) -> str | None:
    return next((name for name in LAYERS if module == name or module.startswith(name + ".")), None)


def test_imports_point_left():
    wrong = []
    for path, tree in sources().items():
        here = app_of(module_of(path))
        for line, target in imports_of(path, tree):
            there = app_of(target)
            if here and there and there != here and LAYERS[there] >= LAYERS[here]:
                wrong.append(f"{path}:{line} imports {target}")
    assert not wrong, "\n".join(wrong)


def test_every_layer_is_there():
    assert all((ROOT / name.replace(".", "/") / "__init__.py").exists() for name in LAYERS)


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
    bootstrap = ("__main__", "environment", "reloading")
    for path in (f"participation/{name}.py" for name in bootstrap):
        wanted = {
            target for _line, target in imports_of(path, sources()[path]) if target.split(".")[1:2] not in ([each] for each in bootstrap)
        }
        assert {target.split(".")[0] for target in wanted} <= sys.stdlib_module_names, path


def graph_of_imports() -> dict[str, set[str]]:
    """Module → the modules it imports, also inside functions; imports for type checkers alone left out."""
    modules = {module_of(path): (path, tree) for path, tree in sources().items()}
    graph: dict[str, set[str]] = {}
    for module, (path, tree) in modules.items():
        named = {target for _line, target in imports_of(path, without_type_checking(tree))}
        graph[module] = {next((name for name in (target, target.rpartition(".")[0]) if name in modules), module) for target in named}
        graph[module].discard(module)
    return graph


def without_type_checking(tree: ast.Module) -> ast.Module:
    body = [node for node in tree.body if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")]
    return ast.Module(body, type_ignores=[])


def test_no_module_imports_itself_by_a_detour():
    """A cycle makes it depend on chance which module is loaded first; an import inside a function only hides it."""
    graph = graph_of_imports()
    while leaves := {module for module, targets in graph.items() if not targets & graph.keys()}:
        for module in leaves:
            del graph[module]
    importers = {target for targets in graph.values() for target in targets}
    wrong = [f"{module} → {', '.join(sorted(graph[module] & graph.keys()))}" for module in sorted(graph.keys() & importers)]
    assert not wrong, "in a cycle, or between two:\n" + "\n".join(wrong)


def test_the_evening_knows_no_poll():
    """What `workshops` says of polls it says through `workshops/extensions.py`, and there in general words."""
    wrong = [
        f"{path}:{number} {line.strip()}"
        for path in without_migrations()
        if path.startswith("workshops/")
        for number, line in enumerate((ROOT / path).read_text().split("\n"), 1)
        if re.search(r"poll|vot(e|ing)|ballot", line, re.IGNORECASE)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_live_path_knows_no_message_but_its_own():
    from participation.live.extensions import MESSAGES, MINE

    wrong = [
        f"{path}:{node.lineno} {node.value!r}"
        for path, tree in without_migrations().items()
        if path.startswith("participation/live/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in {*MESSAGES, *MINE}
    ]
    assert MESSAGES and not wrong, "\n".join(wrong)


def test_apps_add_what_they_bring_when_they_are_ready():
    """One place in each app tells all that it adds; nothing registers itself by being imported."""
    wrong = [
        f"{path}:{node.lineno} {ast.unparse(node.func)}"
        for path, tree in without_migrations().items()
        if not path.endswith("/apps.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and re.fullmatch(r"(live|(\w+\.)?extensions|scrub)\.(add|set)_\w+", ast.unparse(node.func))
    ]
    assert not wrong, "\n".join(wrong)
