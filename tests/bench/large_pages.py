"""The pages of a large town that are asked for: who asks, and for which proposal, word or page of a list."""

import random
from collections.abc import Callable, Iterator

COMMON = ("Jugendtreff", "Schule", "Bus", "Straße", "abends")
SLOW = {"export as CSV", "export as Excel"}  # of everything, asked for once
ALIKE = {"queue, everything, by support", "search, a frequent word", "figures", "overview", "public page of the town", "public status page"}
OF_ONE = {"a proposal that waits", "a proposal from a list of all by support", "public page of a proposal"}  # queries by what it has
DESK = "/dashboard/"


def pages(rng: random.Random) -> dict[str, tuple[object, Iterator[str]]]:
    """By name: a browser that asks, and addresses without end. Clara is the mayor of the largest town."""
    from django.test import Client

    from participation.accounts.models import Membership, Municipality

    town = Municipality.objects.get(slug="aubrueck")
    clara, nobody = Client(), Client()
    clara.force_login(Membership.objects.get(municipality=town, role="mayor").user)
    return {name: (clara, endless(make)) for name, make in of_staff(town, rng).items()} | {
        name: (nobody, endless(make)) for name, make in of_everybody(town, rng).items()
    }


def endless(make: Callable[[], str]) -> Iterator[str]:
    while True:
        yield make()


def of_staff(town, rng: random.Random) -> dict[str, Callable[[], str]]:
    from participation.proposals.models import OPEN, Proposal
    from workshops.models import TradeOff

    theirs = Proposal.objects.public().filter(municipality=town)
    keys, waiting = list(theirs.values_list("pk", flat=True)), list(theirs.filter(state__in=OPEN).values_list("pk", flat=True))
    tradeoffs, last = list(TradeOff.objects.filter(municipality=town).values_list("pk", flat=True)), max(1, len(keys) // 50)
    year, rare = latest_year(town), rare_words(town)
    return {
        "queue": lambda: DESK,
        "queue, filtered, by support": lambda: f"{DESK}?state=answered&sort=support&tradeoff={rng.choice(tradeoffs)}",
        "queue, everything, by support": lambda: f"{DESK}?state=all&sort=support&page={rng.randint(1, min(9, last))}",
        "queue, page 500": lambda: f"{DESK}?state=all&page={min(500, last) - rng.randrange(min(9, last))}",
        "search, a frequent word": lambda: f"{DESK}?state=all&q={rng.choice(COMMON)}",
        "search, a rare word": lambda: f"{DESK}?state=all&q={rng.choice(rare)}",
        "search, a number": lambda: f"{DESK}?state=all&q={year}-{rng.randint(1, 99)}",
        "a proposal that waits": lambda: f"{DESK}{rng.choice(waiting)}/",
        "a proposal from a list of all by support": lambda: f"{DESK}{rng.choice(keys)}/?state=all&sort=support",
        "figures": lambda: f"{DESK}figures/",
        "overview": lambda: f"{DESK}overview/",
        "conversations": lambda: "/conversations/",
        "export as CSV": lambda: f"{DESK}proposals.csv?state=all",
        "export as Excel": lambda: f"{DESK}proposals.xlsx?state=all",
    }


def of_everybody(town, rng: random.Random) -> dict[str, Callable[[], str]]:
    from participation.proposals.models import Proposal

    keys, year = list(Proposal.objects.public().filter(municipality=town).values_list("pk", flat=True)), latest_year(town)
    return {
        "public page of the town": lambda: f"/m/{town.slug}/",
        "public status page": lambda: f"/m/{town.slug}/status/?year={year - rng.randrange(2)}",
        "public list of one group": lambda: f"/m/{town.slug}/status/?year={year}&group=rejected&page={rng.randint(1, 20)}",
        "public archive of workshops": lambda: f"/m/{town.slug}/workshops/",
        "public rules of moderation": lambda: f"/m/{town.slug}/moderation/",
        "public page of a proposal": lambda: f"/p/{rng.choice(keys)}/",
    }


def rare_words(town) -> list[str]:
    """Words that are in the fewest proposals of the town, in whatever size it was filled: each is in one at least."""
    from django.db.models import Count

    from participation.proposals.models import SearchEntry

    entries = SearchEntry.objects.filter(proposal__municipality=town, word__regex=r"^[a-z]{10,}$").order_by().values_list("word")
    return [word for word, _many in entries.annotate(many=Count("proposal_id")).order_by("many", "word")[:8]]


def latest_year(town) -> int:
    from django.db.models import Max

    from participation.proposals.models import Proposal

    return Proposal.objects.public().filter(municipality=town).aggregate(last=Max("year"))["last"]
