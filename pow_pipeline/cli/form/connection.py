"""An HTTP connection with a time limit for the start of the request."""

import asyncio
from typing import Final

from uvicorn.protocols.http.h11_impl import H11Protocol

_HEAD_SECONDS: Final = 5


class HurriedProtocol(H11Protocol):
    """HTTP as uvicorn speaks it, with a limit on the time in which a request must begin.

    Each answer closes its connection, so only the first request needs it; how long the rest of a
    request may take is up to the page.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection."""
        super().connection_made(transport)
        self.loop.call_later(_HEAD_SECONDS, self._give_up)

    def _give_up(self) -> None:
        if not self.cycle:  # no request has begun
            self.transport.abort()
