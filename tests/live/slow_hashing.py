"""The tests' settings with passwords that take minutes: so a test sees who waits for them, on a fast machine and on a busy one."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from ..settings import *  # noqa: F403


class SlowHasher(PBKDF2PasswordHasher):
    iterations = 400_000_000


PASSWORD_HASHERS = ["tests.live.slow_hashing.SlowHasher"]
