"""`pow up`."""

import errno
import json
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from pow_pipeline.cli.options import Home

if TYPE_CHECKING:
    from pow_pipeline.cli.up.supervisor import Supervisor
    from pow_pipeline.workspace import Workspace

_START_SECONDS: Final = 180
_LOOK_SECONDS: Final = 10
_NEXT_PORTS: Final = 100


class ForeignServerError(Exception):
    """The server that answers at our address is not ours."""


def up(
    *,
    home: Home = Path(),
    host: Annotated[str, Parameter(help="Address of the Prefect server.")] = "127.0.0.1",
    port: Annotated[int, Parameter(help="Port of the Prefect server.")] = 4200,
) -> int:
    """Start the service: Prefect server, worker, deployments, and the watcher of the inboxes.

    Parts that end are restarted. Stop it with Ctrl-C or SIGTERM. If it is already running, its
    address is shown.
    Example: pow up --home work
    """
    from filelock import FileLock, Timeout

    from pow_pipeline.durable import make_folder
    from pow_pipeline.workspace import open_workspace

    workspace = open_workspace(home)
    make_folder(workspace.service)
    lock = FileLock(workspace.lock("up.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        address = _place(workspace).read_text(encoding="utf-8").strip()
        print(f"the service of {workspace.home} is up already: {address or 'it is starting'}")
        return 0
    with lock:
        return _serve(workspace, host=host, port=port)


def _serve(workspace: "Workspace", *, host: str, port: int) -> int:
    from pow_pipeline.cli.up import service
    from pow_pipeline.cli.up.supervisor import Supervisor
    from pow_pipeline.errors import UsageError

    environment = service.environment(workspace, host=host, port=port)
    url = service.address(host, port)
    if why := _why_not_there(host, port):
        raise UsageError(f"{url}: {why}; {_other_port(workspace, host, port)}")
    _place(workspace).write_text("", encoding="utf-8")
    say = say_as_json if environment["POW_LOG"] == "json" else _say
    supervisor = Supervisor(environment, service.FOLDER, say)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: supervisor.stop.set())
    try:
        supervisor.keep(service.server())
        if not _prepare(supervisor, url, port):
            if supervisor.stop.is_set():
                return 0
            say("pow", "could not be started; see the messages above")
            return 3
        for part in (service.worker(), service.watcher()):
            supervisor.keep(part)
        _place(workspace).write_text(url, encoding="utf-8")
        say("pow", f"up: {url} shows runs, files are taken from {workspace.inbox}")
        while not supervisor.stop.wait(_LOOK_SECONDS):
            _refuse_foreign(supervisor, url, port)
        say("pow", "ending")
    except ForeignServerError as error:
        raise UsageError(f"{error}; {_other_port(workspace, host, port)}") from error
    finally:
        supervisor.end()
    say("pow", "stopped; received files are kept")
    return 0


def _prepare(supervisor: "Supervisor", url: str, port: int) -> bool:
    """Wait for the server and register the flows; return whether that succeeded.

    Raises:
        ForeignServerError: the server that answers belongs to another service.
    """
    from pow_pipeline.cli.up import service

    until = time.monotonic() + _START_SECONDS
    while not _answers(url):
        if supervisor.stop.wait(0.2):
            return False
        if time.monotonic() > until:
            supervisor.say("server", f"did not answer within {_START_SECONDS} s")
            return False
    _refuse_foreign(supervisor, url, port)
    return all(supervisor.run(part) for part in (service.make_pool(), service.deploy()))


def _refuse_foreign(supervisor: "Supervisor", url: str, port: int) -> None:
    """Check that no other service answers at our address.

    Two services that start at once both find the port free. Our worker would run what the other one
    starts, in our workspace.

    Raises:
        ForeignServerError: another one does.
    """
    from pow_pipeline.cli.up.listener import is_foreign

    if is_foreign(port, supervisor.session_of("server")) and _answers(url):
        raise ForeignServerError(f"{url}: the server of another service or workspace answers there")


def _other_port(workspace: "Workspace", host: str, port: int) -> str:
    """Return how to choose another port."""
    others = range(port + 1, min(port + _NEXT_PORTS, 2**16))
    free = next(
        (candidate for candidate in others if _why_not_there(host, candidate) is None), None
    )
    command = f"pow up --port {free or 'PORT'} --home {quote(str(workspace.home))}"
    return f"choose another port (or --host): {command}"


def _why_not_there(host: str, port: int) -> str | None:
    """Return why no server can listen at an address of this machine; None if it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            connection.bind((host, port))
        except OverflowError:
            return "there is no such port"
        except OSError as error:
            is_taken = error.errno == errno.EADDRINUSE
            taken = "another service or workspace listens there already"
            return taken if is_taken else str(error.strerror)
    return None


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/api/health", timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)  # noqa: PLR2004 -- as HTTP says it
    except (urllib.error.URLError, OSError):
        return False


def _place(workspace: "Workspace") -> Path:
    """Return the file that says where the server is reached."""
    return workspace.service / "address"


def _say(part: str, line: str) -> None:
    print(f"{part:<8}| {line}", file=sys.stderr, flush=True)


def say_as_json(part: str, line: str) -> None:
    """Print one JSON object per line, with the name of the part."""
    try:
        payload = json.loads(line)
    except ValueError:
        payload = line
    if not isinstance(payload, dict):
        payload = {"message": line}
    print(json.dumps({"part": part} | payload, ensure_ascii=False), file=sys.stderr, flush=True)
