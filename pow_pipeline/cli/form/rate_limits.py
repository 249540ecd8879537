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
    """Number of occurrences per key in a sliding time window.

    If there are too many keys, the least recently used ones are dropped.
    """

    def __init__(
        self, most: int, seconds: float, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._moments: OrderedDict[str, deque[float]] = OrderedDict()

    def count(self, key: str) -> None:
        """Count one more occurrence.

        Raises:
            RefusedError: the limit has been reached; the occurrence is then not counted.
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
    """Slots for uploads in progress, with a limit in total and a limit per sender."""

    def __init__(self, most: int, *, of_one: int) -> None:
        self._most = most
        self._of_one = of_one
        self._taken: Counter[str] = Counter()

    @contextmanager
    def take(self, key: str) -> Iterator[None]:
        """Hold a slot.

        Raises:
            RefusedError: no slot is free.
        """
        if self._taken.total() >= self._most or self._taken[key] >= self._of_one:
            raise RefusedError(503, "too_busy", retry_after=_RETRY_SECONDS)
        self._taken[key] += 1
        try:
            yield
        finally:
            self._taken[key] -= 1
            self._taken += Counter()  # drops keys without a slot


def sender_of(address: str) -> str:
    """Return the key of a sender: the IPv4 address, or the IPv6 network of its connection."""
    try:
        given = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if given.version == 4:  # noqa: PLR2004 -- the other one is 6
        return address
    return str(ipaddress.ip_network((given, _OF_ONE_HOUSE), strict=False))
