"""`python3 -m participation` says clearly what it needs, and does nothing twice."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from queue import Queue

import pytest

from participation import __main__ as commands
from participation import environment, reloading

from .waiting import LONG


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A checkout of its own, as far as the environment's stamp goes."""
    monkeypatch.setattr(environment, "ENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "VAR", tmp_path)
    monkeypatch.setattr(commands, "VAR", tmp_path)
    monkeypatch.setattr(environment, "PYTHON", tmp_path / ".venv/python")
    monkeypatch.setattr(environment, "LOCKS", {name: tmp_path / f"{name}.lock" for name in ("demo", "test")})
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/python").touch()
    for name, lock in environment.LOCKS.items():
        lock.write_text(name)
    return tmp_path


def stamp(name):
    (environment.ENV / "lock.stamp").write_text(environment.digest(environment.LOCKS[name]))


def test_without_a_stamp_nothing_is_installed_yet(folder):
    assert not environment.is_installed("demo")


def test_the_tests_environment_serves_the_demo_but_not_the_other_way_round(folder):
    stamp("test")
    assert environment.is_installed("demo") and environment.is_installed("test")
    stamp("demo")
    assert environment.is_installed("demo") and not environment.is_installed("test")


def test_a_changed_lock_file_is_noticed(folder):
    stamp("demo")
    environment.LOCKS["demo"].write_text("other versions")
    assert not environment.is_installed("demo")


def test_an_environment_whose_python_is_gone_is_none(folder):
    stamp("demo")
    environment.PYTHON.unlink()
    assert not environment.is_installed("demo")


def test_the_secret_key_is_kept_and_nobody_else_s(folder):
    key = commands.secret_key()
    assert len(key) >= 50 and commands.secret_key() == key
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_taken_port_is_said_clearly():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Port {port} is taken"):
            commands.choose_port("127.0.0.1", port)
    assert commands.choose_port("127.0.0.1", 0) > 0


def test_a_port_nobody_asked_for_may_move(monkeypatch, capsys):
    monkeypatch.setattr(commands, "free_port", lambda host, port: port if port != 8000 else 0)
    assert commands.choose_port("127.0.0.1", None) == 8001
    assert "8001" in capsys.readouterr().err


def test_an_old_python_is_told_so(monkeypatch):
    monkeypatch.setattr(commands.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(commands.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed"):
        commands.main(["demo"])


def test_an_old_python_looks_for_a_newer_one(monkeypatch):
    started = []
    monkeypatch.setattr(commands.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(commands.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(commands, "replace_process", lambda *command: sys.exit(started.append(command)))
    with pytest.raises(SystemExit):
        commands.main(["demo", "--fresh"])
    assert started == [("/usr/bin/python3.14", "-m", "participation", "demo", "--fresh")]


def test_without_a_command_it_says_which_there_are():
    result = subprocess.run(
        [sys.executable, "-S", "-m", "participation"], capture_output=True, text=True, cwd=environment.ROOT, timeout=LONG
    )
    assert result.returncode == 1
    assert "python3 -m participation demo" in result.stderr


def test_a_step_tells_how_long_it_took(capsys):
    with environment.step("Thinking"):
        pass
    assert "Thinking: 0 s" in capsys.readouterr().err


def test_translations_are_compiled_even_if_marked_fuzzy(folder, monkeypatch):
    """Babel skips such a catalogue without a word, and the site would speak English."""
    catalogue = folder / "participation/locale/de/LC_MESSAGES/django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text('#, fuzzy\nmsgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Start"\nmsgstr "Beginnen"\n')
    monkeypatch.setattr(environment, "ROOT", folder)
    monkeypatch.setattr(environment, "is_installed", lambda what: True)
    monkeypatch.setattr(environment, "PYTHON", sys.executable)
    environment.ensure("demo")
    assert b"Beginnen" in catalogue.with_suffix(".mo").read_bytes()


# -- starting again while somebody works ----------------------------------------
@pytest.fixture
def tree(tmp_path):
    for name in ("polls/actions.py", "templates/page.html", "polls/notes.md"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("before")
    return tmp_path


@pytest.mark.parametrize("change", [lambda file: file.write_text("after"), lambda file: file.unlink()], ids=["written", "deleted"])
def test_a_source_file_that_changes_is_noticed(change, tree):
    seen = reloading.sources(tree)
    os.utime(tree / "templates/page.html", ns=(1, 1))
    change(tree / "templates/page.html")
    assert set(reloading.wait_for_change(tree, seen, 0)) == {"templates/page.html"}


def test_notes_and_what_python_writes_start_nothing_again(tree):
    seen = reloading.sources(tree)
    (tree / "polls/notes.md").write_text("after")
    (tree / "polls/actions.cpython-311.pyc").write_text("bytecode")
    assert reloading.sources(tree) == seen


@pytest.mark.slow
def test_the_demo_starts_again_with_the_same_addresses(tmp_path):
    """A copy of the project, so that no other test sees the change."""
    files = (
        subprocess.run(["git", "ls-files", "-z"], cwd=environment.ROOT, capture_output=True, check=True, timeout=LONG)
        .stdout.decode()
        .split("\0")
    )
    for name in filter(None, files):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            (tmp_path / name).write_bytes((environment.ROOT / name).read_bytes())
    (tmp_path / ".venv").symlink_to(environment.ENV)
    command = [sys.executable, "-m", "participation", "dev", "--json", "--port", "0", "--phones", "0", "--host", "127.0.0.1"]
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    server = subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, text=True)
    lines: Queue[str] = Queue()
    reader = threading.Thread(target=lambda: [lines.put(line) for line in server.stdout])
    reader.start()
    try:
        first = json.loads(lines.get(timeout=120))
        connection = http.client.HTTPConnection(first["base"].partition("//")[2], timeout=30)
        template = tmp_path / "templates/public/oops.html"
        template.write_text(template.read_text().replace("<h1", '<h1 data-changed="yes"', 1))
        second = json.loads(lines.get(timeout=120))
        assert {name for name in first if first[name] != second[name]} <= {"console", "dashboard"}  # these hold the time
        assert 'data-changed="yes"' in get(connection, "/nowhere/")[1]
        assert get(connection, first["console"].removeprefix(first["base"]))[0] == 303  # the link of before still logs in
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 143
        reader.join(30)
        server.stdout.close()
    with pytest.raises(ConnectionRefusedError):
        get(connection, "/")


def get(connection, path) -> tuple[int, str]:
    connection.request("GET", path)
    try:
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()
