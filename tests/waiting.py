"""How tests wait for what other processes do, and where they listen: nothing here depends on how fast the machine is."""

import random
import socket
import time
from contextlib import suppress

PATIENCE = 60  # seconds; who waits goes on as soon as it is so, only a test that fails takes this long
LONG = 5 * PATIENCE  # seconds, for a program that works to its end


def until(question, told=lambda: "", seconds: float = PATIENCE, every: float = 0.05, page=None):
    """Ask again and again until the answer is true; gives the answer. `told` says what is seen instead.

    `page`: what happens in Playwright's page meanwhile reaches the test only while the page itself waits."""
    deadline = time.monotonic() + seconds
    while True:
        is_last = time.monotonic() > deadline  # also who has slept through all that time looks once more
        if answer := question():
            return answer
        if is_last:
            raise AssertionError(f"not within {seconds:.0f} s: {told()}")
        page.wait_for_timeout(1000 * every) if page else time.sleep(every)


def free_port() -> int:
    """A port below those that the kernel gives to connections: nobody gets it by chance before it is used."""
    while True:
        port = random.SystemRandom().randrange(20_000, 30_000)
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
