"""An HTTP connection with a time limit for the start of the request."""

import asyncio
from typing import Final

from uvicorn.protocols.http.h11_impl import H11Protocol

_HEAD_SECONDS: Final = 5


class HurriedProtocol(H11Protocol):
    """The HTTP protocol of uvicorn, with a time limit for the start of a request.

    Each response closes its connection, so only the first request needs the limit. The page limits
    the time for the rest of a request.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection."""
        super().connection_made(transport)
        self.loop.call_later(_HEAD_SECONDS, self._give_up)

    def _give_up(self) -> None:
        if not self.cycle:  # no request has begun
            self.transport.abort()
