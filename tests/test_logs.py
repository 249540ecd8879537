"""What is logged: lines that bear the numbers of what they are about, and never what it says."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from pow_pipeline.errors import PublicationBlockedError
from pow_pipeline.jobs.ingest.ingest import ingest
from pow_pipeline.logs import start_logs
from pow_pipeline.validation import validate
from pow_pipeline.workspace import Workspace
from tests.harness.builders import command, drop, form, ingest_at, publish_at, run_at, workbook
from tests.harness.form_server import POW
from tests.harness.hostile_reader import listening
from tests.harness.story import NOW_TEXT

PLANTED = "Geheimenwinkel"


@pytest.fixture
def _own_logs() -> Iterator[None]:
    """Let a test set up logs, and log as before afterwards."""
    root = logging.getLogger()
    ours = [logging.getLogger(name) for name in ("pow_pipeline", "flows")]
    handlers, levels = root.handlers[:], [logger.level for logger in ours]
    yield
    root.handlers[:] = handlers
    for logger, level in zip(ours, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture
def _logging(_own_logs: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Log as JSON."""
    monkeypatch.setenv("POW_LOG", "json")
    start_logs()


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def planted_everywhere() -> dict[str, bytes]:
    """Files that hold the text wherever a sender can put one, by region."""
    cells = [("Regio", PLANTED), ("Periode", PLANTED), (PLANTED, "Activiteit")]
    return {
        "AM12": form("AM12", rows=[(PLANTED, PLANTED, "Aanbod", "groen", PLANTED)]),
        "AM13": form("AM13", rows=[("1", PLANTED, PLANTED, PLANTED, PLANTED)]),
        "AM14": form(PLANTED, PLANTED, rows=[("1", PLANTED, "Aanbod", "rood", "")]),
        "AM15": workbook(cells, sheet=PLANTED),
        "AM17": PLANTED.encode(),
        "AM18": f"Regio;{PLANTED}\n{PLANTED};;;;\n".encode(),
        "AM20": listening("die"),
    }


@pytest.mark.usefixtures("_logging", "hostile_readers")
def test_no_line_says_what_a_file_says_or_is_called(workspace, capsys, monkeypatch):
    for region, content in planted_everywhere().items():
        drop(workspace, region, content, name=f"{PLANTED}.xlsx")
    drop(workspace, "AM21", form("AM21"))

    def fail_on_one(readings, **known):
        if any(each.delivery.sender == "AM21" for each in readings):
            raise ValueError(PLANTED)
        return validated(readings, **known)

    validated = validate.validate_batch
    monkeypatch.setattr(validate, "validate_batch", fail_on_one)
    outcomes = {each.delivery: each.outcome for each in ingest_at(workspace).results}
    text = capsys.readouterr().err
    assert PLANTED.casefold() not in text.casefold()
    shown = lines(text)
    assert {each["run"] for each in shown} == {shown[0]["run"]}
    of_deliveries = {each["delivery"]: each["message"] for each in shown if "delivery" in each}
    assert of_deliveries == outcomes
    (failed,) = (each for each in shown if each["level"] == "error")
    assert (failed["delivery"], failed["batch"]) == ("AM21-2-8", "2-2")
    assert "ValueError" in failed["message"]


@pytest.mark.usefixtures("_logging")
def test_a_run_can_be_followed_by_its_numbers(workspace, capsys):
    drop(workspace, "AM12", form())
    ingest_at(workspace)
    output = lines(capsys.readouterr().err)
    steps = [(each["message"], each.get("event_number"), each.get("batch")) for each in output]
    assert steps == [
        ("received", 2, None),
        ("receive done", None, None),
        ("parse done", None, "2-2"),
        ("validate done", None, "2-2"),
        ("accepted", 3, "2-2"),
        ("load done", None, "2-2"),
        ("feedback done", 3, None),
    ]
    stages = ["receive", "receive", "parse", "validate", "load", "load", "feedback"]
    assert [line["stage"] for line in output] == stages
    assert all(line["seconds"] >= 0 for line in output if line["message"].endswith(" done"))
    assert all(each["job"] == "ingest" and each["timestamp"].endswith("Z") for each in output)
    with pytest.raises(PublicationBlockedError):
        publish_at(workspace)
    *_, stopped, failed = lines(capsys.readouterr().err)
    assert (stopped["message"], stopped["release"]) == ("stopped", "2021-H1.v1")
    assert (failed["message"], failed["stage"]) == ("check failed", "check")
    assert stopped["job"] == "publish"
    assert stopped["run"] != output[0]["run"]


@pytest.mark.usefixtures("_logging")
def test_an_error_is_known_by_its_kind_and_place(capsys, workspace):
    workspace.claims.rmdir()
    workspace.claims.write_text(PLANTED)
    try:
        ingest(run_at(workspace))
    except OSError:
        logging.getLogger("pow_pipeline.some").exception("it failed")
    failed, output = lines(capsys.readouterr().err)
    assert failed["message"] == "receive failed"
    assert output["error"].startswith("NotADirectoryError in intake/claim.py:")
    assert "left_claims" in output["trace"]
    assert str(workspace.claims) not in output["trace"]


def test_a_command_logs(workspace):
    drop(workspace, "AM12", form())
    done = subprocess.run(
        [*POW, "ingest", "--home", workspace.home],
        env=os.environ | {"POW_LOG": "json", "POW_NOW": NOW_TEXT},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "1 accepted" in done.stdout
    assert len(lines(done.stderr)) == 7


@pytest.mark.usefixtures("_own_logs")
@pytest.mark.parametrize(
    ("wanted", "begins"), [("json", "{"), ("text", "20"), ("", "")], ids=["json", "text", "none"]
)
def test_logs_have_the_form_that_is_set(
    wanted: str,
    begins: str,
    workspace: Workspace,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("POW_LOG", wanted)
    start_logs()
    drop(workspace, "AM12", form())
    command(workspace, "ingest")
    printed = capsys.readouterr().err.splitlines()
    assert len(printed) == (7 if wanted else 0)
    assert all(line.startswith(begins) for line in printed)


def test_what_logs_nothing_loads_no_renderer(workspace):
    script = (
        "import sys; from pow_pipeline.cli.main import run, start_logs;"
        "start_logs(); run(['status', '2021-H1', '--home', sys.argv[1]]);"
        "assert 'structlog' not in sys.modules and 'prometheus_client' not in sys.modules"
    )
    environment = os.environ | {"POW_LOG": "json"}
    subprocess.run([sys.executable, "-c", script, workspace.home], env=environment, check=True)
