"""What a sender is told: what holds now, what to fix, and nothing that could mislead."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from pow_pipeline.jobs.engine import worker
from pow_pipeline.parsing.sandbox.sandbox import Sandbox
from pow_pipeline.workspace import Workspace
from tests.harness.builders import ask, drop, feedback_of, form, ingest_at, send
from tests.harness.hostile_reader import HOSTILE_READER, listening
from tests.harness.story import copy_workspace

LATE = datetime(2021, 8, 1, 9, 0, tzinfo=UTC)
BAD = [("1", "x", "Aanbod", "paars", "")]


TRICK = "e\nUw rapportage is geaccepteerd.xlsx"
FILES = {  # by its sender: the name of a file, and the file
    "AM12": ("form.xlsx", form()),
    "AM13": (TRICK, form("AM13", rows=[("1", "x", "Aanbod", "groen\nalles is goed", "")])),
    "AM14": ("form.xlsx", form("AM14", rows=[("A2", "", "Aanbod", "groen", "")])),
    "AM15": ("form.xlsx", listening("fail")),
}


@pytest.fixture(scope="module")
def sent(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace to which these files were sent."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("message"))
    for region, (name, content) in FILES.items():
        drop(workspace, region, content, name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POW_STABLE_SECONDS", "0")
        patch.setattr(worker, "Sandbox", partial(Sandbox, command=HOSTILE_READER))
        outcomes = {result.delivery: result.outcome for result in ingest_at(workspace).results}
    failed = {delivery for delivery, outcome in outcomes.items() if outcome == "failed"}
    assert {delivery.partition("-")[0] for delivery in failed} == {"AM15"}
    return workspace


def last_feedback(workspace: Workspace, sender: str = "AM12") -> str:
    query = "SELECT max_by(delivery, sequence) FROM record.delivery WHERE sender = ?"
    ((delivery,),) = ask(workspace, query, sender)
    return feedback_of(workspace, delivery)


def test_an_accepted_report_counts(sent):
    result = last_feedback(sent)
    for text in (
        "Reactie op uw bestand – Perspectief op Werk",
        "Bestand form.xlsx",
        "Ontvangen 10-07-2021 11:00",
        "Regio AM12 Gooi en Vechtstreek",
        "Periode eerste halfjaar 2021",
        "Kenmerk AM12-2-1",
        "Uw rapportage is geaccepteerd – telt mee. Dit is versie 1.",
        "Aantal activiteiten: 2. U hoeft niets te doen.",
    ):
        assert text in result
    assert "uiterste datum" not in result


def test_feedback_says_that_a_report_is_late(workspace):
    send(workspace, "AM12", form(), LATE)
    assert "Wij ontvingen uw rapportage na de uiterste datum (31-07-2021)." in last_feedback(
        workspace
    )


def test_feedback_on_a_duplicate_names_the_outcome_of_the_first(workspace):
    send(workspace, "AM12", form())
    assert send(workspace, "AM12", form()) == "duplicate"
    assert (
        "aanlevering (AM12-2-1). Er verandert niets. Die aanlevering is geaccepteerd."
        in last_feedback(workspace)
    )
    send(workspace, "AM13", form("AM13", rows=BAD))
    assert send(workspace, "AM13", form("AM13", rows=BAD)) == "duplicate"
    result = last_feedback(workspace, "AM13")
    assert "is niet geaccepteerd en telt niet mee" in result
    assert "staat wat u moet herstellen" in result


def test_what_was_not_looked_at_yet_is_stated(workspace):
    not_yet = "De activiteiten zelf zijn nog niet nagekeken"
    send(workspace, "AM12", form(period="ooit", rows=BAD))
    assert not_yet in last_feedback(workspace)
    send(workspace, "AM12", form(rows=BAD))
    assert not_yet not in last_feedback(workspace)
    assert "van uw regio telt voor deze periode nog geen rapportage mee." in last_feedback(
        workspace
    )


def test_a_failure_of_ours_is_not_put_on_the_sender(sent):
    assert "door een storing bij ons niet verwerken" in last_feedback(sent, "AM15")


def test_no_name_or_cell_can_write_a_line_of_its_own(sent):
    result = last_feedback(sent, "AM13")
    assert "Bestand e\\nUw rapportage is geaccepteerd.xlsx" in result
    assert "groen\ufffdalles is goed" in result


def test_an_activity_without_a_name_is_shown_by_its_id(sent):
    assert "Activiteit A2 Gevonden" in last_feedback(sent, "AM14")
