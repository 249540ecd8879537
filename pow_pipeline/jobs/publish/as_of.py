"""Rebuilds a release of an earlier state from the journal, in a folder outside the workspace."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from pow_pipeline.durable import make_folder, sync_folder, sync_tree
from pow_pipeline.errors import UsageError
from pow_pipeline.jobs.engine.earlier_states import project_state
from pow_pipeline.jobs.engine.require import require_day, require_period
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.engine.stages import CHECK, RENDER, VERIFY
from pow_pipeline.jobs.publish.plausibility import examine
from pow_pipeline.jobs.publish.render import start_rendering, write_files
from pow_pipeline.jobs.publish.staging import State, stage_release
from pow_pipeline.publication.files.release import ReleasePlan, write_manifest
from pow_pipeline.record.journal import Journal
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.releases import released
from pow_pipeline.workspace import Workspace, refuse_special_characters


@dataclass(frozen=True)
class MadeAgain:
    """A rebuilt release, and whether it equals the published one.

    Attributes:
        release: name of the release; it need not have been published.
        folder: the folder that contains it.
        is_as_released: whether its manifest equals that of the published release with this name;
            None if no such release was published.
    """

    release: str
    folder: Path
    is_as_released: bool | None


def make_again(run: Run, period: str, *, as_of: int, issued: str | None, folder: Path) -> MadeAgain:
    """Build the release that publishing a period at an earlier event would have made.

    This does not create a release version and changes nothing in the workspace. Data erased since
    that event are left out.

    Args:
        run: the run.
        period: code of the period.
        as_of: number of the event whose state the release shows.
        issued: day of publication that the release states, as typed by a user; None for today.
        folder: destination folder; created if missing, otherwise it must be empty.

    Raises:
        UsageError: there is no such event or period, or the folder cannot be used.
        RecordError: the record cannot be read, or the release that this one revises is missing
            and cannot be reproduced.
    """
    head = run.journal.head()
    if not 1 <= as_of <= head:
        raise UsageError(f"there is no event {as_of}; the last one is {head}")
    programme = run.programmes.in_force_at(as_of)
    require_period(programme, period)
    folder = folder.absolute()
    _refuse_folder(run.workspace, folder)
    today = run.clock().astimezone(programme.zone).date()
    make_folder(folder.parent)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".pow-") as name:
        warehouse, staged = Path(name) / "warehouse.duckdb", Path(name) / "release"
        project_state(run, warehouse, as_of=as_of)
        with read_warehouse(warehouse) as connection:
            releases = released(connection)
        day = require_day(issued) if issued else today
        state = State(period, programme, warehouse, releases, as_of, day)
        plan, manifest = _write(run, staged, state)
        sync_tree(staged)
        staged.rename(folder)
    sync_folder(folder.parent)
    return MadeAgain(plan.name, folder, _is_as_released(run.journal, plan.name, manifest))


def _write(run: Run, staged: Path, state: State) -> tuple[ReleasePlan, str]:
    """Write all files of a release; return its plan and the hash of its manifest."""
    programme = state.programme
    plan, revision = stage_release(run, staged, state)
    with start_rendering(staged, plan, programme) as started:
        assessment = run.stage(CHECK, lambda: examine(staged, plan, programme))
        approved_on = assessment.approved_on
        run.stage(
            RENDER,
            lambda: write_files(
                run, staged, plan, programme, revision, started=started, approved_on=approved_on
            ),
        )
    return plan, run.stage(VERIFY, lambda: write_manifest(staged, plan))


def _refuse_folder(workspace: Workspace, folder: Path) -> None:
    refuse_special_characters(folder)
    home, target = workspace.home.resolve(), folder.resolve()
    own = {path.relative_to(workspace.home).parts[0] for path in workspace.folders()}
    if any(target.is_relative_to(home / name) for name in own):
        raise UsageError(f"{folder}: among what the workspace keeps; name another one with -o")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is no folder; name another one with -o")
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder}: is not empty; name another one with -o")


def _is_as_released(journal: Journal, name: str, manifest: str) -> bool | None:
    events = (event for event in journal.read() if event.type == "released")
    known = {f"{event.period}.v{event.version}": event.manifest for event in events}
    return known[name] == manifest if name in known else None
