"""Promises broken on purpose: each function changes one line of the server it runs in. Only tests/faults/launch.py calls them;
those of secrecy are in tests/secrecy/mutants.py.

A scenario that passes in spite of its mutant proves nothing; tests/faults/test_mutants.py sees to it that none does.
"""

from . import limits, rooms, storage  # noqa: F401  (they register themselves)
from .registry import MUTANTS

__all__ = ["MUTANTS"]
