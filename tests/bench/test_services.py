"""Where PostgreSQL or Redis is missing, the bench says so and measures the rest."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from . import processes, services
from .services import Missing, Postgres, redis


@pytest.fixture
def bare_machine(monkeypatch):
    """Neither is installed."""
    monkeypatch.setattr(services, "postgres", lambda program: f"/nowhere/{program}")
    monkeypatch.setattr(services.shutil, "which", lambda program: None)


def test_it_says_what_to_install(bare_machine, tmp_path):
    with pytest.raises(Missing, match="apt install postgresql"):
        Postgres(tmp_path, tmp_path)
    with pytest.raises(Missing, match="apt install redis-server"), redis(tmp_path):
        pass


class Ground:
    static = None

    def __init__(self, folder):
        self.folder = folder

    def new_folder(self):
        return self.folder

    @contextmanager
    def folder_of_its_own(self):
        yield self.folder


def test_what_needs_them_is_not_measured_and_has_not_failed(bare_machine, tmp_path):
    (figure,) = processes.measure(SimpleNamespace(ground=Ground(tmp_path)))
    assert (figure.value, figure.holds, figure.failed) == (None, None, "")
    assert "PostgreSQL is not installed" in figure.missing


def test_without_redis_the_cluster_is_stopped(monkeypatch, tmp_path):
    stopped = []
    monkeypatch.setattr(services.shutil, "which", lambda program: None)
    monkeypatch.setattr(processes, "Postgres", lambda folder, static: SimpleNamespace(stop=lambda: stopped.append(True)))
    (figure,) = processes.measure(SimpleNamespace(ground=Ground(tmp_path)))
    assert "Redis is not installed" in figure.missing
    assert stopped == [True]
