"""Which options a budget pays for, from everybody's points: the method of equal shares, and greedily by the sum of points.

Everything is computed in whole numbers and fractions, so the order of the ballots never matters. Money is in whole euros.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import gcd
from typing import Any

Points = dict[str, int]  # the points of one ballot, by option id


def by_number(keys: Any) -> list[str]:
    """Option ids, the lowest number first."""
    return sorted(keys, key=int)


def greedy(costs: dict[str, int], cap: int, scores: dict[str, int]) -> dict[str, Any]:
    """Options by falling sum of points, lower id first on ties; one that costs more than what is left is skipped.

    `funded`: ids by number; `left`: euros; `tied`: options with equally many points of which some are funded and some are not.
    Options without points are never funded.
    """
    left, funded = cap, []
    level: dict[int, set[str]] = {}
    for key in sorted(by_number(costs), key=lambda key: -scores[key]):
        if scores[key] > 0:
            level.setdefault(scores[key], set()).add(key)
            if costs[key] <= left:
                funded.append(key)
                left -= costs[key]
    return {"funded": by_number(funded), "left": left, "tied": undecided(level.values(), funded)}


def undecided(level: Iterable[set[str]], funded: Iterable[str]) -> list[str]:
    """The options of those ties of which some options are funded and some are not: there the order of the list has decided."""
    funded = set(funded)
    return by_number({key for keys in level if keys & funded and keys - funded for key in keys})


def equal_shares(costs: dict[str, int], cap: int, ballots: Sequence[Points]) -> dict[str, Any]:
    """The method of equal shares with points as utilities (Peters, Pierczyński, Skowron 2021, "Proportional Participatory Budgeting
    with Additive Utilities").

    Everybody, blank ballots included, gets the same part of `cap`. An option is affordable at price r if its supporters can pay its
    cost when each pays r euros for each of their points, or all they have left if that is less. Again and again the option with the
    lowest price is funded, lower id first on ties, until no option is affordable. Then `greedy` spends what is left on the others.

    `no_completion`: ids funded before the last step, by number; `funded`, `left`: after it; `tied`: see `undecided`.
    """
    shares = _Shares(costs, cap, ballots)
    funded: list[str] = []
    level: list[set[str]] = []
    while best := shares.cheapest():
        funded.append(best[0])
        level.append(set(best))
        shares.buy(best[0])
    rest = {key: cost for key, cost in costs.items() if key not in funded}
    more = greedy(rest, cap - sum(costs[key] for key in funded), shares.scores())
    every = by_number([*funded, *more["funded"]])
    tied = by_number({*undecided(level, every), *more["tied"]})
    return {"no_completion": by_number(funded), "funded": every, "left": more["left"], "tied": tied}


class _Shares:
    """What each person has left while options are bought.

    `money[i] / scale` are the euros of person i. All share one denominator, so that whole numbers are enough.
    """

    def __init__(self, costs: dict[str, int], cap: int, ballots: Sequence[Points]) -> None:
        self.costs = costs
        self.scale = max(len(ballots), 1)
        self.money = [cap] * len(ballots)
        # By option, then by points: who gave so many.
        self.supporters: dict[str, dict[int, list[int]]] = {key: {} for key in by_number(costs)}
        for person, points in enumerate(ballots):
            for key, many in points.items():
                if many > 0 and key in self.supporters:
                    self.supporters[key].setdefault(many, []).append(person)
        # Prices never fall, because money gets less. So an old price that is above the lowest one need not be computed again.
        self.price = dict.fromkeys(self.supporters, Fraction(0))

    def scores(self) -> dict[str, int]:
        """The sum of points by option."""
        return {key: sum(many * len(people) for many, people in given.items()) for key, given in self.supporters.items()}

    def cheapest(self) -> list[str]:
        """The affordable options with the lowest price, lower id first; empty if none is affordable."""
        lowest, found = None, []
        for key in sorted(self.price, key=lambda key: (self.price[key], int(key))):
            if lowest is not None and self.price[key] > lowest:
                break
            price = self._price(key)
            if price is None:
                del self.price[key]
                continue
            self.price[key] = price
            if lowest is None or price < lowest:
                lowest, found = price, [key]
            elif price == lowest:
                found.append(key)
        return by_number(found)

    def _price(self, key: str) -> Fraction | None:
        """Euros for a point at which the supporters can pay the option together; None if they have less than it costs.

        Start as if nobody had too little. Those who cannot pay the price give all they have, which raises the price for the others,
        until nobody else has too little.
        """
        money = self.money
        able = {many: [money[person] for person in people] for many, people in self.supporters[key].items()}
        due = self.costs[key] * self.scale
        if not able or sum(map(sum, able.values())) < due:
            return None
        while True:
            weight = sum(many * len(left) for many, left in able.items())
            poorer = 0
            still_able = {}
            for many, left in able.items():
                enough = -(-due * many // weight)  # the price of so many points, rounded up
                still_able[many] = [each for each in left if each >= enough]
                if len(still_able[many]) < len(left):
                    poorer += sum(left) - sum(still_able[many])
            if all(len(still_able[many]) == len(left) for many, left in able.items()):
                return Fraction(due, weight * self.scale)
            able = still_able
            due -= poorer

    def buy(self, key: str) -> None:
        """Take from each supporter the price for each of their points, or all they have left."""
        price = self.price.pop(key) * self.scale
        self.money = [each * price.denominator for each in self.money]
        self.scale *= price.denominator
        for many, people in self.supporters[key].items():
            due = price.numerator * many
            for person in people:
                self.money[person] = max(self.money[person] - due, 0)
        common = gcd(self.scale, *self.money)
        self.scale //= common
        self.money = [each // common for each in self.money]
