"""A query that a report itself answers is not open, for as long as that report counts."""

import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import openpyxl
import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.jobs.operate.rebuild import rebuild_warehouse
from pow_pipeline.record.events import EVENTS, Validated
from pow_pipeline.record.journal import Journal
from pow_pipeline.validation.query_answers import split_reading
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.findings import findings_by_delivery
from pow_pipeline.workspace import Workspace
from schemas.language import read_language
from tests.corpus.history import BEFORE
from tests.corpus.marked import RED, WHY, marked
from tests.harness.builders import (
    NOW,
    ask,
    command,
    drop,
    form,
    ingest_at,
    publish_at,
    run_at,
    send,
    verify_now,
)
from tests.harness.invariants import assert_invariants, facts
from tests.harness.story import copy_workspace
from tests.jobs.decide.test_erase import erase_now, holding

RULE = "R-EXPLANATION-01"
BOTH = [(RULE, "1\n2", WHY)]
NAMED = "Meneer Zonnebloem is ziek."


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setenv("POW_NOW", "2021-07-10T09:00:00Z")


@pytest.fixture(scope="module")
def answered_once(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace in which three regions answered queries, one by a name; AM14 was rejected.

    Tests leave it as it is, or change a copy.
    """
    workspace = copy_workspace(template, tmp_path_factory.mktemp("answered"))
    unknown = [RED[0], ("2", "Markt", "Vraag", "paars", "")]
    for region, content in (
        ("AM12", marked(BOTH)),
        ("AM13", marked([(RULE, "1", NAMED)], region="AM13")),
        ("AM14", marked([(RULE, "1", WHY)], unknown, region="AM14")),
        ("AM15", marked([(RULE, "aB-é1", WHY)], [("Ab-É1", *RED[0][1:])], region="AM15")),
    ):
        drop(workspace, region, content)
    outcomes = [result.outcome for result in ingest_at(workspace).results]
    assert outcomes == ["accepted", "accepted", "rejected", "accepted"]
    return workspace


@pytest.fixture
def copied(answered_once: Workspace, tmp_path: Path) -> Workspace:
    return copy_workspace(answered_once.home, tmp_path)


def open_queries(workspace, as_of=None) -> list[str]:
    """Return the ids that open queries are about."""
    asked = "SELECT activity_id FROM summary.open_query('2021-H1', as_of := ?)"
    return [activity for (activity,) in ask(workspace, asked, as_of)]


def answered(workspace, as_of=None):
    return ask(
        workspace,
        "SELECT rule, activity_id, answer, answer_cell "
        "FROM summary.answered_query('2021-H1', as_of := ?)",
        as_of,
    )


def test_which_queries_are_answered(workspace):
    cases = {  # by region, what it explains and which activities are asked about still
        "AM01": ((RULE, "1\n2", WHY), []),
        "AM02": ((RULE, "1", WHY), ["2"]),
        "AM03": ((RULE, "1\n3", WHY), ["2"]),
        "AM05": ((RULE, "", WHY), ["1", "2"]),  # one about an activity needs its id
        "AM06": (("R-EXPLANATION-02", "1\n2", WHY), ["1", "2"]),
        "AM07": ((RULE, "1\n2", "Volgt nog."), ["1", "2"]),
    }
    for region in cases:
        drop(workspace, region, form(region, rows=RED))
    ingest_at(workspace)
    assert still_open(workspace) == {region: ["1", "2"] for region in cases}
    for region, (message, _) in cases.items():
        drop(workspace, region, marked([message], region=region))
    assert ingest_at(workspace).counts()["accepted"] == len(cases)
    expected = {region: activities for region, (_, activities) in cases.items() if activities}
    assert still_open(workspace) == expected
    verify_now(workspace)


def still_open(workspace) -> dict[str, list[str]]:
    """Return by region the ids that open queries are about."""
    asked = (
        "SELECT region_code, list(activity_id ORDER BY activity_id) "
        "FROM summary.open_query('2021-H1') GROUP BY ALL"
    )
    return dict(ask(workspace, asked))


def test_what_is_written_in_the_workbook_that_we_send_comes_back(workspace):
    send(workspace, "AM12", form(rows=[*RED, ("3", "Route", "Route", "rood", "x")]))
    (path,) = workspace.outbox.glob("AM12/*/feedback.xlsx")
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    words = read_language("nl").marked
    labels = {cell.value: cell.column for row in page.iter_rows(max_row=20) for cell in row}
    for row in page.iter_rows(max_row=40):
        if row[labels[words["rule"]] - 1].value == RULE:
            row[labels[words["answer"]] - 1].value = WHY
    content = io.BytesIO()
    book.save(content)
    assert send(workspace, "AM12", content.getvalue()) == "accepted"
    assert [(rule, activity) for rule, activity, *_ in answered(workspace)] == [
        (RULE, "1"),
        (RULE, "2"),
    ]
    assert open_queries(workspace) == ["3"]


def test_ids_are_compared_without_case(answered_once: Workspace) -> None:
    assert ask(
        answered_once,
        "SELECT rule, activity_id, answer, answer_cell FROM summary.answered_query('2021-H1') "
        "JOIN record.delivery USING (delivery) WHERE sender = 'AM15'",
    ) == [(RULE, "Ab-É1", WHY, "I4")]


def test_a_query_about_the_report_as_a_whole_is_answered_without_an_id(workspace, capsys):
    first = form(period="2020-H2", rows=RED)
    send(workspace, "AM12", first, BEFORE)
    result = [("R-HISTORY-01", "", "Activiteit 2 is overgedragen aan Utrecht."), (RULE, "1", WHY)]
    send(workspace, "AM12", marked(result[:1], RED[:1]))
    command(workspace, "status", "2021-H1")
    assert "open queries: 1\n" in capsys.readouterr().out
    send(workspace, "AM12", marked(result, RED[:1]))
    command(workspace, "status", "2021-H1")
    assert "open queries" not in capsys.readouterr().out
    assert [rule for rule, *_ in answered(workspace)] == [RULE, "R-HISTORY-01"]
    assert ask(workspace, "SELECT count(*) FROM record.finding WHERE severity = 'query'")


def test_only_what_the_version_in_force_says_counts(workspace):
    send(workspace, "AM12", marked(BOTH))
    first = Journal(workspace.journal).head()
    send(workspace, "AM12", form(rows=RED))
    assert open_queries(workspace) == ["1", "2"]
    assert (open_queries(workspace, first), len(answered(workspace, first))) == ([], 2)
    command(workspace, "decide", "withdraw", "AM12", "2021-H1", "--why", "wrong file")
    assert open_queries(workspace) == []
    assert_invariants(workspace)


def test_a_rebuild_and_a_rerun_keep_what_was_answered(copied: Workspace) -> None:
    before = facts(copied)
    assert len(before["answered queries"]) == 4
    rebuild_warehouse(run_at(copied))
    assert facts(copied) == before
    events = Journal(copied.journal).head()
    command(copied, "rerun", "2021-H1", "--yes", "--why", "a test")
    assert Journal(copied.journal).head() == events  # nothing would be validated otherwise


def test_a_rerun_takes_explanations_that_no_one_took_before(workspace, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr("pow_pipeline.validation.validate.split_reading", _as_it_was)
        send(workspace, "AM12", marked(BOTH))
    assert open_queries(workspace) == ["1", "2"]
    command(workspace, "rerun", "2021-H1", "--yes", "--why", "explanations are read now")
    assert open_queries(workspace) == []
    assert_invariants(workspace)


def _as_it_was(reading, programme):
    return replace(split_reading(reading, programme), tables=())


def test_a_record_from_before_explanations_were_taken_can_be_read(
    answered_once: Workspace,
) -> None:
    events = Journal(answered_once.journal).read()
    validated = next(event for event in events if isinstance(event, Validated))
    payload = validated.model_dump(mode="json", exclude={"query_answers"})
    event = EVENTS.validate_python(payload)
    assert event.query_answers is None
    assert len(event.blobs()) == len(validated.blobs()) - 1


def test_an_erasure_takes_explanations_along(copied: Workspace) -> None:
    assert len(holding(copied, NAMED)) >= 3  # its bytes, the batch, the warehouse
    erase_now(copied, "AM13-2-2")
    assert holding(copied, NAMED) == []
    assert len(answered(copied)) == 3
    assert_invariants(copied)


@pytest.mark.parametrize(
    ("region", "answers"), [("AM13", {"1": NAMED, "2": ""}), ("AM14", {"1": WHY, "2": ""})]
)
def test_what_is_reported_of_a_finding_holds_what_the_submitter_says_to_it(
    region: str, answers: dict[str, str], answered_once: Workspace
) -> None:
    """Of a report that is accepted, and of one that is rejected."""
    events = Journal(answered_once.journal).read()
    validated = next(event for event in events if isinstance(event, Validated))
    with read_warehouse(answered_once.warehouse) as connection:
        by_delivery = findings_by_delivery(connection, validated.number)
    (findings,) = (
        findings for delivery, findings in by_delivery.items() if delivery.startswith(region)
    )
    assert {finding.activity_id: finding.answer for _, finding in findings} == answers


def test_a_check_knows_what_is_answered_too(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    send(workspace, "AM12", form(period="2020-H2", rows=RED), BEFORE)
    path = tmp_path / "marked.xlsx"
    history = "Activiteit 2 is overgedragen."
    path.write_bytes(marked([(RULE, "1", WHY), ("R-HISTORY-01", "", history)], RED[:1]))

    def answers_shown(*where: str) -> dict[str, str]:
        capsys.readouterr()
        assert run(["check", str(path), "--json", *where]) == 0
        (checked,) = json.loads(capsys.readouterr().out)
        return {finding["rule"]: finding["answer"].strip('"') for finding in checked["findings"]}

    assert answers_shown() == {RULE: WHY}
    with_history = {RULE: WHY, "R-HISTORY-01": history}
    assert answers_shown("--home", str(workspace.home)) == with_history


def test_a_release_holds_no_answer_about_a_later_period(published):
    command(published, "decide", "final", "2021-H1", "--why", "so that there is another release")
    december = NOW.replace(month=12)
    send(published, "AM12", marked(BOTH, period="2021-H2"), december)
    assert ask(published, "SELECT count(*) FROM record.query_answer") == [(2,)]
    made = publish_at(published, now=december + timedelta(days=1))
    assert made.release.name == "2021-H1.v2"
    database = made.folder
    with duckdb.connect(database / "restricted" / "pow.duckdb", read_only=True) as connection:
        for table in ("query_answer", "answer"):
            assert connection.execute(f"SELECT count(*) FROM record.{table}").fetchone() == (0,)
