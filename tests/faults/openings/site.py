"""The site as a whole: its key, its cookies, its files, its backups."""

from .registry import watched_by


@watched_by("tests/test_addresses.py::test_a_key_that_can_be_guessed_is_refused")
def any_key_will_do() -> None:
    from participation import secret_key

    secret_key.SHORTEST = 0


@watched_by("tests/accounts/test_https.py::test_every_cookie_is_for_this_host_alone")
def cookies_of_any_neighbour() -> None:
    from participation.live.guards import identity

    identity.cookie_name.__code__ = (lambda room: f"participant_{room}").__code__


@watched_by("tests/live/test_proxies.py::test_the_server_keeps_its_own_files_to_itself")
def serves_its_own_files() -> None:
    from participation.middleware import StaticFiles

    del StaticFiles.add_file_to_dictionary


@watched_by("tests/management/test_backup.py::test_what_this_site_never_made_is_not_restored")
def restores_whatever_it_finds() -> None:
    from participation.management import schema

    schema.refuse.__code__ = (lambda strange: None).__code__


@watched_by("tests/live/test_guards.py::test_who_waits_too_long_for_a_turn_is_told_to_come_again")
def requests_wait_for_ever() -> None:
    from dataclasses import replace

    from participation import threads

    for name in ("EVERYBODY", "STAFF", "LOGIN"):
        setattr(threads, name, replace(getattr(threads, name), patience=3600.0))
