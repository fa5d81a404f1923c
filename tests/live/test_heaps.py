"""Memory that one thread gave back serves the others, too."""

import platform
import subprocess
import sys

import pytest

from ..waiting import LONG

PROGRAM = """
import ctypes, sys, threading
from participation.live.wire.server import limit_heaps
limit_heaps() if sys.argv[1] == "shared" else None
together = threading.Barrier(8)
def work(): return together.wait(), [bytearray(4000) for _piece in range(2000)], together.wait()
threads = [threading.Thread(target=work) for _thread in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
library = ctypes.CDLL(None)
library.malloc_info(0, ctypes.c_void_p.in_dll(library, "stdout"))
library.fflush(None)
"""


def heaps(how: str) -> int:
    """How many heaps a process with eight busy threads has."""
    run = subprocess.run([sys.executable, "-c", PROGRAM, how], capture_output=True, text=True, check=True, timeout=LONG)
    return run.stdout.count("<heap nr=")


@pytest.mark.slow
@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only GNU's C library has several heaps")
def test_threads_share_two_heaps():
    assert heaps("shared") <= 2 < heaps("as they come")
