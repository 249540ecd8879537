"""What became of deliveries and what was found in them: against a slow twin, as of each event."""

from datetime import date, timedelta

import duckdb
import pytest
from building import ask, form, send
from hypothesis import given, settings
from hypothesis import strategies as st
from outcomes_twin import STAGES, Found, Judged, Sent, finding_summary, outcomes

from pow_pipeline.warehouse.connection import create_warehouse
from pow_pipeline.warehouse.load import load
from schemas.rules import RULES

OPENED = {"2020-H2": date(2020, 12, 1), "2021-H1": date(2021, 6, 1)}
BEGINNING = date(2020, 11, 20)  # before any period opened
REGIONS = ("R1", "R2")
TRIED = ("R-FILE-01", "R-REGION-01", "R-STATUS-01", "R-NAME-01", "R-COUNT-01", "R-HISTORY-10")
CELLS = ("A4", "AB12", "[2].naam", "rows[3].score", "", "[1]", "property:regio")
FOUND = st.lists(st.builds(Found, st.sampled_from(TRIED), st.sampled_from(CELLS)), max_size=4).map(
    tuple
)


@st.composite
def judgements(draw):
    """One judgement, but for its event: the findings decide what becomes of a delivery."""
    found = draw(FOUND)
    stages = sorted(
        (RULES[each.rule].stage for each in found if RULES[each.rule].severity == "error"),
        key=STAGES.index,
    )
    outcome = draw(st.sampled_from(["judged", "judged", "judged", "duplicate", "failed"]))
    if outcome != "judged":
        return Judged(0, outcome, draw(st.sampled_from([None, *OPENED])))
    if stages:
        return Judged(0, "rejected", draw(st.sampled_from([None, *OPENED])), stages[0], found)
    return Judged(0, "accepted", draw(st.sampled_from([*OPENED])), "", found)


@st.composite
def histories(draw):
    """Deliveries in order of arrival, some days apart; events are numbered as they come."""
    sent, day = [], BEGINNING
    for event in range(1, draw(st.integers(1, 7))):
        day += timedelta(days=draw(st.integers(0, 150)))
        judged = tuple(
            Judged(event + at, each.outcome, each.period, each.ended, each.found)
            for at, each in enumerate(draw(st.lists(judgements(), max_size=3)))
        )
        withdrawn = event + draw(st.integers(0, 4)) if draw(st.booleans()) else None
        sent.append(Sent(f"d{event}", draw(st.sampled_from(REGIONS)), day, judged, withdrawn))
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
    for table in ("delivery", "verdict", "submission", "finding", "decision"):
        connection.execute(f"DELETE FROM record.{table}")
    for sequence, each in enumerate(sent, start=1):
        add(
            connection,
            "delivery",
            delivery=each.name,
            sequence=sequence,
            event=1,
            place=sequence,
            sender=each.sender,
            name="x",
            sha256="x",
            size=1,
            channel="inbox",
            received_at=each.day,
            received_on=each.day,
            programme=1,
        )
        for attempt, judged in enumerate(each.judged, start=1):
            add_judgement(connection, each, sequence, attempt, judged)
        if each.withdrawn:
            add(
                connection,
                "decision",
                event=each.withdrawn,
                decision="withdraw",
                delivery=each.name,
                decided_by="me",
                why="x",
                decided_at=each.day,
            )


def add_judgement(connection, delivery, sequence, attempt, judged):
    about = {"delivery": delivery.name, "event": judged.event}
    add(
        connection,
        "verdict",
        **about,
        outcome=judged.outcome,
        stage=judged.ended or ("" if judged.outcome == "failed" else "submission"),
        region_code=delivery.sender if judged.period else None,
        period=judged.period,
        activities=0,
        errors=0,
        queries=0,
        notices=0,
        attempts=attempt,
        programme=1,
        code_version="0",
    )
    if judged.outcome == "accepted":
        add(
            connection,
            "submission",
            **about,
            submission=sequence * 10 + attempt,
            sequence=sequence,
            region_code=delivery.sender,
            period=judged.period,
            version=1,
            received_on=delivery.day,
        )
    for place, found in enumerate(judged.found, start=1):
        rule = RULES[found.rule]
        add(
            connection,
            "finding",
            **about,
            place=place,
            rule=rule.code,
            stage=rule.stage,
            severity=rule.severity,
            sheet="",
            cell=found.cell,
            activity_id="",
            activity_name="",
            found="",
            expected=["x"],
        )


def add(connection, table, **values):
    load(connection, f"INSERT INTO record.{table} BY NAME SELECT batch.* FROM batch", [values])


def assert_same_as_twin(connection, sent, as_of):
    fill(connection, sent)
    columns = "period, reached, ended_with, errors, queries, notices, rules"
    query = f"SELECT delivery, stage, {columns} FROM summary.submission_outcomes(?, as_of := ?)"
    found = connection.execute(query, [None, as_of]).fetchall()
    expected = outcomes(sent, RULES, OPENED, as_of)
    assert {tuple(row[:2]): row[2:] for row in found} == expected
    assert len(found) == len(expected)
    of_one = connection.execute(query, ["2021-H1", as_of]).fetchall()
    assert len(of_one) == sum(row[0] == "2021-H1" for row in expected.values())

    columns = "findings, deliveries, columns, mended, median_days"
    query = f"""
        SELECT period, region_code, rule, {columns}
        FROM summary.finding_summary(?, as_of := ?)
    """
    rows = connection.execute(query, [None, as_of]).fetchall()
    summary = finding_summary(sent, OPENED, as_of)
    assert {tuple(row[:3]): row[3:] for row in rows} == summary
    assert len(rows) == len(summary)
    of_one = connection.execute(query, ["2021-H1", as_of]).fetchall()
    assert {tuple(row[:3]): row[3:] for row in of_one} == {
        key: values for key, values in summary.items() if key[0] == "2021-H1"
    }


@settings(max_examples=25)
@given(sent=histories(), as_of=st.integers(1, 12))
def test_the_same_as_the_twin(connection, sent, as_of):
    assert_same_as_twin(connection, sent, as_of)


@pytest.mark.prove
@settings(max_examples=600)
@given(sent=histories(), as_of=st.integers(1, 12))
def test_the_same_as_the_twin_on_many_examples(connection, sent, as_of):
    assert_same_as_twin(connection, sent, as_of)


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
