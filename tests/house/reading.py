"""What the rules look at: the files of the project, their syntax trees, imports and templates."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("participation", "workshops", "polls")


def tracked() -> list[str]:
    """The path of every file that belongs to the project."""
    return subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout.split("\n")[:-1]


@cache
def sources() -> dict[str, ast.Module]:
    """Every Python file of the product by its path."""
    files = [file for folder in CODE for file in sorted((ROOT / folder).rglob("*.py"))]
    return {file.relative_to(ROOT).as_posix(): parsed(file.read_text()) for file in files}


def parsed(code: str) -> ast.Module:
    """Python 3.11 miscounts its depth when another thread parses in the same moment; then once more."""
    try:
        return ast.parse(code)
    except SystemError:
        return ast.parse(code)


def without_migrations() -> dict[str, ast.Module]:
    return {path: tree for path, tree in sources().items() if "/migrations/" not in path}


def templates() -> dict[str, str]:
    files = [file for folder in ("templates", *CODE) for file in sorted((ROOT / folder).rglob("*.html"))]
    return {file.relative_to(ROOT).as_posix(): file.read_text() for file in files}


def module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


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
