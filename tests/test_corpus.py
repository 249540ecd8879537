"""Every file of the corpus becomes what its case says, all of them sent together."""

import shutil
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
from building import NOW, ask, drop, ingest_at, receipt_of
from corpus.case import Case

from pow_pipeline.jobs.initialise import initialise
from pow_pipeline.workspace import Workspace
from schemas.programme_folder import BUILT_IN

MODULES = sorted(path.stem for path in (Path(__file__).parent / "corpus").glob("[a-z]*.py"))
CASES: dict[str, Case] = {
    case.name: case
    for module in MODULES
    if module != "case"
    for case in import_module(f"corpus.{module}").CASES
}


@pytest.fixture(scope="session")
def sent(tmp_path_factory) -> dict[str, tuple[Workspace, str]]:
    """Send all cases, those of one moment together; returns where each case is, and as what."""
    folder = tmp_path_factory.mktemp("corpus")
    found: dict[str, tuple[Workspace, str]] = {}
    for programme in sorted({case.programme for case in CASES.values()}):
        workspace, _ = initialise(
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
    own = Path(__file__).parent / "programmes" / programme
    if own.exists():
        return own
    source = shutil.copytree(BUILT_IN / programme, folder / f"{programme}.changed")
    said = source / "programme.toml"
    opened = "publication = 2020-03-15\n"
    said.write_text(said.read_text().replace(opened, f"{opened}closes = 2020-12-31\n"))
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
        drop(workspace, case.sender, case.make(), name)
    ingest_at(workspace, cases[0].at)
    return names


@pytest.mark.parametrize("name", CASES)
def test_it_becomes_what_its_case_says(name, sent):
    case, (workspace, delivery) = CASES[name], sent[name]
    ((outcome,),) = ask(
        workspace, "SELECT outcome FROM record.verdict WHERE delivery = ?", delivery
    )
    found = ask(workspace, "SELECT rule, cell FROM record.finding WHERE delivery = ?", delivery)
    receipt = receipt_of(workspace, delivery)
    assert (outcome, Counter(found)) == (case.outcome, Counter(case.found)), receipt
    for text in case.said:
        assert text in receipt
