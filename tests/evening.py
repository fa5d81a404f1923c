"""What the tests do with an evening: ask, press the main button, and hold a phone."""

from django.test import Client
from django.utils import timezone

QUESTIONS = {
    "slider": {"pole_a": {"de": "Mehr Bäume"}, "pole_b": {"de": "Mehr Parkplätze"}},
    "single_choice": {"options": [{"id": 1, "label": {"de": "Bäume"}}, {"id": 2, "label": {"de": "Parkplätze"}}]},
    "points": {
        "options": [{"id": 1, "label": {"de": "Nachtbus"}}, {"id": 2, "label": {"de": "Radweg"}}, {"id": 3, "label": {"de": "Jugendclub"}}]
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


class Phone:
    """Somebody in the room: identity, cookie, and a browser that holds it."""

    def __init__(self, workshop, nonce):
        from participation.live.identity import cookie_name, cookie_value
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
        from participation.live.register import ask

        seq = seq or self.seqs.get(poll.pk, 0) + 1
        frame = {"t": "vote", "poll": poll.pk, "seq": seq, "answer": answer}
        reply = ask(self.identity, frame, "de").result(timeout=10)
        if reply["status"] == "saved":
            self.seqs[poll.pk] = seq
        return reply
