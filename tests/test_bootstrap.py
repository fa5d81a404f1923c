"""`python3 -m participation` says clearly what it needs, and does nothing twice."""

import socket
import subprocess
import sys

import pytest

from participation import __main__ as bootstrap


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A checkout of its own, as far as the environment's stamp goes."""
    monkeypatch.setattr(bootstrap, "ENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "VAR", tmp_path)
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / ".venv/python")
    monkeypatch.setattr(bootstrap, "LOCKS", {name: tmp_path / f"{name}.lock" for name in ("demo", "test")})
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/python").touch()
    for name, lock in bootstrap.LOCKS.items():
        lock.write_text(name)
    return tmp_path


def stamp(name):
    (bootstrap.ENV / "lock.stamp").write_text(bootstrap.digest(bootstrap.LOCKS[name]))


def test_without_a_stamp_nothing_is_installed_yet(folder):
    assert not bootstrap.is_installed("demo")


def test_the_tests_environment_serves_the_demo_but_not_the_other_way_round(folder):
    stamp("test")
    assert bootstrap.is_installed("demo") and bootstrap.is_installed("test")
    stamp("demo")
    assert bootstrap.is_installed("demo") and not bootstrap.is_installed("test")


def test_a_changed_lock_file_is_noticed(folder):
    stamp("demo")
    bootstrap.LOCKS["demo"].write_text("other versions")
    assert not bootstrap.is_installed("demo")


def test_an_environment_whose_python_is_gone_is_none(folder):
    stamp("demo")
    bootstrap.PYTHON.unlink()
    assert not bootstrap.is_installed("demo")


def test_the_secret_key_is_kept_and_nobody_else_s(folder):
    key = bootstrap.secret_key()
    assert len(key) >= 50 and bootstrap.secret_key() == key
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_taken_port_is_said_clearly():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Port {port} is taken"):
            bootstrap.choose_port("127.0.0.1", port)
    assert bootstrap.choose_port("127.0.0.1", 0) > 0


def test_a_port_nobody_asked_for_may_move(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "is_free", lambda host, port: port if port != 8000 else 0)
    assert bootstrap.choose_port("127.0.0.1", None) == 8001
    assert "8001" in capsys.readouterr().err


def test_an_old_python_is_told_so(monkeypatch):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed"):
        bootstrap.main(["demo"])


def test_an_old_python_looks_for_a_newer_one(monkeypatch):
    started = []
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(bootstrap, "replace_process", lambda *command: sys.exit(started.append(command)))
    with pytest.raises(SystemExit):
        bootstrap.main(["demo", "--fresh"])
    assert started == [("/usr/bin/python3.14", "-m", "participation", "demo", "--fresh")]


def test_without_a_command_it_says_which_there_are():
    result = subprocess.run([sys.executable, "-S", "-m", "participation"], capture_output=True, text=True, cwd=bootstrap.ROOT)
    assert result.returncode == 1
    assert "python3 -m participation demo" in result.stderr


def test_a_step_tells_how_long_it_took(capsys):
    with bootstrap.step("Thinking"):
        pass
    assert "Thinking: 0 s" in capsys.readouterr().err


def test_translations_are_compiled_even_if_marked_fuzzy(folder, monkeypatch):
    """Babel skips such a catalogue without a word, and the site would speak English."""
    catalogue = folder / "participation/locale/de/LC_MESSAGES/django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text('#, fuzzy\nmsgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Start"\nmsgstr "Beginnen"\n')
    monkeypatch.setattr(bootstrap, "ROOT", folder)
    monkeypatch.setattr(bootstrap, "is_installed", lambda what: True)
    monkeypatch.setattr(bootstrap, "PYTHON", sys.executable)
    bootstrap.ensure("demo")
    assert b"Beginnen" in catalogue.with_suffix(".mo").read_bytes()
