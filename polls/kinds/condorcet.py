"""Direct comparisons of options: winner, loser, unbeaten options, and whether the best options form a cycle.

Definitions: Condorcet (1785); weak winners and Smith set as in Brandt, Conitzer, Endriss, Lang, Procaccia (ed.),
Handbook of Computational Social Choice (2016), chapters 2 and 3.
"""

from typing import Any

Pairwise = dict[str, dict[str, int]]  # how many prefer the first option to the second


def verdict(pairwise: Pairwise) -> dict[str, Any]:
    """`condorcet_winner` and `condorcet_loser` (or None), `weak_winners`, `smith`, and whether the best options form a `cycle`.

    An option beats another one if more people prefer it than prefer the other one. Without comparisons no option is beaten.
    """
    options = list(pairwise)
    beaten = {one: {other for other in options if other != one and pairwise[one][other] > pairwise[other][one]} for one in options}
    losses = {one: sum(one in beaten[other] for other in options) for one in options}
    rivals = len(options) - 1
    return {
        "condorcet_winner": next((one for one in options if rivals and len(beaten[one]) == rivals), None),
        "condorcet_loser": next((one for one in options if rivals and losses[one] == rivals), None),
        "weak_winners": [one for one in options if not losses[one]],
        "smith": smith_set(options, beaten, losses),
        "cycle": bool(options) and all(losses.values()),
    }


def smith_set(options: list[str], beaten: dict[str, set[str]], losses: dict[str, int]) -> list[str]:
    """The Smith set: the smallest set of options of which each beats every option outside it.

    The options with the most wins minus losses (Copeland's score) are always in it. Starting with them, every option that some member
    does not beat is added, until no such option is left.
    """
    if not options:
        return []
    best = max(len(beaten[one]) - losses[one] for one in options)
    inside = {one for one in options if len(beaten[one]) - losses[one] == best}
    while unbeaten := [one for one in options if one not in inside and any(one not in beaten[other] for other in inside)]:
        inside.update(unbeaten)
    return [one for one in options if one in inside]
