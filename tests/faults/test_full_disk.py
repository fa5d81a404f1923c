"""The disk is full: ballots hear `busy`, what was acknowledged stays, and voting goes on as soon as there is room again."""

import os
import resource
import subprocess
from pathlib import Path

import pytest

from ..waiting import LONG
from .conftest import size
from .hall import Hall
from .outage import outage
from .reckoning import require


def full(hall: Hall, begin, finish, seconds: float = 3) -> dict[str, object]:
    figures = outage(hall, begin, finish, seconds=seconds)
    if seconds > 8:
        require(figures["busy"], "nobody was told to try again")
    return figures


def not_a_byte(hall: Hall, seconds: float = 3) -> dict[str, object]:
    """The system takes no byte more from the server for any file."""

    def limit(size: int):
        return lambda: resource.prlimit(hall.servers[-1].process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    figures = full(hall, limit(0), limit(resource.RLIM_INFINITY), seconds)
    require(not figures["saved"], "a ballot is said to be saved that can't be")
    return figures


def test_not_a_byte_more(hall, report):
    report(**not_a_byte(hall, size(20, 10)))


class TestSmallDisk:
    @pytest.fixture
    def disk(self, tmp_path):
        """A real file system of eight megabytes, in memory."""
        place = tmp_path / "disk"
        place.mkdir()
        if (
            os.geteuid()
            or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", place], capture_output=True, timeout=LONG).returncode
        ):
            pytest.skip("A small disk can be mounted by root only; the test above limits files instead.")
        yield place
        subprocess.run(["umount", "--lazy", place], check=True, timeout=LONG)

    def test_a_file_system_that_fills_up(self, hall, disk, report):
        ballast = Path(disk / "ballast")

        def fill() -> None:
            with ballast.open("wb", buffering=0) as file:
                try:
                    while file.write(b"x" * 4096):
                        pass
                except OSError:
                    return

        report(**full(hall, fill, ballast.unlink, size(20, 10)))
