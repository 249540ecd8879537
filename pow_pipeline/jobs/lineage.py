"""Lineage: what a run made of what, told where that is wanted; names and hashes, no contents.

It is told from the journal, before and after a run. Nothing waits for it or fails by it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from pow_pipeline.errors import place_of
from pow_pipeline.jobs.lineage_events import is_configured, open_client, tell
from pow_pipeline.record.events import Judged, ProgrammeActivated, Received, Released
from pow_pipeline.record.journal import Journal
from pow_pipeline.settings import read_settings
from pow_pipeline.workspace import Workspace

if TYPE_CHECKING:
    from openlineage.client import OpenLineageClient

# By name, the hash that tells its version.
Datasets = dict[str, str]

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")
_Job = Callable[Concatenate[Workspace, _Given], _Found]


def with_lineage(job: str) -> Callable[[_Job[_Given, _Found]], _Job[_Given, _Found]]:
    """Return what lets a job tell its lineage, if that is wanted: how it began and how it ended."""

    def decorate(run: _Job[_Given, _Found]) -> _Job[_Given, _Found]:
        @wraps(run)
        def told(workspace: Workspace, /, *args: _Given.args, **options: _Given.kwargs) -> _Found:
            wanted = read_settings().lineage
            if not (wanted or is_configured()):
                return run(workspace, *args, **options)
            with _telling(job, Journal(workspace.journal), open_client(wanted)):
                return run(workspace, *args, **options)

        return told

    return decorate


@contextmanager
def _telling(job: str, journal: Journal, client: "OpenLineageClient") -> Iterator[None]:
    from openlineage.client.uuid import generate_new_uuid

    run, seen = str(generate_new_uuid()), journal.head()
    record = f"pow:{journal.hash_of(1)[:16]}"
    tell(client, "START", job, run, record=record)
    try:
        yield
    except BaseException as error:
        kind = place_of(error) if isinstance(error, Exception) else type(error).__name__
        tell(client, "FAIL", job, run, record=record, failure=kind)
        raise
    inputs, outputs = (_of_publishing if job == "publish" else _of_ingesting)(journal, seen)
    tell(client, "COMPLETE", job, run, record=record, inputs=inputs, outputs=outputs)


def _of_ingesting(journal: Journal, seen: int) -> tuple[Datasets, Datasets]:
    """Return the deliveries that were judged after an event, and what they went into."""
    judged = [event for event in journal.read(after=seen) if isinstance(event, Judged)]
    inputs: Datasets = {}
    for event in judged:
        inputs |= _programme(journal, event.programme)
        for verdict in event.verdicts:
            inputs |= _delivery(journal, verdict.delivery)
    return inputs, _warehouse(journal, journal.head()) if judged else {}


def _of_publishing(journal: Journal, seen: int) -> tuple[Datasets, Datasets]:
    """Return the state of the warehouse that was released after an event, and the releases."""
    released = [event for event in journal.read(after=seen) if isinstance(event, Released)]
    inputs: Datasets = {}
    for event in released:
        inputs |= _warehouse(journal, event.as_of)
    return inputs, {f"releases/{each.period}.v{each.version}": each.manifest for each in released}


def _programme(journal: Journal, number: int) -> Datasets:
    event = journal.event(number)
    return {"programme": event.digest} if isinstance(event, ProgrammeActivated) else {}


def _delivery(journal: Journal, name: str) -> Datasets:
    _, number, place = name.rsplit("-", 2)
    event = journal.event(int(number))
    files = event.files if isinstance(event, Received) else ()
    return {f"deliveries/{name}": file.sha256 for file in files[int(place) - 1 : int(place)]}


def _warehouse(journal: Journal, number: int) -> Datasets:
    return {"warehouse": journal.hash_of(number)}
