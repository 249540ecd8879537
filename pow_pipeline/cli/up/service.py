"""The parts of the service: a Prefect server, a worker, the watcher, and their settings."""

import os
import sys
from pathlib import Path
from typing import Final

import flows
from pow_pipeline.cli.up.supervisor import Part
from pow_pipeline.errors import UsageError
from pow_pipeline.workspace import Workspace

FOLDER: Final = Path(flows.__file__).parents[1]
"""The folder in which the parts run; the entrypoints of the deployments are relative to it."""
_PACKAGED: Final = Path(flows.__file__).with_name("prefect.yaml")
DEPLOYMENTS: Final = _PACKAGED if _PACKAGED.is_file() else FOLDER / "prefect.yaml"
"""The deployments: at the root of a checkout, in the package `flows` of an installed wheel."""
POOL: Final = "pow"
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
# Defaults for Prefect; the environment overrides them.
_DEFAULTS: Final = {
    "PREFECT_WORKER_QUERY_SECONDS": "2",  # longest delay between an event and its run
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_CLI_COLORS": "false",
    "PREFECT_LOGGING_COLORS": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    "PYTHONUNBUFFERED": "1",
    "POW_LOG": "text" if sys.stderr.isatty() else "json",
}
# No telemetry; the environment cannot change this.
_ALWAYS: Final = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "GX_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
}


def environment(workspace: Workspace, *, host: str, port: int) -> dict[str, str]:
    """Return the environment of every part.

    Raises:
        UsageError: the server would accept other machines without a password.
    """
    given = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    if host not in _LOOPBACK and not given.get("PREFECT_SERVER_API_AUTH_STRING"):
        raise UsageError(
            f"{host} can be reached from other machines, where anyone could start runs; set "
            "PREFECT_SERVER_API_AUTH_STRING=name:password (and PREFECT_API_AUTH_STRING "
            "the same), or let it listen on 127.0.0.1"
        )
    return {
        "PREFECT_HOME": str(workspace.service),
        **_DEFAULTS,
        **given,
        **_ALWAYS,
        "PREFECT_SERVER_API_HOST": host,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_API_URL": f"{address(host, port)}/api",
        "POW_HOME": str(workspace.home),
    }


def address(host: str, port: int) -> str:
    """Return the URL of the server for this machine."""
    name = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 -- asked for
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def server() -> Part:
    """Return the Prefect server, which serves the API and the web interface."""
    return Part("server", _prefect("server", "start"))


def make_pool() -> Part:
    """Return the command that creates the work pool, in which runs wait for a worker."""
    return Part("pool", _prefect("work-pool", "create", POOL, "--type", "process", "--overwrite"))


def deploy() -> Part:
    """Return the command that registers the flows with their schedules and triggers."""
    return Part(
        "deploy", _prefect("--no-prompt", "deploy", "--all", "--prefect-file", str(DEPLOYMENTS))
    )


def worker() -> Part:
    """Return the worker, which executes runs."""
    return Part("worker", (sys.executable, "-m", "flows.worker", "--pool", POOL))


def watcher() -> Part:
    """Return the watcher of the inboxes."""
    return Part("watcher", (sys.executable, "-m", "pow_pipeline.cli.main", "watch"))


def _prefect(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "prefect", *arguments)
