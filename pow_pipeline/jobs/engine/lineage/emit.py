"""Emits OpenLineage events about the inputs and outputs of a run, if lineage is configured.

The events contain names and hashes, no contents. They are derived from the journal before and after
the run. A failed emit never fails the run, but the run waits for it. If POW_LINEAGE names a server
that does not answer, it waits ten seconds at the start and ten at the end. If OpenLineage's own
settings are used, these determine the wait.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from pow_pipeline.errors import place_of
from pow_pipeline.jobs.engine.lineage.events import (
    Datasets,
    Details,
    LineageRun,
    is_configured,
    transport_of,
)
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.record.events import ProgrammeActivated, Received, Released, Validated
from pow_pipeline.record.journal import Journal

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")
_Job = Callable[Concatenate[Run, _Arguments], _Result]


def with_lineage(job: str) -> Callable[[_Job[_Arguments, _Result]], _Job[_Arguments, _Result]]:
    """Return a decorator that emits lineage at the start and end of a job, if configured."""

    def decorate(function: _Job[_Arguments, _Result]) -> _Job[_Arguments, _Result]:
        @wraps(function)
        def traced(run: Run, /, *args: _Arguments.args, **options: _Arguments.kwargs) -> _Result:
            address = run.settings.lineage.get_secret_value()
            if not (address or is_configured()):
                return function(run, *args, **options)
            with _emitting(LineageRun(job, transport_of(address)), run.journal):
                return function(run, *args, **options)

        return traced

    return decorate


@contextmanager
def _emitting(lineage: LineageRun, journal: Journal) -> Iterator[None]:
    last = journal.head()

    def record() -> str:
        return f"pow:{journal.hash_of(1)[:16]}"

    def made() -> Details:
        datasets = _of_publishing if lineage.job == "publish" else _of_ingesting
        return Details(record(), *datasets(journal, last))

    lineage.emit("START", lambda: Details(record()))
    try:
        yield
    except BaseException as error:
        kind = place_of(error) if isinstance(error, Exception) else type(error).__name__
        lineage.emit("FAIL", lambda: Details(record(), failure=kind))
        raise
    lineage.emit("COMPLETE", made)


def _of_ingesting(journal: Journal, seen: int) -> tuple[Datasets, Datasets]:
    """Return the inputs (deliveries validated after an event) and the output (the warehouse)."""
    validated = [event for event in journal.read(after=seen) if isinstance(event, Validated)]
    inputs: Datasets = {}
    for event in validated:
        inputs |= _programme(journal, event.programme)
        for result in event.results:
            inputs |= _delivery(journal, result.delivery)
    return inputs, _warehouse(journal, journal.head()) if validated else {}


def _of_publishing(journal: Journal, seen: int) -> tuple[Datasets, Datasets]:
    """Return the inputs (released states of the warehouse) and the releases after an event."""
    released = [event for event in journal.read(after=seen) if isinstance(event, Released)]
    inputs: Datasets = {}
    for event in released:
        inputs |= _warehouse(journal, event.as_of)
    outputs = {f"releases/{event.period}.v{event.version}": event.manifest for event in released}
    return inputs, outputs


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
