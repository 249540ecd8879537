"""Every file of the corpus becomes what its case says, all of them sent together."""

from collections import Counter
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest
from building import ask, drop, ingest_at, receipt_of
from corpus.case import Case
from hostile import HOSTILE_READER
from story import copy_workspace

from pow_pipeline.jobs import worker
from pow_pipeline.reading.sandbox import Sandbox
from pow_pipeline.workspace import Workspace

MODULES = sorted(
    path.stem
    for path in (Path(__file__).parent / "corpus").glob("[a-z]*.py")
    if path.stem != "case"
)
CASES: dict[str, Case] = {
    case.name: case for module in MODULES for case in import_module(f"corpus.{module}").CASES
}


@pytest.fixture(scope="module")
def sent(template, tmp_path_factory) -> tuple[Workspace, dict[str, str]]:
    """Send all cases, those of one moment together; returns the delivery of each case."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("corpus"))
    hostile = pytest.MonkeyPatch()
    hostile.setattr(worker, "Sandbox", partial(Sandbox, command=HOSTILE_READER))
    deliveries: dict[str, str] = {}
    for moment in sorted({case.at for case in CASES.values()}):
        cases = [case for case in CASES.values() if case.at == moment]
        names = {f"{number:04d}-{case.file}": case for number, case in enumerate(cases)}
        for name, case in names.items():
            drop(workspace, case.sender, case.make(), name)
        ingest_at(workspace, moment)
        found = ask(
            workspace,
            "SELECT name, delivery FROM record.delivery WHERE received_at = ?",
            moment.replace(tzinfo=None),
        )
        deliveries |= {names[name].name: delivery for name, delivery in found}
    hostile.undo()
    return workspace, deliveries


@pytest.mark.parametrize("name", CASES)
def test_it_becomes_what_its_case_says(name, sent):
    workspace, deliveries = sent
    case, delivery = CASES[name], deliveries[name]
    ((outcome,),) = ask(
        workspace, "SELECT outcome FROM record.verdict WHERE delivery = ?", delivery
    )
    found = ask(workspace, "SELECT rule, cell FROM record.finding WHERE delivery = ?", delivery)
    receipt = receipt_of(workspace, delivery)
    assert (outcome, Counter(found)) == (case.outcome, Counter(case.found)), receipt
    for text in case.said:
        assert text in receipt
