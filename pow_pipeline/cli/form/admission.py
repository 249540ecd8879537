"""Limits on concurrent requests and on the request rate, in bounded memory."""

import ipaddress
import math
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from pow_pipeline.cli.form.refusal import RefusedError

_KEYS: Final = 10_000
_OF_ONE_HOUSE: Final = 64  # bits that all addresses of one connection share in IPv6
_RETRY_SECONDS: Final = 5


class Window:
    """How often something happened within the last so many seconds, by key.

    What happened longest ago is forgotten first where there are too many keys.
    """

    def __init__(
        self, most: int, seconds: float, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._moments: OrderedDict[str, deque[float]] = OrderedDict()

    def count(self, key: str) -> None:
        """Take note that it happens once more.

        Raises:
            RefusedError: it has happened as often as it may; then this time does not count.
        """
        now = self._clock()
        moments = self._moments.setdefault(key, deque())
        self._moments.move_to_end(key)
        while len(self._moments) > _KEYS:
            self._moments.popitem(last=False)
        while moments and moments[0] <= now - self._seconds:
            moments.popleft()
        if len(moments) >= self._most:
            left = math.ceil(moments[0] + self._seconds - now)
            raise RefusedError(429, "too_often", retry_after=max(1, left))
        moments.append(now)


class Places:
    """Places for files that are being handed over: so many at once, and so many for one sender."""

    def __init__(self, most: int, *, of_one: int) -> None:
        self._most = most
        self._of_one = of_one
        self._taken: Counter[str] = Counter()

    @contextmanager
    def take(self, key: str) -> Iterator[None]:
        """Hold a place.

        Raises:
            RefusedError: none is free.
        """
        if self._taken.total() >= self._most or self._taken[key] >= self._of_one:
            raise RefusedError(503, "too_busy", retry_after=_RETRY_SECONDS)
        self._taken[key] += 1
        try:
            yield
        finally:
            self._taken[key] -= 1
            self._taken += Counter()  # forgets who holds none


def sender_of(address: str) -> str:
    """Return what tells one sender from another: an address, or the house that it belongs to."""
    try:
        given = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if given.version == 4:  # noqa: PLR2004 -- the other one is 6
        return address
    return str(ipaddress.ip_network((given, _OF_ONE_HOUSE), strict=False))
