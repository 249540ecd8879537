"""Creates a workspace: its folders, an inbox and outbox for each region, and its first event."""

from pathlib import Path

from pow_pipeline.durable import make_folder
from pow_pipeline.errors import UsageError
from pow_pipeline.jobs.engine.catch_up import advance
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.setup.access import make_folders, set_modes
from pow_pipeline.jobs.setup.activate import draft_activation
from pow_pipeline.record_format import keep_format
from pow_pipeline.workspace import refuse_special_characters
from schemas.programme.folder import (
    BUILT_IN,
    begin_with,
    read_programme,
    read_programme_folder,
)
from schemas.programme.programme import Programme


def initialise(run: Run, *, programme: str | None, first_period: str | None = None) -> Programme:
    """Create the workspace of a run for a programme, and return the programme.

    If an earlier creation was interrupted, it is completed.

    Args:
        run: the run; its workspace is a folder that is empty or does not exist.
        programme: name of a built-in programme or path of a programme folder; None for the first
            built-in programme.
        first_period: code of the first period of the programme; None for that of its folder.

    Raises:
        UsageError: the folder is in use, or there is no such programme.
        ProgrammeError: the programme folder is invalid.
    """
    workspace = run.workspace
    refuse_special_characters(workspace.home)
    head = run.journal.head()
    if head == 1 and not workspace.warehouse.exists():
        advance(run)
        return read_programme(read_programme_folder(workspace.programme))
    _refuse_used(run, head)
    files = read_programme_folder(find_programme(programme))
    if first_period:
        files = files | begin_with(files, first_period)
    new_programme = read_programme(files)
    for folder in workspace.folders():
        make_folder(folder)
    set_modes(workspace)
    make_folders(workspace, new_programme)
    for name, content in files.items():
        (workspace.programme / name).write_bytes(content)
    keep_format(workspace.journal.parent)
    run.journal.append(draft_activation(run, new_programme, files))
    advance(run)
    return new_programme


def _refuse_used(run: Run, head: int) -> None:
    home = run.workspace.home
    if head:
        raise UsageError(f"{home} is a workspace already; choose another folder")
    if home.exists() and not run.workspace.journal.exists() and any(home.iterdir()):
        message = f"{home} is not empty; choose a folder that is empty or does not exist"
        raise UsageError(message)


def find_programme(name: str | None = None) -> Path:
    """Return the folder of a built-in programme or the programme folder at a path.

    Without a name, return the folder of the first built-in programme.

    Raises:
        UsageError: there is no programme with that name.
    """
    built_in = sorted(path for path in BUILT_IN.iterdir() if path.is_dir())
    if name is None:
        return built_in[0]
    for folder in (BUILT_IN / name, Path(name)):
        if folder.is_dir():
            return folder
    known = ", ".join(path.name for path in built_in)
    message = f"no programme {name!r}: name a folder, or one of the built-in programmes: {known}"
    raise UsageError(message)
