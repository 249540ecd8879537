"""Sending the whole corpus, each case to a workspace of its programme."""

import os
import shutil
from importlib import import_module
from pathlib import Path

from pow_pipeline.workspace import Workspace
from schemas.programme.folder import BUILT_IN
from tests.corpus.case import Case
from tests.harness.builders import NOW, ask, drop, ingest_at, initialise_at, wait_for_tick

_FOLDER = Path(__file__).parent
_MODULES = sorted(path.stem for path in _FOLDER.glob("[a-z]*.py"))
CASES: dict[str, Case] = {
    case.name: case
    for module in _MODULES
    if module not in {"case", "sending"}
    for case in import_module(f"tests.corpus.{module}").CASES
}


def send_all(folder: Path) -> dict[str, tuple[Workspace, str]]:
    """Send all cases, those of one moment together; returns where each case is, and as what."""
    found: dict[str, tuple[Workspace, str]] = {}
    for programme in sorted({case.programme for case in CASES.values()}):
        workspace, _ = initialise_at(
            folder / programme, programme=str(prepare(programme, folder)), now=NOW
        )
        cases = [case for case in CASES.values() if case.programme == programme]
        for moment in sorted({case.at for case in cases}):
            names = send([case for case in cases if case.at == moment], workspace)
            received = "SELECT name, delivery FROM record.delivery"
            found |= {
                names[name].name: (workspace, delivery)
                for name, delivery in ask(workspace, received)
                if name in names
            }
    return found


def prepare(programme: str, folder: Path) -> Path:
    """Return a programme folder: one of the tests, or the built-in one with all that it may use."""
    own = _FOLDER.parent / "programmes" / programme
    if own.exists():
        return own
    source = shutil.copytree(BUILT_IN / programme, folder / f"{programme}.changed")
    result = source / "programme.toml"
    opened = "publication = 2020-03-15\n"
    result.write_text(result.read_text().replace(opened, f"{opened}closes = 2020-12-31\n"))
    regions = source / "regions.csv"
    lines = regions.read_text().splitlines()
    later = [f"{line[:-2]}2020-01-01,," if line.startswith("AM35") else line for line in lines]
    regions.write_text("\n".join(later))
    return source


def send(cases: list[Case], workspace: Workspace) -> dict[str, Case]:
    """Send cases of one moment together; returns them by the name of their file."""
    names = {
        f"{case.at:%Y%m%d}-{number:04d}-{case.file}": case for number, case in enumerate(cases)
    }
    for name, case in names.items():
        path = drop(workspace, case.sender, case.make(), name)
        if case.written is not None:
            os.utime(path, (case.written, case.written))
        wait_for_tick(path)  # files that arrive within a tick are asked about
    ingest_at(workspace, cases[0].at)
    return names
