"""HTTP endpoints of the watcher: `/metrics` for Prometheus, and `/health`."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Final

from pow_pipeline.errors import AddressError, PowError
from pow_pipeline.jobs.inspect.metrics import CONTENT_TYPE

_SLOWEST_CLIENT: Final = 10


@dataclass
class Pulse:
    """Time of the last scan of the watcher, and the longest time between two scans in seconds."""

    limit: float
    _beat: float = field(default_factory=time.monotonic)

    def beat(self) -> None:
        """Record that the watcher has looked."""
        self._beat = time.monotonic()

    def idle(self) -> float:
        """Return the seconds since the last scan."""
        return time.monotonic() - self._beat

    def is_alive(self) -> bool:
        """Return whether the last scan is within the limit."""
        return self.idle() <= self.limit


@contextmanager
def serving(host: str, port: int, *, pulse: Pulse, describe: Callable[[], bytes]) -> Iterator[int]:
    """Answer until the end, in threads of its own; yields the port, a free one for 0.

    Raises:
        AddressError: the address is not available.
    """
    lock = Lock()

    class Handler(BaseHTTPRequestHandler):
        timeout = _SLOWEST_CLIENT

        def do_GET(self) -> None:
            if self.path == "/health":
                is_alive = pulse.is_alive()
                text = f"looked {pulse.idle():.0f} s ago\n".encode()
                self._answer(200 if is_alive else 503, "text/plain; charset=utf-8", text)
            elif self.path == "/metrics":
                self._describe()
            else:
                self._answer(404, "text/plain; charset=utf-8", b"ask /metrics or /health\n")

        def _describe(self) -> None:
            try:
                with lock:  # the tally behind it is one
                    text = describe()
            except PowError as error:
                self._answer(500, "text/plain; charset=utf-8", f"{error}\n".encode())
            else:
                self._answer(200, CONTENT_TYPE, text)

        def _answer(self, status: int, kind: str, text: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            """Log nothing, because requests come every few seconds."""

    try:
        server = ThreadingHTTPServer((host, port), Handler)
    except (OSError, OverflowError) as error:
        raise AddressError(f"metrics cannot be served at {host}:{port}: {error}") from error
    thread = Thread(target=server.serve_forever, name="metrics", daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
