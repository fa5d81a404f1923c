"""How fast replies and reports may come. The limits look at the link or the text, never at an address: a school has one address."""

import time
from collections import defaultdict, deque

Windows = tuple[tuple[int, int], ...]  # seconds, and how many within them


class Limiter:
    """When something came lately, by key. It is in the memory of this process alone."""

    def __init__(self, windows: Windows) -> None:
        self._windows, self._longest = windows, max(seconds for seconds, _most in windows)
        self._times: dict[int, deque[float]] = defaultdict(deque)

    def admit(self, key: int) -> bool:
        """Whether one more may come now. Keys of which nothing is remembered any more are dropped."""
        now = time.monotonic()
        for old in [old for old, times in self._times.items() if not times or now - times[-1] > self._longest]:
            del self._times[old]
        times = self._times[key]
        if any(sum(now - then <= seconds for then in times) >= most for seconds, most in self._windows):
            return False
        times.append(now)
        if len(times) > max(most for _seconds, most in self._windows):
            times.popleft()
        return True


REPLIES: Windows = ((600, 5), (86_400, 20))  # by proposal: it has one private link
REPORTS: Windows = ((60, 5), (3600, 20))  # by contribution

replies = Limiter(REPLIES)
reports = Limiter(REPORTS)
