"""How fast a proposal may gain supports on its public page.

Somebody who deletes the cookie again and again is slowed down. The limit does not look at addresses: a school has one address,
and somebody who cheats may have many.
"""

import time
from collections import defaultdict

WINDOWS = ((60, 30, 0.1), (3600, 60, 0.5))  # seconds; new supports in that time: at least so many, or this share of all supports
LONGEST = max(seconds for seconds, _least, _share in WINDOWS)


class SupportLimiter:
    """The keys that supported each proposal within the last hour. They are in the memory of this process alone."""

    def __init__(self) -> None:
        self._seen: dict[int, dict[bytes, float]] = defaultdict(dict)  # in the order of their time

    def admit(self, proposal_id: int, key: bytes, supports: int) -> bool:
        """Whether one more support may come now. A key that was taken back and comes again is not new."""
        seen, now = self._seen[proposal_id], time.monotonic()
        while seen and now - seen[oldest := next(iter(seen))] > LONGEST:
            del seen[oldest]
        if key in seen:
            return True
        if any(sum(now - then <= seconds for then in seen.values()) >= least + share * supports for seconds, least, share in WINDOWS):
            return False
        seen[key] = now
        return True


limiter = SupportLimiter()
ratings = SupportLimiter()
