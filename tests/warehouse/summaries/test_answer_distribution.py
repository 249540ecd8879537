"""The distribution of answers: against a slow twin, and as of before a report was withdrawn."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pow_pipeline.warehouse.apply.load import load
from pow_pipeline.warehouse.connection import create_warehouse
from tests.corpus.rules import QUESTIONS
from tests.harness.builders import (
    HEADER,
    NOW,
    ROWS,
    ask,
    command,
    drop,
    ingest_at,
    nothing,
    workbook,
)
from tests.warehouse.twins.outcomes_twin import answers

QUESTIONS_ASKED = {"first": (1, 5), "second": (1, 5), "third": (0, 2)}
PERIODS = ("2020-H2", "2021-H1")
MINIMUM = 3
REGIONS = [f"R{number}" for number in range(8)]
REPORTS = st.dictionaries(
    st.tuples(st.sampled_from(REGIONS), st.sampled_from(PERIODS)),
    st.dictionaries(st.sampled_from([*QUESTIONS_ASKED, "gone"]), st.integers(0, 6)),
)


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    path = tmp_path_factory.mktemp("warehouse") / "pow.duckdb"
    create_warehouse(path)
    with duckdb.connect(path) as opened:
        opened.execute("INSERT INTO reference.programme VALUES (1, 'test', 'x', ?, 0)", [MINIMUM])
        for place, period in enumerate(PERIODS, start=1):
            opened.execute(
                "INSERT INTO reference.period "
                "VALUES (1, ?, ?, '2020-06-01', '2021-06-30', '2021-07-31', '2021-09-01')",
                [period, place],
            )
        for place, (code, ends) in enumerate(QUESTIONS_ASKED.items(), start=1):
            opened.execute(
                "INSERT INTO reference.question VALUES (1, ?, ?, ?, ?, ?)",
                [code, place, code, *ends],
            )
        yield opened


def fill(connection, reports, final):
    for table in ("submission", "answer", "decision"):
        connection.execute(f"DELETE FROM record.{table}")
    for number, ((region, period), scores) in enumerate(reports.items(), start=1):
        connection.execute(
            "INSERT INTO record.submission VALUES (?, ?, ?, 1, ?, ?, 1, '2021-07-01')",
            [number, f"d{number}", number, region, period],
        )
        load(
            connection,
            "INSERT INTO record.answer SELECT batch.* FROM batch",
            [
                {"a": number, "b": code, "c": score, "d": "", "e": "s", "f": "B2"}
                for code, score in scores.items()
            ],
        )
    for period in final:
        connection.execute(
            "INSERT INTO record.decision BY NAME SELECT 2 AS event, 'final' AS decision, "
            "? AS period, 'me' AS decided_by, 'test' AS why, now() AS decided_at",
            [period],
        )


def assert_same_as_twin(connection, reports, final):
    fill(connection, reports, final)
    for period in PERIODS:
        found = connection.execute(
            "SELECT * EXCLUDE (period) FROM summary.answer_distribution(?)", [period]
        ).fetchall()
        of_period = {
            region: message for (region, when), message in reports.items() if when == period
        }
        assert found == answers(of_period, QUESTIONS_ASKED, period in final, MINIMUM)
    both = connection.execute("SELECT count(*) FROM summary.answer_distribution").fetchone()
    assert both == (2 * (5 + 5 + 3),)


FINAL = st.sets(st.sampled_from(PERIODS))


@settings(max_examples=10)
@given(reports=REPORTS, final=FINAL)
def test_the_same_as_the_twin(connection, reports, final):
    assert_same_as_twin(connection, reports, final)


@pytest.mark.prove
@settings(max_examples=600)
@given(reports=REPORTS, final=FINAL)
def test_the_same_as_the_twin_on_many_examples(connection, reports, final):
    assert_same_as_twin(connection, reports, final)


def form_with_answers(region, *answers):
    """Return a form with these scores for the first questions of the programme."""
    asked = ("Aanjager", "Belangen")
    cells = [("Regio", region), ("Periode", "2021-H1"), (), HEADER, *ROWS, *nothing()]
    result = [(question, score, "") for question, score in zip(asked, answers, strict=False)]
    return workbook(cells, second=("Samenwerking", [QUESTIONS, *result]))


def test_a_withdrawn_report_answers_nothing_and_did_before(workspace):
    for region, scores in {"AM12": (4, 2), "AM13": (4,), "AM14": (5, 2)}.items():
        drop(workspace, region, form_with_answers(region, *scores))
    ingest_at(workspace, NOW)
    command(workspace, "decide", "withdraw", "AM14", "2021-H1", "--why", "a test")
    query = """
        SELECT question, score, regions, denominator, percentage, flag
        FROM summary.answer_distribution('2021-H1', as_of := ?)
        WHERE regions > 0 OR denominator = 0 AND score = 1
    """
    rest = [(code, 1, 0, 0, None, "pz") for code in ("equality", "goal", "tasks", "tools")]
    assert ask(workspace, query, None) == [
        ("driver", 4, 2, 2, 100, "ps"),
        ("interests", 2, 1, 1, 100, "ps"),
        *rest,
    ]
    assert ask(workspace, query, 4) == [
        ("driver", 4, 2, 3, 67, "ps"),
        ("driver", 5, 1, 3, 33, "ps"),
        ("interests", 2, 2, 2, 100, "ps"),
        *rest,
    ]
