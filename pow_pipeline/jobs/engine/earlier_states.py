"""Earlier states: the figures of a release, and a warehouse as of an event."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pow_pipeline.errors import RecordError
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.model.releases import Release
from pow_pipeline.publication.files.contents import hash_figures
from pow_pipeline.publication.files.release import DATABASE, is_as_released, is_made_by_this_version
from pow_pipeline.publication.files.snapshot import stage_full
from pow_pipeline.record.decisions import Erased
from pow_pipeline.warehouse.rebuild import rebuild


@contextmanager
def figures_of(run: Run, release: Release, *, aside: Path) -> Iterator[Path]:
    """Yield the path of a database with the figures of a release.

    This is the database in the release folder. If it is missing or differs from what was
    released, the database is made again from the journal.

    Args:
        run: the run.
        release: the release.
        aside: temporary folder for a database that has to be made again; removed afterwards.

    Raises:
        RecordError: the database is missing or changed, and cannot be reproduced.
    """
    folder = run.workspace.releases / release.name
    published = folder / "public" / DATABASE
    if is_as_released(published, folder, release):
        yield published
        return
    try:
        yield _make_figures(run, release, aside)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def refuse_other_figures(run: Run, release: Release) -> None:
    """Refuse a release whose figures differ from those that the journal gives.

    A release that was made with other definitions, or before a later erasure, cannot be compared
    and is let through.

    Raises:
        RecordError: the figures differ; the message says how to publish a corrected release.
    """
    folder = run.workspace.releases / release.name
    since = run.journal.read(release.as_of)
    if not is_made_by_this_version(folder) or any(isinstance(event, Erased) for event in since):
        return
    aside = run.workspace.published / ".compared"
    try:
        figures = hash_figures(_stage_again(run, release, aside))
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    if figures != release.figures:
        raise RecordError(
            f"{folder}: its figures are not those that the journal gives; publish a corrected "
            f"release with: pow publish {release.period}"
        )


def _make_figures(run: Run, release: Release, aside: Path) -> Path:
    made = _stage_again(run, release, aside)
    if hash_figures(made) != release.figures:
        folder = run.workspace.releases / release.name
        message = f"{folder}: missing or changed, and its figures cannot be made again as they were"
        raise RecordError(f"{message}; restore the folder from a back-up")
    return made


def _stage_again(run: Run, release: Release, aside: Path) -> Path:
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    made = aside / DATABASE
    project_state(run, aside / "warehouse.duckdb", as_of=release.as_of)
    stage_full(aside / "warehouse.duckdb", made, period=release.period)
    return made


def project_state(run: Run, warehouse: Path, *, as_of: int) -> None:
    """Build a warehouse from the journal up to an event, without data that was erased later."""
    journal = run.journal
    rebuild(warehouse, journal, run.blobs, until=as_of, erased_by=journal.head())
