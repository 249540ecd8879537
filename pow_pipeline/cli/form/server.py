"""Runs the web server of the page: address, preparation and shutdown."""

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from pow_pipeline.cli.form.app import Form, make_app
from pow_pipeline.cli.form.connection import HurriedProtocol
from pow_pipeline.cli.form.rate_limits import Places, Window
from pow_pipeline.errors import AddressError, UsageError
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.ingest.check import Rules
from pow_pipeline.jobs.ingest.hand_in import Handed, HandIn

_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1", "[::1]")
_EVERYWHERE: Final = ("0.0.0.0", "::", "")  # noqa: S104 -- these are refused without a name
_AT_ONCE: Final = 16
_AT_ONCE_OF_ONE: Final = 4
_CONNECTIONS: Final = 200
_HEAD_BYTES: Final = 2**14
_MINUTE: Final = 60
_WRONG_TOKENS: Final = 10
_STOP_SECONDS: Final = 5


@dataclass(frozen=True)
class Served:
    """What is served.

    Attributes:
        run: the run of the command.
        rules: returns the rules to check files against.
        region: code of the region that sends all files; '' to take it from each file.
        receives: whether acceptable files are put into the inboxes.
    """

    run: Run
    rules: Callable[[], Rules]
    region: str
    receives: bool


def serve_form(served: Served, *, host: str, port: int, name: str) -> None:
    """Serve the page until it is stopped.

    Args:
        served: what is served.
        host, port: where to listen.
        name: the name by which people reach it through a proxy on this machine, '' for none; only
            then is the proxy believed about who they are.

    Raises:
        UsageError: people would reach it under any name.
        AddressError: one cannot listen there.
    """
    if host in _EVERYWHERE and not name:
        message = f"{host!r} is every address; say by which name people reach the page with --name"
        raise UsageError(message)
    with suppress(KeyboardInterrupt), _listen(host, port) as listening:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does
        with _form(served) as form:
            app = make_app(form, hosts=[*_LOOPBACK, host, *([name] if name else [])])
            _print_line(f"the page is at {_address(listening)} (stop it with Ctrl-C)")
            uvicorn.Server(_configure(app, is_behind_proxy=bool(name))).run([listening])
    _print_line("stopped")


def _configure(app: ASGIApp, *, is_behind_proxy: bool) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=HurriedProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=is_behind_proxy,
        forwarded_allow_ips="127.0.0.1,::1",
        h11_max_incomplete_event_size=_HEAD_BYTES,
        limit_concurrency=_CONNECTIONS,
        timeout_graceful_shutdown=_STOP_SECONDS,
    )


@contextmanager
def _listen(host: str, port: int) -> Iterator[socket.socket]:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family, backlog=_CONNECTIONS)
    except (OSError, OverflowError) as error:
        reason = _reason(error) if isinstance(error, OSError) else "no such port"
        message = f"cannot listen at {host} port {port} ({reason}); name another with --port"
        raise AddressError(message) from error
    with listening:
        yield listening


@contextmanager
def _form(served: Served) -> Iterator[Form]:
    """Yield the page with all that is behind it; everything that takes long has been done."""
    settings = served.run.settings
    hand_in = HandIn(served.run, served.rules, region=served.region, receives=served.receives)
    with ThreadPoolExecutor(1) as thread, ThreadPoolExecutor(1) as aside:
        try:
            thread.submit(hand_in.check, Handed("", b"a;b\n1;2\n")).result()
            yield Form(
                hand_in,
                thread,
                aside,
                receives=served.receives,
                most=settings.file_bytes,
                seconds=settings.form_upload_seconds,
                uploads=Window(settings.form_uploads, _MINUTE),
                wrong_tokens=Window(_WRONG_TOKENS, 10 * _MINUTE),
                places=Places(_AT_ONCE, of_one=_AT_ONCE_OF_ONE),
            )
        finally:
            thread.submit(hand_in.close)


def _reason(error: OSError) -> str:
    is_of_the_system = error.errno and error.errno > 0  # else a name is not known
    return os.strerror(error.errno or 0) if is_of_the_system else str(error.strerror)


def _address(listening: socket.socket) -> str:
    host, port, *_ = listening.getsockname()
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _print_line(line: str) -> None:
    print(f"pow form: {line}", file=sys.stderr, flush=True)
