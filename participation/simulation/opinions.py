"""What virtual people think: believable answers for every way of asking, from a seed for each person."""

import random
from collections.abc import Callable
from typing import Any

# Fits any trade-off: why somebody leans to one goal (a), to the other (b), or stands between them (m).
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

# Fit any town: (title, what, why).
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
    """Somebody with a leaning, a memory of the lines they stood on, and more or less to say."""

    def __init__(self, seed: int) -> None:
        self.seed, self.random = seed, random.Random(seed)
        self.leaning = self.random.choices(["a", "m", "b"], [52, 12, 36])[0]
        self.lines = 0

    def answer(self, poll: dict) -> dict | None:
        """An answer of the protocol to the `poll` of a step frame, or None if this person has none."""
        method = WAYS.get(poll["kind"])
        return method(self, [option["id"] for option in poll.get("options") or []]) if method else None

    def change(self, poll: dict, answer: dict) -> dict | None:
        """A second thought."""
        if "value" in answer:
            return {**answer, "value": min(100, max(0, answer["value"] + self.random.choice([-10, -5, 5, 10])))}
        return self.answer(poll)

    def place(self) -> int:
        """One of the 21 stops. The first time by instinct; later some have been moved by what they heard."""
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
        answer: dict[str, Any] = {"value": self.place()}
        self.lines += 1
        if self.random.random() < 0.3:
            side = "a" if answer["value"] <= 40 else "b" if answer["value"] >= 60 else "m"
            answer["reason"] = REASONS[side][(self.seed + self.lines) % len(REASONS[side])]
        return answer

    def favourites(self, options: list[int]) -> list[int]:
        """All options, those the town likes first; every person shuffles a little."""
        liking = {option: 1.25 ** -(index * 7 % len(options)) * self.random.uniform(0.2, 1.8) for index, option in enumerate(options)}
        return sorted(options, key=lambda option: -liking[option])

    def single_choice(self, options: list[int]) -> dict[str, Any] | None:
        return {"option": self.favourites(options)[0]} if options else None

    def points(self, options: list[int]) -> dict[str, Any] | None:
        if not options:
            return None
        given, left = {str(option): 0 for option in options}, 100
        for option in self.favourites(options):
            share = min(left, 5 * round(left * self.random.uniform(0.3, 0.7) / 5))
            given[str(option)], left = share, left - share
        given[str(self.favourites(options)[0])] += left
        return {"points": given}

    def words(self, options: list[int]) -> dict[str, Any]:
        return {"words": list(dict.fromkeys(self.random.choices(WORDS, k=self.random.randint(1, 3))))}


WAYS: dict[str, Callable[[Person, list[int]], dict | None]] = {
    "slider": Person.slider,
    "single_choice": Person.single_choice,
    "points": Person.points,
    "words": Person.words,
}
