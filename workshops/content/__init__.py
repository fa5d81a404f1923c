"""Four examples of trade-offs, from LAZIK N2030 but in our own words: a list of dicts whose keys are the model's fields.

Their facts are about the two real municipalities of that project, and date from 2017–2020. A town that uses a trade-off
replaces them with facts of its own.
"""

from .districts import DISTRICTS
from .nursery import NURSERY
from .wind import WIND
from .wolf import WOLF

TRADEOFFS = [WIND, NURSERY, DISTRICTS, WOLF]
