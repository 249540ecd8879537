"""What OpenLineage is told and by which way; only where it is wanted is its client imported."""

import logging
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlparse

from pow_pipeline import VERSION
from pow_pipeline.errors import UsageError

if TYPE_CHECKING:
    from openlineage.client import OpenLineageClient

_LOG: Final = logging.getLogger(__name__)
_PRODUCER: Final = f"urn:pow-pipeline:{VERSION}"
_VARIABLES: Final = ("OPENLINEAGE_URL", "OPENLINEAGE_CONFIG", "OPENLINEAGE__TRANSPORT")
_FILES: Final = (Path("openlineage.yml"), Path("~/.openlineage/openlineage.yml"))
_NOTHING: Final[Mapping[str, str]] = {}


def is_configured() -> bool:
    """Return whether OpenLineage's own settings say where to."""
    if os.environ.get("OPENLINEAGE_DISABLED", "").lower() == "true":
        return False
    is_said = any(name.startswith(_VARIABLES) for name in os.environ)
    return is_said or any(path.expanduser().is_file() for path in _FILES)


def open_client(wanted: str) -> "OpenLineageClient":
    """Return what events are given to.

    Args:
        wanted: the address, file or HTTP; '' for what OpenLineage's own settings say.

    Raises:
        UsageError: it is neither.
    """
    from openlineage.client import OpenLineageClient

    # Else it runs git, and tells of the folder that we happen to be in.
    config: dict[str, Any] = {"facets": {"source_code_location": {"disabled": True}}}
    if wanted:
        config["transport"] = _transport(wanted)
    return OpenLineageClient(config=config)


def _transport(wanted: str) -> dict[str, Any]:
    address = urlparse(wanted)
    if address.scheme == "file" and address.path:
        return {"type": "file", "log_file_path": address.path, "append": True}
    if address.scheme in {"http", "https"} and address.netloc:
        return {"type": "http", "url": wanted, "timeout": 5, "retry": {"total": 1}}
    raise UsageError("POW_LINEAGE: say file:///path/of/a/file, or the https:// of a server")


def tell(
    client: "OpenLineageClient",
    state: Literal["START", "COMPLETE", "FAIL"],
    job: str,
    run: str,
    *,
    record: str,
    inputs: Mapping[str, str] = _NOTHING,
    outputs: Mapping[str, str] = _NOTHING,
    failure: str = "",
) -> None:
    """Tell how a run of a job began or ended; that it cannot be told is no error.

    Args:
        client: whom to tell.
        state: what it is that happened.
        job: the job.
        run: the id of the run.
        record: what tells this record from others.
        inputs: by the name of each dataset, the hash that tells its version.
        outputs: the same.
        failure: the kind and place of an error.
    """
    from openlineage.client import event_v2 as told
    from openlineage.client.facet_v2 import error_message_run

    failed = {"errorMessage": error_message_run.ErrorMessageRunFacet(failure, "python")}
    event = told.RunEvent(
        eventTime=datetime.now(UTC).isoformat(),
        eventType=told.RunState[state],
        producer=_PRODUCER,
        run=told.Run(run, facets={**failed} if failure else {}),
        job=told.Job(record, job),
        inputs=[told.InputDataset(record, n, facets=_version(h)) for n, h in inputs.items()],
        outputs=[told.OutputDataset(record, n, facets=_version(h)) for n, h in outputs.items()],
    )
    try:
        client.emit(event)
    except Exception as error:  # noqa: BLE001 -- whatever a transport raises, the work goes on
        _LOG.warning("lineage could not be told: %s", type(error).__name__)


def _version(sha256: str) -> dict[str, Any]:
    from openlineage.client.facet_v2 import dataset_version_dataset

    return {"version": dataset_version_dataset.DatasetVersionDatasetFacet(sha256)}
