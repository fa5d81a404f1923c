"""The answers of simulated people: plausible ones for every kind of poll, reproducible by a seed for each person."""

import random
from collections.abc import Callable
from itertools import combinations
from typing import Any

# Reasons that fit any trade-off, for people who prefer goal a or goal b, or are undecided (m).
REASONS = {
    "a": [
        "Davon haben wir noch in dreißig Jahren etwas.",
        "Wenn wir das jetzt nicht machen, wird es später nur teurer.",
        "Das betrifft uns alle, jeden Tag.",
        "Ich will hier auch in zehn Jahren noch wohnen.",
        "Versprochen wurde es schon oft, jetzt ist es mal dran.",
        "Andere Orte schaffen das doch auch.",
        "Wer soll es denn machen, wenn nicht wir?",
        "Lieber jetzt ein bisschen verzichten als später viel.",
    ],
    "b": [
        "Ohne das zieht doch niemand her.",
        "Meine kleine Schwester braucht das jetzt, nicht irgendwann.",
        "Man kann nicht immer nur verbieten.",
        "Wer hier arbeitet, muss auch hier leben können.",
        "Erst muss das Nötigste gehen, dann der Rest.",
        "Sonst machen es wieder nur die, die es sich leisten können.",
        "Ich will nicht, dass hier alles anders aussieht.",
        "Das geht auch langsamer, ohne dass jemand leidet.",
    ],
    "m": ["Beides! Man muss es nur schlauer planen.", "Kommt darauf an, wo genau.", "Ich weiß noch zu wenig, um mich zu entscheiden."],
}
WORDS = (
    ["Nachtbus"] * 7
    + ["Jugendclub"] * 5
    + ["Skatepark"] * 4
    + ["Radweg"] * 4
    + ["Bäume"] * 3
    + ["Schwimmbad"] * 3
    + ["WLAN im Bus", "Proberaum", "Sporthalle", "mehr Bänke", "Grillplatz", "günstiges Ticket", "Solar auf die Schule"]
)

# Proposals that fit any town: (title, what, why).
PROPOSALS = [
    (
        "Nachtbus am Freitag und Samstag",
        "Der letzte Bus fährt freitags und samstags erst um ein Uhr, und hält in allen Ortsteilen.",
        "Wer kein Auto hat, kommt abends nicht heim. So fahren auch die Eltern weniger.",
    ),
    (
        "Sprechstunde für Jugendliche im Rathaus",
        "Einmal im Monat, nachmittags nach der Schule, ohne Anmeldung, auch per Handy.",
        "Dann erfährt man früh, was geplant ist, und nicht erst, wenn es fertig ist.",
    ),
    (
        "Bei der Planung zwei Plätze für uns",
        "In jeder Arbeitsgruppe zu diesem Thema sitzen zwei Jugendliche mit Stimme.",
        "Wir leben am längsten mit dem, was jetzt entschieden wird.",
    ),
]


class Person:
    """A simulated person. `leaning` is the goal they prefer, `lines` counts the position lines they have answered."""

    def __init__(self, seed: int) -> None:
        self.seed, self.random = seed, random.Random(seed)
        self.leaning = self.random.choices(["a", "m", "b"], [52, 12, 36])[0]
        self.lines = 0

    def answer(self, poll: dict) -> dict | None:
        """The answer (docs/protocol.md) to the `poll` of a `step` frame, or None to give none."""
        method = WAYS.get(poll["kind"])
        self.settings: dict[str, Any] = poll.get("settings") or {}
        return method(self, [option["id"] for option in poll.get("options") or []]) if method else None

    def change(self, poll: dict, answer: dict) -> dict | None:
        """A changed answer to the same poll."""
        if "value" in answer:
            return {**answer, "value": min(100, max(0, answer["value"] + self.random.choice([-10, -5, 5, 10])))}
        return self.answer(poll)

    def place(self) -> int:
        """A position from 0 to 100 in steps of 5. From the second line on, some people have changed their mind."""
        middle = {"a": 22, "m": 50, "b": 76}[self.leaning]
        if self.lines:
            moved = self.random.random()
            if moved < 0.34:
                middle += {"a": 34, "m": 16, "b": -8}[self.leaning]
            elif moved < 0.42:
                middle -= {"a": 6, "m": 18, "b": 30}[self.leaning]
        else:
            self.instinct = self.random.gauss(middle, 11)
        place = self.instinct + middle - {"a": 22, "m": 50, "b": 76}[self.leaning]
        return min(100, max(0, 5 * round(place / 5)))

    def slider(self, options: list[int]) -> dict[str, Any]:
        """A position, in three of ten cases with a reason."""
        answer: dict[str, Any] = {"value": self.place()}
        self.lines += 1
        if self.random.random() < 0.3:
            side = "a" if answer["value"] <= 40 else "b" if answer["value"] >= 60 else "m"
            answer["reason"] = REASONS[side][(self.seed + self.lines) % len(REASONS[side])]
        return answer

    def favourites(self, options: list[int]) -> list[int]:
        """All options, best liked first. The order is similar for all people."""
        liking = {option: 1.25 ** -(index * 7 % len(options)) * self.random.uniform(0.2, 1.8) for index, option in enumerate(options)}
        return sorted(options, key=lambda option: -liking[option])

    def single_choice(self, options: list[int]) -> dict[str, Any] | None:
        """The favourite."""
        return {"option": self.favourites(options)[0]} if options else None

    def multiple_choice(self, options: list[int]) -> dict[str, Any]:
        """One or two favourites, because every poll of this kind allows two."""
        return {"options": sorted(self.favourites(options)[: self.random.choice([1, 2, 2])])}

    def dots(self, options: list[int]) -> dict[str, Any]:
        """One or two dots for the favourite, and one for the next option."""
        first, *others = self.favourites(options)
        given = {str(first): self.random.choice([1, 2])} | {str(option): 1 for option in others[:1]}
        return {"dots": {str(option): given.get(str(option), 0) for option in options}}

    def resistance(self, options: list[int]) -> dict[str, Any]:
        """0 to 10 for each option: the less a person likes it, the more."""
        order = self.favourites(options)
        steps = {option: 9 * place / max(len(order) - 1, 1) + self.random.gauss(-0.5, 2) for place, option in enumerate(order)}
        return {"resistance": {str(option): min(10, max(0, round(steps[option]))) for option in options}}

    def points(self, options: list[int]) -> dict[str, Any] | None:
        """100 points, most of them for the favourite."""
        if not options:
            return None
        given, left = {str(option): 0 for option in options}, 100
        for option in self.favourites(options):
            share = min(left, 5 * round(left * self.random.uniform(0.3, 0.7) / 5))
            given[str(option)], left = share, left - share
        given[str(self.favourites(options)[0])] += left
        return {"points": given}

    def ranking(self, options: list[int]) -> dict[str, Any] | None:
        """Most people rank every option, some only the first half."""
        order = self.favourites(options) if options else []
        return {"order": order if self.random.random() < 0.7 else order[: max(1, len(order) // 2)]} if order else None

    def weigh(self, options: list[int]) -> dict[str, Any] | None:
        """Weights from 0 to 10, the favourite criterion the most, and scores that follow the person's liking of the options."""
        criteria = [criterion["id"] for criterion in self.settings.get("criteria", [])]
        if not criteria:
            return None
        order = self.favourites(criteria)
        weights = {str(criterion): max(0, 9 - 3 * order.index(criterion) + self.random.randint(-1, 1)) for criterion in criteria}
        if not self.settings["room_scores"]:
            return {"weights": weights}
        liked = self.favourites(options)
        levels = {option: 8 - 5 * place / max(len(liked) - 1, 1) for place, option in enumerate(liked)}
        scores = {
            str(option): {str(criterion): min(10, max(0, round(self.random.gauss(levels[option], 2)))) for criterion in criteria}
            for option in options
        }
        return {"weights": weights, "scores": scores}

    def pairwise(self, options: list[int]) -> dict[str, Any] | None:
        """Five pairs by chance, because every poll of this kind allows five; usually the option that is liked better wins."""
        order = self.favourites(options)
        pairs = list(combinations(order, 2))
        chosen = self.random.sample(pairs, min(5, len(pairs)))
        return {"pairs": [list(pair if self.random.random() < 0.9 else pair[::-1]) for pair in chosen]} if chosen else None

    def statements(self, options: list[int]) -> dict[str, Any] | None:
        """Every third statement divides people by their leaning, most agree on the others; a few are left out."""
        leaning = {"a": 0.8, "m": 0.5, "b": 0.2}[self.leaning]
        votes: dict[str, int] = {}
        for place, option in enumerate(options):
            agrees = leaning if place % 3 == 2 else 0.9 - 0.12 * (place % 5)
            vote = self.random.choices([1, -1, 0], [agrees, 0.95 - agrees, 0.1])[0] if agrees < 0.95 else 1
            if self.random.random() < 0.97 or not votes:
                votes[str(option)] = vote
        return {"votes": votes} if votes else None

    def grid(self, options: list[int]) -> dict[str, Any]:
        """How far both goals are reached: the preferred one further. Who is undecided sees both in the middle."""
        reached = {"a": (70, 40), "m": (55, 55), "b": (40, 70)}[self.leaning]
        x, y = (min(100, max(0, 5 * round(self.random.gauss(middle, 18) / 5))) for middle in reached)
        return {"x": x, "y": y}

    def knowledge(self, options: list[int]) -> dict[str, Any]:
        """The first options are chosen more often. An estimate lies in the lower half more often, on one of the steps."""
        if options:
            return {"option": self.favourites(options)[0]}
        low, high, step = (self.settings.get(name, unset) for name, unset in (("low", 0), ("high", 100), ("step", 1)))
        share = min(1.0, max(0.0, self.random.gauss(0.35, 0.16)))
        return {"estimate": low + step * round((high - low) * share / step)}

    def words(self, options: list[int]) -> dict[str, Any]:
        """One to three different words."""
        return {"words": list(dict.fromkeys(self.random.choices(WORDS, k=self.random.randint(1, 3))))}


WAYS: dict[str, Callable[[Person, list[int]], dict | None]] = {
    "slider": Person.slider,
    "single_choice": Person.single_choice,
    "multiple_choice": Person.multiple_choice,
    "dots": Person.dots,
    "resistance": Person.resistance,
    "points": Person.points,
    "budget": Person.points,
    "ranking": Person.ranking,
    "criteria": Person.weigh,
    "pairwise": Person.pairwise,
    "statements": Person.statements,
    "grid": Person.grid,
    "knowledge": Person.knowledge,
    "words": Person.words,
}
