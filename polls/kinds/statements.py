"""Each person agrees, disagrees or is undecided on each of several statements."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from participation.texts import isolated, text
from polls.floors import PAIR_FLOOR, ROOM_FLOOR
from polls.pictures.stage_space import rows_height
from polls.pictures.statements import statements_picture
from workshops import purposes

from .base import (
    Answer,
    Asked,
    Cleaned,
    InvalidAnswer,
    Kind,
    Shift,
    Tally,
    counted_options,
    expect_keys,
    labels,
    listed,
    quoted,
)
from .offered import offered_ids

AGREE, PASS, DISAGREE = 1, 0, -1
NAMES = {AGREE: "agree", PASS: "pass", DISAGREE: "disagree"}
VOTES = frozenset(NAMES)
MOST_STATEMENTS = 40


class Statements(Kind):
    """The most agreed and the most divisive statements.

    Most agreed is the statement with the most people who agree; if several are tied, the one with the fewest who disagree.

    Most divisive is the statement with the largest 4ad / ((a + d)·n), where a agree and d disagree of n ballots. This is the variance
    4ad / (a + d)² of the votes +1 and −1, which DiMaggio, Evans and Bryson (1996, "Have Americans' social attitudes become more
    polarized?") use as a measure of polarization, times the share (a + d) / n of people who took a side. It is 1 if half agree and
    half disagree, and 0 if one side has no votes.
    """

    slug = "statements"
    name = gettext_lazy("Statements")
    hint = gettext_lazy("Agree, disagree or pass: where do almost all agree?")
    icon = "list-checks"
    purpose = purposes.COMMON_GROUND
    minutes = 6
    people = (12, 300)
    has_options = True
    can_pair = True
    shift_adds_up = True
    option_name = gettext_lazy("Statement")
    option_length = 100
    most_options = MOST_STATEMENTS
    prompt = gettext_lazy("Say on your phone which statements you agree with.")

    def clean(self, poll: Asked, raw: Any) -> Cleaned:
        """`{"votes": {"31": 1, "32": -1}}`: 1 agree, 0 undecided, −1 disagree. Statements may be left out, but not all of them."""
        votes = expect_keys(raw, {"votes"})["votes"]
        if not isinstance(votes, dict) or not votes.keys() <= offered_ids(poll):
            raise InvalidAnswer(gettext_lazy("Only statements that are asked can be answered."))
        if not 1 <= len(votes) <= MOST_STATEMENTS:
            raise InvalidAnswer(gettext_lazy("Answer at least one statement."))
        if set(map(type, votes.values())) != {int} or not VOTES.issuperset(votes.values()):
            raise InvalidAnswer(gettext_lazy("On a statement only 1, 0 and −1 count: agree, undecided, disagree."))
        return Cleaned({"votes": dict(votes)})

    def tally(self, poll: Asked, answers: Iterable[Answer]) -> Tally:
        """`n`; `statements`: by id `agree`, `disagree`, `pass` and `divisive` (0 … 1); and two lists of ids, ties included.

        `most_agreed` is empty if nobody agrees with anything, `most_divisive` if no statement has people on both sides.
        """
        n, counts = 0, {str(option["id"]): [0, 0, 0] for option in poll.options}
        for answer in answers:
            n += 1
            for key, vote in answer["votes"].items():
                counts[key][vote] += 1  # the index of DISAGREE is −1, the last of the three
        used = {key: sum(three) for key, three in counts.items()}
        keys = [str(option["id"]) for option in counted_options(poll, used)]
        statements = {key: _spread(counts[key], n) for key in keys}
        agreed = {key: (spread["agree"], -spread["disagree"]) for key, spread in statements.items() if spread["agree"]}
        divided = {key: _exact_divisiveness(spread) for key, spread in statements.items() if spread["divisive"]}
        return {"n": n, "statements": statements, "most_agreed": _first(agreed), "most_divisive": _first(divided)}

    def summary(self, poll: Asked, tally: Tally) -> str:
        """The most agreed and the most divisive statements, by name."""
        if not tally["n"]:
            return _("Nobody has voted.")
        label, n = {key: words.removesuffix(".") for key, words in labels(poll).items()}, tally["n"]
        agreed = listed([quoted(label[key]) for key in tally["most_agreed"]]) if tally["most_agreed"] else ""
        divided = listed([quoted(label[key]) for key in tally["most_divisive"]]) if tally["most_divisive"] else ""
        if not agreed:
            return _("Nobody of {n} agrees with any statement.").format(n=n)
        most = tally["statements"][tally["most_agreed"][0]]["agree"]
        first = ngettext(
            "{most} of {n} agrees most with {statements}", "{most} of {n} agree with {statements}, more than with any other", most
        )
        sentence = first.format(most=most, n=n, statements=agreed)
        if not divided:
            return _("{sentence}; no statement divides the room.").format(sentence=sentence)
        return _("{sentence}; {divided} divides the room most.").format(sentence=sentence, divided=divided)

    def in_short(self, tally: Tally) -> str:
        """The summary below the picture. It names no statement, because the picture marks them."""
        if not tally["most_agreed"]:
            return _("Nobody of {n} agrees with any statement.").format(n=tally["n"])
        most = tally["statements"][tally["most_agreed"][0]]["agree"]
        if not tally["most_divisive"]:
            return _("You agree most where {most} of {n} are in favour. No statement divides the room.").format(most=most, n=tally["n"])
        split = tally["statements"][tally["most_divisive"][0]]
        return _("Most agreed: {most} of {n} in favour. Most divisive: {agree} to {disagree}.").format(
            most=most, n=tally["n"], agree=split["agree"], disagree=split["disagree"]
        )

    def shift(self, before: Tally, after: Tally, pairs: Iterable[tuple[Answer, Answer]] | None) -> Shift | None:
        """`change`: by statement, the mean change (−2 … 2) of the votes of people who answered it both times.

        It is None if these are fewer than ten, or if one to four people answered the statement only once: their votes would follow.
        `changed` is how many of the `pairs` people changed a vote on a statement that has a change.
        """
        moves = [(earlier["votes"], later["votes"]) for earlier, later in pairs or ()]
        if len(moves) < PAIR_FLOOR:
            return None
        keys = dict.fromkeys([*before["statements"], *after["statements"]])
        change = {key: _mean_change(key, moves, before, after) for key in keys}
        measured = [key for key in keys if change[key] is not None]
        changed = sum(any(key in was and key in now and was[key] != now[key] for key in measured) for was, now in moves)
        return {"pairs": len(moves), "changed": changed, "change": change}

    def shift_summary(self, poll: Asked, shift: Shift) -> str:
        """How many people changed a vote, and the statements that gained and lost most agreement."""
        measured = {key: change for key, change in shift["change"].items() if change}
        if not measured:
            return _("Of {n} who answered both times, on average nothing has changed.").format(n=shift["pairs"])
        most, least, label = max(measured.values()), min(measured.values()), labels(poll)
        parts = []
        if most > 0:
            gained = listed([quoted(label.get(key, "?")) for key, change in measured.items() if change == most])
            parts.append(_("more agreement with {statements}").format(statements=gained))
        if least < 0:
            lost = listed([quoted(label.get(key, "?")) for key, change in measured.items() if change == least])
            less = _("less with {statements}") if most > 0 else _("less agreement with {statements}")
            parts.append(less.format(statements=lost))
        changed = ngettext("{changed} of {n} has changed an answer", "{changed} of {n} have changed an answer", shift["changed"])
        return _("{changed}: {changes}.").format(
            changed=changed.format(changed=shift["changed"], n=shift["pairs"]), changes=", ".join(parts)
        )

    def largest_share(self, tally: Tally) -> float:
        """The largest share of equal votes on any one statement, because the picture shows each statement by itself."""
        n = tally["n"]
        return max(max(*(spread[name] for name in NAMES.values()), _unanswered(spread, n)) for spread in tally["statements"].values()) / n

    def almost_all(self, poll: Asked, tally: Tally) -> str:
        return _("On some statements almost all are of one mind.")

    def columns(self, poll: Asked) -> list[tuple[str, str]]:
        return [
            ("option", _("Statement")),
            ("agree", _("Agree")),
            ("disagree", _("Disagree")),
            ("pass", _("Undecided")),
            ("silent", _("Not answered")),
        ]

    def rows(self, poll: Asked, tally: Tally) -> list[dict[str, Any]]:
        label = labels(poll)
        return [
            {"option": label[key], "silent": _unanswered(spread, tally["n"])} | {name: spread[name] for name in NAMES.values()}
            for key, spread in in_order(tally)
        ]

    def picture(
        self, poll: Asked, tally: Tally, *, before: Tally | None = None, shift: Shift | None = None, audience: str = "stage"
    ) -> Any:
        if not tally["n"]:
            return None
        sentence = self.shift_summary(poll, shift) if shift else self.in_short(tally)
        room = rows_height(str(text(poll.question)), sentence)
        drawn = statements_picture(labels(poll), in_order(tally), tally, before=before, audience=audience, room=room)
        return drawn | {"sentence": sentence, "table": self.table(poll, tally)}

    def in_words(self, poll: Asked, answer: Answer) -> str:
        """Every answered statement with its vote: Nachtbus: agree, Radweg: undecided."""
        label = labels(poll)
        words = {AGREE: _("agree"), PASS: _("undecided"), DISAGREE: _("disagree")}
        return ", ".join(
            _("{option}: {points}").format(option=isolated(label.get(key, "?")), points=words[vote])
            for key, vote in answer["votes"].items()
        )


def in_order(tally: Tally) -> list[tuple[str, dict[str, Any]]]:
    """(id, counts) of the statements, the most agreed first; tied ones in the order in which they are asked."""
    return sorted(tally["statements"].items(), key=lambda entry: (-entry[1]["agree"], entry[1]["disagree"]))


def _spread(counts: list[int], n: int) -> dict[str, Any]:
    passed, agree, disagree = counts
    sides = (agree + disagree) * n
    return {"agree": agree, "disagree": disagree, "pass": passed, "divisive": round(4 * agree * disagree / sides, 4) if sides else 0}


def _exact_divisiveness(spread: dict[str, Any]) -> Fraction:
    """`divisive` without rounding, so that ties are exact. It lacks the factor 4 / n, which is the same for all statements."""
    return Fraction(spread["agree"] * spread["disagree"], spread["agree"] + spread["disagree"])


def _first(values: dict[str, Any]) -> list[str]:
    most = max(values.values(), default=None)
    return [key for key, value in values.items() if value == most]


def _unanswered(spread: dict[str, Any], n: int) -> int:
    """How many did not answer this statement."""
    return n - sum(spread[name] for name in NAMES.values())


def _mean_change(key: str, moves: list[tuple[dict, dict]], before: Tally, after: Tally) -> float | None:
    both = [later[key] - earlier[key] for earlier, later in moves if key in earlier and key in later]
    once = [_answered(tally, key) - len(both) for tally in (before, after)]
    if len(both) < PAIR_FLOOR or any(0 < many < ROOM_FLOOR for many in once):
        return None
    return round(sum(both) / len(both), 2)


def _answered(tally: Tally, key: str) -> int:
    spread = tally["statements"].get(key)
    return sum(spread[name] for name in NAMES.values()) if spread else 0
