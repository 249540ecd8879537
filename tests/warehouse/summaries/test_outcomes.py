"""What became of deliveries and what was found in them: against a slow twin, as of each event."""

from collections import defaultdict
from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pow_pipeline.warehouse.apply.load import load
from pow_pipeline.warehouse.connection import create_warehouse
from schemas.rules import RULES
from tests.harness.builders import ask, form, send
from tests.warehouse.twins.outcomes_twin import (
    STAGES,
    Found,
    Sent,
    Validated,
    finding_summary,
    outcomes,
)

OPENED = {"2020-H2": date(2020, 12, 1), "2021-H1": date(2021, 6, 1)}
BEGINNING = date(2020, 11, 20)  # 11 days before a period opens
REGIONS = ("R1", "R2")
TRIED = ("R-FILE-01", "R-REGION-01", "R-STATUS-01", "R-NAME-01", "R-COUNT-01", "R-HISTORY-10")
CELLS = ("A4", "AB12", "[2].naam", "rows[3].score", "", "[1]", "property:regio")


def found_by(rules):
    """What some rules find, anywhere."""
    return st.lists(st.builds(Found, st.sampled_from(rules), st.sampled_from(CELLS)), max_size=3)


HARMLESS = [rule for rule in TRIED if RULES[rule].severity != "error"]
FOUND = st.one_of(found_by(HARMLESS), found_by(HARMLESS[:1]), found_by(TRIED)).map(tuple)


@st.composite
def batches(draw):
    """One batch, but for its event: the findings decide what becomes of a delivery."""
    found = draw(FOUND)
    stages = sorted(
        (RULES[each.rule].stage for each in found if RULES[each.rule].severity == "error"),
        key=STAGES.index,
    )
    outcome = draw(st.sampled_from([*["validated"] * 8, "duplicate", "failed"]))
    if outcome != "validated":
        return Validated(0, outcome, draw(st.sampled_from([None, *OPENED])))
    if stages:
        return Validated(0, "rejected", draw(st.sampled_from([None, *OPENED])), stages[0], found)
    return Validated(0, "accepted", draw(st.sampled_from([*OPENED])), "", found)


@st.composite
def histories(draw):
    """Deliveries in order of arrival, some days apart; events are numbered as they come."""
    sent, day = [], BEGINNING
    for event in range(1, draw(st.integers(4, 10))):
        day += timedelta(days=draw(st.sampled_from([0, 1, 10, 11, 90])))
        validated = tuple(
            Validated(event + at, each.outcome, each.period, each.ended, each.found)
            for at, each in enumerate(draw(st.lists(batches(), min_size=1, max_size=2)))
        )
        withdrawn = event + draw(st.integers(0, 4)) if draw(st.integers(0, 4)) == 0 else None
        sent.append(Sent(f"d{event}", draw(st.sampled_from(REGIONS)), day, validated, withdrawn))
    return sent


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    path = tmp_path_factory.mktemp("warehouse") / "pow.duckdb"
    create_warehouse(path)
    with duckdb.connect(path) as opened:
        for place, (period, day) in enumerate(OPENED.items(), start=1):
            opened.execute(
                "INSERT INTO reference.period VALUES (1, ?, ?, ?, ?, ?, ?)",
                [period, place, *[day] * 4],
            )
        yield opened


def fill(connection, sent):
    for table in ("delivery", "result", "submission", "finding", "decision"):
        connection.execute(f"DELETE FROM record.{table}")
    rows = defaultdict(list)
    for sequence, each in enumerate(sent, start=1):
        rows["delivery"].append(
            {
                "delivery": each.name,
                "sequence": sequence,
                "event": 1,
                "place": sequence,
                "sender": each.sender,
                "received_at": each.day,
                "arrived_at": each.day,
                "arrival_evidence": "received",
                "received_on": each.day,
                "programme": 1,
                "size": 1,
                **dict.fromkeys(("name", "sha256", "channel"), "x"),
            }
        )
        for attempt, validated in enumerate(each.validated, start=1):
            add_result(rows, each, sequence, attempt, validated)
        if each.withdrawn:
            rows["decision"].append(
                {
                    "event": each.withdrawn,
                    "decision": "withdraw",
                    "delivery": each.name,
                    "decided_by": "me",
                    "why": "x",
                    "decided_at": each.day,
                }
            )
    for table, values in rows.items():
        load(connection, f"INSERT INTO record.{table} BY NAME SELECT batch.* FROM batch", values)


def add_result(rows, delivery, sequence, attempt, validated):
    about = {"delivery": delivery.name, "event": validated.event}
    rows["result"].append(
        {
            **about,
            "outcome": validated.outcome,
            "stage": validated.ended or ("" if validated.outcome == "failed" else "submission"),
            "region_code": delivery.sender if validated.period else None,
            "period": validated.period,
            **dict.fromkeys(("activities", "errors", "queries", "notices"), 0),
            "attempts": attempt,
            "declared_empty": [],
            "programme": 1,
            "code_version": "0",
        }
    )
    if validated.outcome == "accepted":
        rows["submission"].append(
            {
                **about,
                "submission": sequence * 10 + attempt,
                "sequence": sequence,
                "region_code": delivery.sender,
                "period": validated.period,
                "version": 1,
                "received_on": delivery.day,
            }
        )
    for place, found in enumerate(validated.found, start=1):
        rule = RULES[found.rule]
        rows["finding"].append(
            {
                **about,
                "place": place,
                "rule": rule.code,
                "stage": rule.stage,
                "severity": rule.severity,
                "cell": found.cell,
                **dict.fromkeys(("sheet", "activity_id", "activity_name", "found"), ""),
                "expected": ["x"],
            }
        )


def assert_same_as_twin(connection, sent):
    fill(connection, sent)
    last = max((validated.event for each in sent for validated in each.validated), default=1)
    for as_of in range(1, last + 1):
        for period in (None, "2021-H1") if as_of == last else (None,):
            assert found_outcomes(connection, period, as_of) == {
                key: row
                for key, row in outcomes(sent, RULES, OPENED, as_of).items()
                if period in (None, row[0])
            }
            assert found_findings(connection, period, as_of) == {
                key: row
                for key, row in finding_summary(sent, OPENED, as_of).items()
                if period in (None, key[0])
            }


def found_outcomes(connection, period, as_of):
    rows = connection.execute(
        """
        SELECT delivery, stage, period, reached, ended_with, errors, queries, notices, rules
        FROM summary.submission_outcomes(?, as_of := ?)
        """,
        [period, as_of],
    ).fetchall()
    return keyed(rows, 2)


def found_findings(connection, period, as_of):
    rows = connection.execute(
        """
        SELECT
            period, region_code, rule,
            findings, deliveries, columns, corrected, median_days
        FROM summary.finding_summary(?, as_of := ?)
        """,
        [period, as_of],
    ).fetchall()
    return keyed(rows, 3)


def keyed(rows, width):
    """Return rows by their first values, of which none may stand there twice."""
    found = {row[:width]: row[width:] for row in rows}
    assert len(found) == len(rows)
    return found


@settings(max_examples=8)
@given(sent=histories())
def test_as_of_each_event_the_same_as_the_twin(connection, sent):
    assert_same_as_twin(connection, sent)


@pytest.mark.prove
@settings(max_examples=500)
@given(sent=histories())
def test_as_of_each_event_the_same_as_the_twin_on_many_examples(connection, sent):
    assert_same_as_twin(connection, sent)


def test_since_when_a_region_fails_and_on_which_rule_is_one_query(workspace):
    purple = [("1", "Jobhunters", "Aanbod", "paars", "")]
    assert send(workspace, "AM12", b"nonsense", name="a.xlsx") == "rejected"
    assert send(workspace, "AM12", form(), name="b.xlsx") == "accepted"
    assert send(workspace, "AM12", form(rows=purple), name="c.xlsx") == "rejected"
    assert send(workspace, "AM12", form(rows=purple), name="d.xlsx") == "duplicate"
    found = ask(
        workspace,
        """
        SELECT min(sequence), stage, rules
        FROM summary.submission_outcomes
        WHERE sender = 'AM12' AND ended_with = 'stopped' AND sequence > (
            SELECT max(sequence) FROM summary.submission_outcomes
            WHERE sender = 'AM12' AND outcome = 'accepted'
        )
        GROUP BY stage, rules
        """,
    )
    assert found == [(3, "rows", ["R-STATUS-01"])]
    ways = ask(workspace, "SELECT ended_with FROM summary.submission_outcomes")
    assert [way for (way,) in ways] == [
        *["stopped", *["not_reached"] * 4],
        *["passed"] * 5,
        *["passed", "passed", "stopped", "not_reached", "not_reached"],
        *["duplicate", *["not_reached"] * 4],
    ]
