"""What the tests do with an evening: ask, press the main button, and hold a phone."""

from datetime import timedelta

from django.db import transaction
from django.test import Client
from django.utils import timezone

QUESTIONS = {
    "slider": {"pole_a": {"de": "Mehr Bäume"}, "pole_b": {"de": "Mehr Parkplätze"}},
    "single_choice": {"options": [{"id": 1, "label": {"de": "Bäume"}}, {"id": 2, "label": {"de": "Parkplätze"}}]},
    "multiple_choice": {
        "options": [{"id": 1, "label": {"de": "Bäume"}}, {"id": 2, "label": {"de": "Bänke"}}, {"id": 3, "label": {"de": "Brunnen"}}],
        "settings": {"min": 1, "max": 2},
    },
    "dots": {
        "options": [{"id": 1, "label": {"de": "Nachtbus"}}, {"id": 2, "label": {"de": "Proberaum"}}, {"id": 3, "label": {"de": "Radweg"}}],
        "settings": {"number": 4, "most": 3},
    },
    "resistance": {
        "options": [
            {"id": 1, "label": {"de": "Hütehunde bezahlen"}},
            {"id": 2, "label": {"de": "Weiden aufgeben"}},
            {"id": 3, "label": {"de": "Alles bleibt, wie es ist"}, "passive": True},
        ]
    },
    "points": {
        "options": [{"id": 1, "label": {"de": "Nachtbus"}}, {"id": 2, "label": {"de": "Radweg"}}, {"id": 3, "label": {"de": "Jugendclub"}}]
    },
    "budget": {
        "options": [
            {"id": 1, "label": {"de": "Nachtbus"}, "cost": 24_000},
            {"id": 2, "label": {"de": "Radweg"}, "cost": 18_000},
            {"id": 3, "label": {"de": "Jugendclub"}, "cost": 30_000},
        ],
        "settings": {"cap": 50_000},
    },
    "ranking": {
        "options": [{"id": 1, "label": {"de": "Nachtbus"}}, {"id": 2, "label": {"de": "Radweg"}}, {"id": 3, "label": {"de": "Jugendclub"}}]
    },
    "criteria": {
        "options": [
            {"id": 1, "label": {"de": "Bürgerwindrad"}},
            {"id": 2, "label": {"de": "Solar auf alle Dächer"}},
            {"id": 3, "label": {"de": "Alles bleibt, wie es ist"}},
        ],
        "settings": {
            "criteria": [
                {"id": 1, "label": {"de": "Viel Strom fürs Klima"}, "dimension": "environment"},
                {"id": 2, "label": {"de": "Ruhe für alle, die nahe wohnen"}, "dimension": "community"},
                {"id": 3, "label": {"de": "Das Geld bleibt im Ort"}, "dimension": "money"},
            ],
            "room_scores": True,
            "experts": [[8, 4, 7], [6, 8, 5], [0, 9, 2]],
            "administration": [],
        },
    },
    "pairwise": {
        "options": [{"id": 1, "label": {"de": "Nachtbus"}}, {"id": 2, "label": {"de": "Radweg"}}, {"id": 3, "label": {"de": "Jugendclub"}}]
    },
    "statements": {
        "options": [
            {"id": 1, "label": {"de": "Mehr Bäume"}},
            {"id": 2, "label": {"de": "Weniger Autos"}},
            {"id": 3, "label": {"de": "Bänke"}},
        ]
    },
    "grid": {"pole_a": {"de": "Mehr Windstrom"}, "pole_b": {"de": "Ruhe für Tiere"}},
    "knowledge": {
        "options": [{"id": 1, "label": {"de": "4.100 Haushalte"}}, {"id": 2, "label": {"de": "9.300 Haushalte"}}],
        "settings": {"right": 2, "fact": {"de": "So viel Strom haben die 14 Windräder erzeugt."}, "source": {"de": "Gemeindewerke, 2025"}},
    },
    "words": {},
}


def new_workshop(*, municipality, tradeoff, by, **fields):
    from workshops.actions import create_workshop

    values = {"title": {"de": "Bäume oder Parkplätze"}, "starts_at": timezone.now(), "place": "Jugendclub"}
    return create_workshop(municipality=municipality, by=by, tradeoff=tradeoff, **values | fields)


def ask(workshop, kind="slider", by=None, **values):
    """A poll item at the end of the agenda; gives its poll."""
    from polls.actions import set_poll

    question = {"question": {"de": "Was kommt auf den Markt?", "en": "What goes on the market square?"}}
    item = set_poll(workshop=workshop, kind=kind, by=by, **question | QUESTIONS.get(kind, {}) | values)
    return item.polls.get()


def press(workshop, times=1, by=None):
    """The console's main button: start, open, close, reveal, next, …"""
    from workshops.actions import next_step

    for _press in range(times):
        workshop.refresh_from_db()
        next_step(workshop=workshop, revision=workshop.step, by=by)
    workshop.refresh_from_db()
    return workshop


def stop_the_clock(workshop):
    """What may be undone or stopped for ten seconds from now can be for an hour: no browser has to be fast."""
    from participation.live.actions import raise_version
    from polls.models import Poll
    from workshops.models import Step, Workshop

    later = timezone.now() + timedelta(hours=1)
    with transaction.atomic():
        raise_version(workshop.room_id)
        Step.objects.filter(workshop=workshop).update(at=later)
        Poll.objects.filter(item__workshop=workshop, state=Poll.State.CLOSED, final_at=None).update(closed_at=later)
        Workshop.objects.filter(pk=workshop.pk).exclude(ending_at=None).update(ending_at=later)


class Phone:
    """Somebody in the room: identity, cookie, and a browser that holds it."""

    def __init__(self, workshop, nonce):
        from participation.live.guards.identity import cookie_name, cookie_value
        from workshops.actions import join

        self.workshop = workshop
        joined = join(workshop=workshop, nonce=nonce)
        self.participant, self.identity = joined.participant, joined.identity
        self.cookie = (cookie_name(workshop.room.slug), cookie_value(self.identity))
        self.browser = Client()
        self.browser.cookies[self.cookie[0]] = self.cookie[1]
        self.seqs: dict[int, int] = {}

    @property
    def headers(self):
        """For a WebSocket of this phone."""
        return [(b"host", b"testserver"), (b"origin", b"http://testserver"), (b"cookie", "=".join(self.cookie).encode())]

    def vote(self, poll, answer, seq=None):
        """The ack of a ballot, as a socket would get it."""
        from participation.live.extensions import ask

        seq = seq or self.seqs.get(poll.pk, 0) + 1
        frame = {"t": "vote", "poll": poll.pk, "seq": seq, "answer": answer}
        reply = ask(self.identity, frame, "de").result(timeout=10)
        if reply["status"] == "saved":
            self.seqs[poll.pk] = seq
        return reply
