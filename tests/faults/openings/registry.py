"""What there is to open, and the test that must notice."""

from collections.abc import Callable

OPENINGS: dict[str, tuple[Callable[[], None], str]] = {}


def watched_by(test: str):
    """Decorator: keeps a function that breaks one line of the product, with the test (file::name) that must fail then."""

    def keep(opening: Callable[[], None]) -> Callable[[], None]:
        OPENINGS[opening.__name__] = opening, test
        return opening

    return keep
