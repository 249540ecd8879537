"""OpenLineage events and their transport. The client is imported only if lineage is configured."""

import logging
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlsplit
from uuid import uuid4

from pow_pipeline import VERSION
from pow_pipeline.errors import UsageError

if TYPE_CHECKING:
    from openlineage.client import OpenLineageClient
    from openlineage.client.event_v2 import RunEvent

_LOG: Final = logging.getLogger(__name__)
_PRODUCER: Final = f"urn:pow-pipeline:{VERSION}"
_VARIABLES: Final = ("OPENLINEAGE_URL", "OPENLINEAGE_CONFIG", "OPENLINEAGE__TRANSPORT")
_FILES: Final = (Path("openlineage.yml"), Path("~/.openlineage/openlineage.yml"))

State = Literal["START", "COMPLETE", "FAIL"]
# Maps the name of a data set to the hash that identifies its version.
Datasets = dict[str, str]


@dataclass(frozen=True)
class Details:
    """Contents of one lineage event.

    Attributes:
        record: identifier of the record; used as the OpenLineage namespace.
        failure: the kind and place of an error; '' without one.
    """

    record: str
    inputs: Datasets = field(default_factory=dict)
    outputs: Datasets = field(default_factory=dict)
    failure: str = ""


def is_configured() -> bool:
    """Return whether OpenLineage's own settings name a transport."""
    if os.environ.get("OPENLINEAGE_DISABLED", "").lower() == "true":
        return False
    is_in_environment = any(name.startswith(_VARIABLES) for name in os.environ)
    return is_in_environment or any(_is_file(path) for path in _FILES)


def _is_file(path: Path) -> bool:
    with suppress(OSError, RuntimeError):  # no access to the home folder, or none exists
        return path.expanduser().is_file()
    return False


def transport_of(wanted: str) -> Mapping[str, Any]:
    """Return the `transport` configuration of the OpenLineage client.

    Args:
        wanted: a file:// or http(s):// address; '' to use OpenLineage's own settings.

    Raises:
        UsageError: the address is neither.
    """
    if not wanted:
        return {}
    with suppress(ValueError):  # not a valid address
        address = urlsplit(wanted)
        if address.scheme == "file" and address.path:
            return {"type": "file", "log_file_path": address.path, "append": True}
        if address.scheme in {"http", "https"} and address.hostname:
            return {"type": "http", "url": wanted, "timeout": 5, "retry": {"total": 1}}
    raise UsageError(
        "POW_LINEAGE: write file:///path/of/a/file, or the https:// address of a server"
    )


@dataclass(frozen=True)
class LineageRun:
    """A run of a job that emits lineage events.

    Attributes:
        transport: configuration of the OpenLineage client, see `transport_of`.
    """

    job: str
    transport: Mapping[str, Any]
    id: str = field(default_factory=lambda: str(uuid4()))

    def emit(self, state: State, details: Callable[[], Details]) -> None:
        """Emit the start or end of the run. A failure to build or emit the event is only logged.

        Args:
            state: the state that the run has reached.
            details: computes the contents of the event.
        """
        try:
            self._client.emit(_event(self, state, details()))
        except Exception as error:  # noqa: BLE001 -- whatever a client raises, the work goes on
            _LOG.warning("lineage could not be emitted: %s", type(error).__name__)

    @cached_property
    def _client(self) -> "OpenLineageClient":
        from openlineage.client import OpenLineageClient

        # Otherwise the client runs git and reports the current working directory.
        config: dict[str, Any] = {"facets": {"source_code_location": {"disabled": True}}}
        if self.transport:
            config["transport"] = dict(self.transport)
        return OpenLineageClient(config=config)


def _event(run: LineageRun, state: State, details: Details) -> "RunEvent":
    from openlineage.client import event_v2
    from openlineage.client.facet_v2 import error_message_run

    failed = {"errorMessage": error_message_run.ErrorMessageRunFacet(details.failure, "python")}
    inputs, outputs = details.inputs.items(), details.outputs.items()
    return event_v2.RunEvent(
        eventTime=datetime.now(UTC).isoformat(),
        eventType=event_v2.RunState[state],
        producer=_PRODUCER,
        run=event_v2.Run(run.id, facets={**failed} if details.failure else {}),
        job=event_v2.Job(details.record, run.job),
        inputs=[event_v2.InputDataset(details.record, n, facets=_version(h)) for n, h in inputs],
        outputs=[event_v2.OutputDataset(details.record, n, facets=_version(h)) for n, h in outputs],
    )


def _version(sha256: str) -> dict[str, Any]:
    from openlineage.client.facet_v2 import dataset_version_dataset

    return {"version": dataset_version_dataset.DatasetVersionDatasetFacet(sha256)}
