"""The four trade-offs of LAZIK N2030 to start from, in our own words: a list of plain dicts, named like the model's fields.

Their facts are about the two real municipalities of that project and as old as it is (2017–2020). Whoever works with a
trade-off at home replaces them by facts of their own.
"""

from .districts import DISTRICTS
from .nursery import NURSERY
from .wind import WIND
from .wolf import WOLF

TRADEOFFS = [WIND, NURSERY, DISTRICTS, WOLF]
