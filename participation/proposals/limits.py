"""Public support is one per browser; emptying the cookies again and again is slowed down, never a whole school's address."""

import time
from collections import defaultdict, deque

NEW_BROWSERS_A_MINUTE = 60


class NewBrowsers:
    """How many browsers without a cookie may support one proposal within a minute, in this process."""

    def __init__(self) -> None:
        self._seen: dict[int, deque[float]] = defaultdict(deque)

    def admit(self, proposal_id: int) -> bool:
        seen, now = self._seen[proposal_id], time.monotonic()
        while seen and now - seen[0] > 60:
            seen.popleft()
        if len(seen) >= NEW_BROWSERS_A_MINUTE:
            return False
        seen.append(now)
        return True


new_browsers = NewBrowsers()
