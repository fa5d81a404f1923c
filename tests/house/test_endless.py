"""Whatever waits for something else has a limit, in the product and in the tests: else one that hangs holds up a stop, or a whole run."""

import ast

from .reading import ROOT, parsed, sources, tracked

BLOCKING = {"join", "wait", "result", "communicate", "acquire"}  # of threads, processes, futures, events, locks
PROGRAMS = {"run", "call", "check_call", "check_output"}  # of subprocess
ALLOWED = {
    "participation/environment.py subprocess.run(arguments, env=environment)": "on Windows it stands for the program itself",
    "tests/e2e/test_engines.py self.join()": "a method of its own",
    "tests/e2e/test_spoken_evening.py evening.join()": "a method of its own",
}


def endless(tree: ast.Module):
    """(line, call) of each call that waits without a limit. What is awaited is left to whoever awaits it."""
    awaited: set[int] = set()
    for node in ast.walk(tree):  # from outside to inside
        if isinstance(node, ast.Await):
            awaited.add(id(node.value))
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner, name = ast.unparse(node.func.value), node.func.attr
        if owner == "asyncio":
            awaited |= {id(argument) for argument in node.args}
        is_program = owner == "subprocess" and name in PROGRAMS and "timeout" not in {keyword.arg for keyword in node.keywords}
        if id(node) not in awaited and (is_program or name in BLOCKING and not node.args and not node.keywords):
            yield node.lineno, ast.unparse(node)


def test_nothing_waits_without_a_limit():
    found = [(path, line, call) for path in tracked() if path.endswith(".py") for line, call in endless(parsed((ROOT / path).read_text()))]
    wrong = [f"{path}:{line} {call}" for path, line, call in found if f"{path} {call}" not in ALLOWED]
    assert not wrong, "\n".join(wrong)
    assert {f"{path} {call}" for path, _line, call in found} == set(ALLOWED)


def test_event_loops_are_run_in_one_place():
    """`asyncio.run` waits for ever for a task that loses its one cancellation; `participation.tasks.run` does not."""
    users = {path for path, tree in sources().items() for node in ast.walk(tree) if ast.unparse(node) == "asyncio.run"}
    assert users == {"participation/tasks.py"}
