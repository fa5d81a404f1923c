"""Fills an empty site with a large invented town and a few small ones, to see whether lists, search and figures stay fast.

Rows are inserted in bulk, so nothing here takes the way of a real evening. The words of the search are those that production finds.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import connection, transaction
from django.utils import timezone

from participation.accounts.actions import confirm_address, create_staff
from participation.accounts.models import Municipality, User
from participation.live.models import Room
from participation.proposals.actions.indexing import index_many
from participation.proposals.models import Proposal, Support
from polls.keyed import insert_rows
from polls.kinds import KINDS
from polls.models import Poll
from workshops.actions import adopt_tradeoff
from workshops.content import TRADEOFFS
from workshops.models import AgendaItem, TradeOff, Workshop
from workshops.refused import Refused

from .actions import found_town
from .large_history import Historian, Rows
from .large_words import PLACES

TOWNS = {"aubrueck": ("Aubrück", 90), "birkenfurt": ("Birkenfurt", 4), "dornwalde": ("Dornwalde", 3), "eschental": ("Eschental", 3)}
STAFF = {
    "officer": ("Jonas Ritter", "Amira Sommer", "Peter Lange", "Lena Vogt", "Olga Berger"),
    "mayor": ("Clara Brandt",),
    "facilitator": ("Ben Hartmann", "Hanna Kurz"),
    "council": ("Emil Sander", "Frieda Thal", "Karl Unger"),
}
TALLIES, VOTERS = 40, (12, 60)
CHUNK = 100  # workshops that are written together


@dataclass(frozen=True, slots=True)
class Size:
    """How much there will be in all towns together, over so many years."""

    proposals: int = 50_000
    supports: int = 500_000
    contributions: int = 200_000
    workshops: int = 2_000
    years: int = 5


def fill(*, size: Size, seed: int, say: Callable[[str], None]) -> Municipality:
    """Fill the towns and return the largest one. The same seed makes the same towns, as seen from today.

    Raises Refused if the site has a town that was not invented, or if it was filled before.
    """
    if Municipality.objects.filter(is_invented=False).exists():
        raise Refused("This site has a real town. Large invented ones go only into a database of their own.")
    if Municipality.objects.filter(slug__in=TOWNS).exists():
        raise Refused("This site has been filled already. Use an empty database.")
    if size.workshops < 20 * len(TOWNS) or size.proposals < size.workshops:
        raise Refused("Ask for at least eighty workshops, and for one proposal for each of them.")
    _prepare_database()
    rng, now = Random(seed), timezone.localtime().replace(second=0, microsecond=0)
    towns = [_found(slug, name) for slug, (name, _share) in TOWNS.items()]
    shares = [share for _name, share in TOWNS.values()]
    for town, share in zip(towns, shares, strict=True):
        say(f"{town.name} …")
        _fill_town(town, Size(*(share * all_of // 100 for all_of in _amounts(size)), years=size.years), rng, now, say)
    say("The words of the search …")
    index_many(Proposal.objects.all())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # as autovacuum would do within minutes; until then a search may take hours
            cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE")
    return towns[0]


def _amounts(size: Size) -> tuple[int, ...]:
    return size.proposals, size.supports, size.contributions, size.workshops


def _prepare_database() -> None:
    """A larger cache for this connection: SQLite's own holds two megabytes, and rows with random keys go everywhere."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -400000")


def _found(slug: str, name: str) -> Municipality:
    town = found_town(slug=slug, name=name)
    for content in TRADEOFFS:
        adopt_tradeoff(municipality=town, content=content)
    for role, names in STAFF.items():
        for person in names:
            address = f"{person.split()[0].lower()}@{slug}.example"
            confirm_address(user=create_staff(municipality=town, email=address, name=person, role=role, password=None, existing=True))
    return town


def _fill_town(town: Municipality, size: Size, rng: Random, now: datetime, say: Callable[[str], None]) -> None:
    staff = list(User.objects.filter(memberships__municipality=town).order_by("pk"))
    historian = Historian(rng, town, staff, now)
    starts = _starts(size, rng, now)
    ended = [start for start in starts if start < now - timedelta(days=1)]
    proposals = Counter(rng.choices(range(len(ended)), [rng.lognormvariate(0, 0.5) for _evening in ended], k=size.proposals))
    said = Counter(
        rng.choices(range(size.proposals), [rng.paretovariate(1.5) for _proposal in range(size.proposals)], k=size.contributions)
    )
    supported = Counter(rng.choices(range(size.proposals), _popularity(size.proposals, rng), k=size.supports))
    tallies = [_tally(rng) for _poll in range(TALLIES)]
    told = 0
    for first in range(0, len(starts), CHUNK):
        with transaction.atomic():
            evenings = _workshops(town, starts[first : first + CHUNK], rng, now, tallies)
            rows = Rows()
            for place, workshop in enumerate(evenings, first):
                for _proposal in range(proposals[place]):
                    historian.tell(rows, workshop, said[told + len(rows.proposals)])
            _store(rows, [supported[told + place] for place in range(len(rows.proposals))], rng)
            told += len(rows.proposals)
        say(f"  {min(first + CHUNK, len(starts))} workshops, {told} proposals")


def _starts(size: Size, rng: Random, now: datetime) -> list[datetime]:
    """When the evenings begin: spread over the years, a few of them still to come, the earliest first."""
    first = now - timedelta(days=365 * size.years)
    days = [rng.uniform(0, 365 * size.years + 20) for _evening in range(size.workshops)]
    return sorted((first + timedelta(days=int(day))).replace(hour=17, minute=0) for day in days)


def _popularity(many: int, rng: Random) -> list[float]:
    """How likely a support goes to each proposal: most get a few, some get hundreds."""
    return [min(rng.paretovariate(1.1), 60) for _proposal in range(many)]


def _tally(rng: Random) -> dict:
    lean = rng.randrange(20, 81)
    votes = [min(100, max(0, 5 * round(rng.gauss(lean, 22) / 5))) for _voter in range(rng.randint(*VOTERS))]
    return KINDS["slider"].tally(None, [{"value": vote} for vote in votes])


def _workshops(town: Municipality, starts: list[datetime], rng: Random, now: datetime, tallies: list[dict]) -> list[Workshop]:
    """Evenings of the town. Those that are over have asked one question, and nobody's keys are left of them."""
    tradeoffs, venue = list(TradeOff.objects.filter(municipality=town)), ("Jugendtreff", "Schule", "Rathaus")
    rooms = Room.objects.bulk_create(Room() for _start in starts)
    evenings = []
    for start, room in zip(starts, rooms, strict=True):
        tradeoff, end = rng.choice(tradeoffs), start + timedelta(hours=2)
        words = {"title": {"de": f"{tradeoff.title} in {rng.choice(PLACES)}"}, "place": f"{rng.choice(venue)} {rng.choice(PLACES[:10])}"}
        evening = Workshop(municipality=town, tradeoff=tradeoff, room=room, starts_at=start, ends_at=end, notice="announced", **words)
        if start < now - timedelta(days=1):
            evening.state, evening.ended_at, evening.last_step_at = Workshop.State.ENDED, end, end
            evening.forgotten_at = end + timedelta(days=1)
        evenings.append(evening)
    Workshop.objects.bulk_create(evenings)
    over = [evening for evening in evenings if evening.state == Workshop.State.ENDED]
    items = AgendaItem.objects.bulk_create(
        AgendaItem(workshop=each, position=1, kind="poll", title={"de": "Wo stehst du?"}, finished_at=each.ended_at) for each in over
    )
    polls = []
    for item, evening in zip(items, over, strict=True):
        words = {name: getattr(evening.tradeoff, name) for name in ("pole_a", "pole_b")}
        times = dict.fromkeys(("opened_at", "closed_at", "final_at"), evening.ended_at)
        asked = {"question": {"de": "Was soll vorgehen?"}, "tally": rng.choice(tallies), **words, **times}
        polls.append(Poll(item=item, kind="slider", state=Poll.State.REVEALED, **asked))
    Poll.objects.bulk_create(polls)
    return evenings


def _store(rows: Rows, supported: list[int], rng: Random) -> None:
    for proposal, many in zip(rows.proposals, supported, strict=True):
        proposal.total_supports = proposal.room_supports + many
    Proposal.objects.bulk_create(rows.proposals)
    for each in (rows.events, rows.responses, rows.milestones, rows.assessments, rows.contributions, rows.mentions, rows.decisions):
        if each:
            type(each[0])._default_manager.bulk_create(each)
    if rows.reports:
        type(rows.reports[0]).objects.bulk_create(rows.reports)
    keyed = zip((proposal.pk for proposal in rows.proposals), supported, strict=True)
    keys = ((pk, key) for pk, many in sorted(keyed) for key in sorted(rng.randbytes(32) for _one in range(many)))
    insert_rows(Support._meta.db_table, ("proposal_id", "key", "place"), ((pk, key, "public") for pk, key in keys))
