"""Runs the flows on a separate Prefect server, independent of any other on this machine."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_SETTINGS: Final = {
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "ERROR",
    "DO_NOT_TRACK": "1",
    "POW_UPLOAD_TO": "",  # examples are for nobody else
    "POW_STABLE_SECONDS": "0",  # the demonstration renames its files into place
}


@dataclass(frozen=True)
class Flows:
    """The flows of this project, ready to be called."""

    ingest_submissions: Callable[..., Any]
    publish_release: Callable[..., Any]


@contextmanager
def own_server(home: Path) -> Iterator[Flows]:
    """Yield the flows; their server starts with the first call and ends with this process.

    Args:
        home: where the server keeps its database.
    """
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        del os.environ[name]
    os.environ.update(_SETTINGS, PREFECT_HOME=str(home))
    # Prefect reads its settings when it is imported.
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    from flows.ingest_submissions import ingest_submissions
    from flows.publish_release import publish_release

    # The heartbeat of a flow sleeps for a second at its end.
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield Flows(ingest_submissions, publish_release)
