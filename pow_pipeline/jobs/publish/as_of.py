"""Making a release of an earlier state again, from the journal, beside what is published."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pow_pipeline.durable import make_folder, sync_folder, sync_tree
from pow_pipeline.errors import UsageError
from pow_pipeline.jobs.engine.earlier_states import project_state
from pow_pipeline.jobs.engine.require import asked_day, asked_period
from pow_pipeline.jobs.publish.make_release import stage_release, write_files
from pow_pipeline.jobs.publish.plausibility import examine
from pow_pipeline.publication.files.release import write_manifest
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.releases import released
from pow_pipeline.workspace import Workspace, refuse_odd_path


@dataclass(frozen=True)
class MadeAgain:
    """What was made, and whether that is what was published.

    Attributes:
        release: its name: what a release of that state is called, whether there is one or not.
        folder: where it stands.
        is_as_released: whether its manifest is that of the release of this name; None where there
            is none.
    """

    release: str
    folder: Path
    is_as_released: bool | None


def make_again(
    workspace: Workspace,
    period: str,
    *,
    as_of: int,
    issued: str | None,
    folder: Path,
    clock: Callable[[], datetime],
) -> MadeAgain:
    """Make what a publication of a period would have made at an earlier event, in a folder.

    It is no version, and nothing else is changed. What was erased since is left out.

    Args:
        workspace: where.
        period: the period.
        as_of: the number of the event whose state it shows.
        issued: the day of publication that it bears, as a person writes it; today when not given.
        folder: where it is to stand; made, unless it is there and empty.
        clock: the present moment.

    Raises:
        UsageError: there is no such event or period, or the folder cannot be used.
        RecordError: the record cannot be read, or what it revises is gone.
    """
    journal = Journal(workspace.journal)
    if not 1 <= as_of <= journal.head():
        raise UsageError(f"there is no event {as_of}; the last one is {journal.head()}")
    programme = ArchivedProgrammes(journal, Blobs(workspace.blobs)).in_force_at(as_of)
    asked_period(programme, period)
    folder = folder.absolute()
    _refuse_folder(workspace, folder)
    make_folder(folder.parent)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".pow-") as name:
        aside = Path(name)
        warehouse, staged = aside / "warehouse.duckdb", aside / "release"
        project_state(workspace, warehouse, as_of=as_of)
        with read_warehouse(warehouse) as connection:
            releases = released(connection)
        plan, revision = stage_release(
            workspace,
            staged,
            programme,
            period,
            warehouse=warehouse,
            releases=releases,
            as_of=as_of,
            issued=asked_day(issued) if issued else clock().astimezone(programme.zone).date(),
        )
        found = examine(staged, plan, programme)
        write_files(workspace, staged, plan, programme, revision, approved_on=found.approved_on)
        manifest = write_manifest(staged, plan)
        sync_tree(staged)
        staged.rename(folder)
    sync_folder(folder.parent)
    return MadeAgain(plan.name, folder, _is_as_released(journal, plan.name, manifest))


def _refuse_folder(workspace: Workspace, folder: Path) -> None:
    refuse_odd_path(folder)
    home, meant = workspace.home.resolve(), folder.resolve()
    own = {each.relative_to(workspace.home).parts[0] for each in workspace.folders()}
    if any(meant.is_relative_to(home / each) for each in own):
        raise UsageError(f"{folder}: among what the workspace keeps; name another one with -o")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is no folder; name another one with -o")
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder}: is not empty; name another one with -o")


def _is_as_released(journal: Journal, name: str, manifest: str) -> bool | None:
    events = (event for event in journal.read() if event.type == "released")
    known = {f"{each.period}.v{each.version}": each.manifest for each in events}
    return known[name] == manifest if name in known else None
