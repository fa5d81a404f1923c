"""Promises broken on purpose: each function changes one line of the server it runs in. Only tests/faults/launch.py calls them.

A scenario that passes in spite of its mutant proves nothing; tests/faults/test_mutants.py sees to it that none does.
"""

from collections.abc import Callable
from dataclasses import replace

MUTANTS: dict[str, Callable[[], None]] = {}


def mutant(patch: Callable[[], None]) -> Callable[[], None]:
    MUTANTS[patch.__name__] = patch
    return patch


@mutant
def says_saved_before_the_commit() -> None:
    """The classic: the answer is out, the disk comes later."""
    import time

    from participation.live import writer

    commit = writer._commit

    def hasty(batch, *, patience):
        for _handler, _item, future in batch:
            future.set_result({"status": "saved"})
        time.sleep(0.4)
        commit([(handler, item, writer.Future()) for handler, item, _future in batch], patience=patience)

    writer._commit = hasty


@mutant
def a_row_for_every_tap() -> None:
    """As if no key were unique."""
    import os

    from polls import handlers

    read = handlers.read
    handlers.read = lambda *arguments: replace(read(*arguments), key=os.urandom(32))
