"""What OpenLineage is told and by which way; only where it is wanted is its client imported."""

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
# By name, the hash that tells its version.
Datasets = dict[str, str]


@dataclass(frozen=True)
class Said:
    """What is told with an event.

    Attributes:
        record: what tells this record from others.
        failure: the kind and place of an error.
    """

    record: str
    inputs: Datasets = field(default_factory=dict)
    outputs: Datasets = field(default_factory=dict)
    failure: str = ""


def is_configured() -> bool:
    """Return whether OpenLineage's own settings say where to."""
    if os.environ.get("OPENLINEAGE_DISABLED", "").lower() == "true":
        return False
    is_said = any(name.startswith(_VARIABLES) for name in os.environ)
    return is_said or any(_is_file(path) for path in _FILES)


def _is_file(path: Path) -> bool:
    with suppress(OSError, RuntimeError):  # a home that is another's, or none at all
        return path.expanduser().is_file()
    return False


def transport_of(wanted: str) -> Mapping[str, Any]:
    """Return by which way events go, as OpenLineage's client is told it.

    Args:
        wanted: the address, file or HTTP; '' for what OpenLineage's own settings say.

    Raises:
        UsageError: it is neither.
    """
    if not wanted:
        return {}
    with suppress(ValueError):  # what is no address at all
        address = urlsplit(wanted)
        if address.scheme == "file" and address.path:
            return {"type": "file", "log_file_path": address.path, "append": True}
        if address.scheme in {"http", "https"} and address.hostname:
            return {"type": "http", "url": wanted, "timeout": 5, "retry": {"total": 1}}
    raise UsageError("POW_LINEAGE: say file:///path/of/a/file, or the https:// of a server")


@dataclass(frozen=True)
class Run:
    """A run of a job about which something is told.

    Attributes:
        transport: by which way, see `transport_of`.
    """

    job: str
    transport: Mapping[str, Any]
    id: str = field(default_factory=lambda: str(uuid4()))

    def tell(self, state: State, said: Callable[[], Said]) -> None:
        """Tell how it began or ended; that this cannot be said or told is no error.

        Args:
            state: what it is that happened.
            said: reckons what is told with it.
        """
        try:
            self._client.emit(_event(self, state, said()))
        except Exception as error:  # noqa: BLE001 -- whatever a client raises, the work goes on
            _LOG.warning("lineage could not be told: %s", type(error).__name__)

    @cached_property
    def _client(self) -> "OpenLineageClient":
        from openlineage.client import OpenLineageClient

        # Else it runs git, and tells of the folder that we happen to be in.
        config: dict[str, Any] = {"facets": {"source_code_location": {"disabled": True}}}
        if self.transport:
            config["transport"] = dict(self.transport)
        return OpenLineageClient(config=config)


def _event(run: Run, state: State, said: Said) -> "RunEvent":
    from openlineage.client import event_v2 as told
    from openlineage.client.facet_v2 import error_message_run

    failed = {"errorMessage": error_message_run.ErrorMessageRunFacet(said.failure, "python")}
    inputs, outputs = said.inputs.items(), said.outputs.items()
    return told.RunEvent(
        eventTime=datetime.now(UTC).isoformat(),
        eventType=told.RunState[state],
        producer=_PRODUCER,
        run=told.Run(run.id, facets={**failed} if said.failure else {}),
        job=told.Job(said.record, run.job),
        inputs=[told.InputDataset(said.record, n, facets=_version(h)) for n, h in inputs],
        outputs=[told.OutputDataset(said.record, n, facets=_version(h)) for n, h in outputs],
    )


def _version(sha256: str) -> dict[str, Any]:
    from openlineage.client.facet_v2 import dataset_version_dataset

    return {"version": dataset_version_dataset.DatasetVersionDatasetFacet(sha256)}
