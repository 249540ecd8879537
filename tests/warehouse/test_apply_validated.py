"""A batch in an empty warehouse: versions are numbered, and each row is loaded once."""

import io
from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pow_pipeline.errors import WarehouseError
from pow_pipeline.model.findings import ValidationResult
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.erasures import Erasures
from pow_pipeline.record.events import Rerun, Validated
from pow_pipeline.warehouse.apply.load import load
from pow_pipeline.warehouse.apply.validated import apply_validated, load_batch
from pow_pipeline.warehouse.connection import create_warehouse, open_warehouse
from schemas.evidence import ANSWER_COLUMNS, FINDING_COLUMNS, QUERY_ANSWER_COLUMNS, ROW_COLUMNS

NOW = datetime(2021, 7, 10, tzinfo=UTC)
NAMES = ("AM12-2-1", "AM12-2-2", "AM13-2-3")


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    path = tmp_path_factory.mktemp("warehouse") / "pow.duckdb"
    create_warehouse(path)
    with open_warehouse(path) as connection:
        yield connection


@pytest.fixture
def connection(empty):
    empty.execute("BEGIN")
    load(
        empty,
        "INSERT INTO record.delivery BY NAME SELECT batch.* FROM batch",
        [
            {
                "delivery": name,
                "sequence": place,
                "event": 2,
                "place": place,
                "sender": name[:4],
                "name": "a.xlsx",
                "sha256": "0" * 64,
                "size": 1,
                "channel": "inbox",
                "received_at": NOW.replace(tzinfo=None),
                "received_on": NOW.date(),
                "arrived_at": NOW.replace(tzinfo=None),
                "arrival_evidence": "received",
                "programme": 1,
            }
            for place, name in enumerate(NAMES, start=1)
        ],
    )
    yield empty
    empty.execute("ROLLBACK")


def table(columns, *rows):
    kinds = {
        "string": pa.string(),
        "int32": pa.int32(),
        "date": pa.date32(),
        "number": pa.decimal128(24, 6),
        "list<string>": pa.list_(pa.string()),
    }
    schema = pa.schema([(name, kinds[kind]) for name, kind in columns.items()])
    return pa.Table.from_pylist([dict.fromkeys(columns) | row for row in rows], schema=schema)


def row(delivery, activity, **more):
    given = {
        "delivery": delivery,
        "sheet": "Invullen",
        "row": 5,
        "status_cell": "D5",
        "category_cell": "C5",
        "explanation_cell": "E5",
        "activity_id": activity,
        "activity_name": "Jobhunters",
        "category": "supply",
        "status": "on_track",
        "explanation": "",
        "unit": "",
        "reason": "",
        "themes": [],
    }
    return given | more


def accepted(delivery):
    return ValidationResult(
        delivery, "accepted", "submission", delivery[:4], "2021-H1", activities=1
    )


def validate_batch(
    connection, number, results, rows, *, answers=(), findings=(), query_answers=(), rerun=None
):
    event = Validated(
        number=number,
        at=NOW,
        programme=1,
        code_version="1.0",
        results=tuple(results),
        rows="0" * 64,
        findings="0" * 64,
        rerun=rerun,
    )
    load_batch(
        connection,
        event,
        rows=table(ROW_COLUMNS, *rows),
        answers=None if answers is None else table(ANSWER_COLUMNS, *answers),
        findings=table(FINDING_COLUMNS, *findings),
        query_answers=None
        if query_answers is None
        else table(QUERY_ANSWER_COLUMNS, *query_answers),
    )


def ask(connection, query):
    return connection.execute(query).fetchall()


def test_what_is_accepted_gets_versions_in_order_of_arrival(connection):
    results = [accepted(NAMES[2]), accepted(NAMES[1]), accepted(NAMES[0])]
    validate_batch(connection, 3, results, [row(name, "1") for name in NAMES])
    assert ask(
        connection,
        "SELECT submission, delivery, sequence, event, region_code, version, received_on "
        "FROM record.submission ORDER BY submission",
    ) == [
        (1, "AM12-2-1", 1, 3, "AM12", 1, date(2021, 7, 10)),
        (2, "AM12-2-2", 2, 3, "AM12", 2, date(2021, 7, 10)),
        (3, "AM13-2-3", 3, 3, "AM13", 1, date(2021, 7, 10)),
    ]
    assert len(ask(connection, "FROM record.activity_status")) == 3


def test_what_is_validated_again_keeps_its_version(connection):
    validate_batch(connection, 3, [accepted(NAMES[0])], [row(NAMES[0], "1")])
    rerun = Rerun(by="me", why="a test")
    validate_batch(connection, 4, [accepted(NAMES[0])], [row(NAMES[0], "1")], rerun=rerun)
    validate_batch(connection, 5, [accepted(NAMES[1])], [row(NAMES[1], "1")])
    assert ask(
        connection, "SELECT delivery, event, version FROM record.submission ORDER BY event"
    ) == [(NAMES[0], 3, 1), (NAMES[0], 4, 1), (NAMES[1], 5, 2)]
    assert ask(connection, "SELECT event, rerun_by, rerun_why FROM record.result ORDER BY 1") == [
        (3, None, None),
        (4, "me", "a test"),
        (5, None, None),
    ]


def test_what_is_rejected_leaves_findings_and_explanations_and_no_submission(connection):
    finding = {
        "delivery": NAMES[0],
        "place": 1,
        "rule": "R-STATUS-01",
        "stage": "rows",
        "severity": "error",
        "sheet": "Invullen",
        "cell": "D5",
        "activity_id": "1",
        "activity_name": "Jobhunters",
        "found": "paars",
        "expected": ["groen"],
    }
    explanation = {
        "delivery": NAMES[0],
        "rule": "R-EXPLANATION-01",
        "activity_id": "1",
        "text": "Failliet.",
        "sheet": "Bevindingen",
        "cell": "F2",
    }
    result = ValidationResult(NAMES[0], "rejected", "rows", errors=1)
    validate_batch(connection, 3, [result], [], findings=[finding], query_answers=[explanation])
    assert ask(connection, "SELECT event, rule, cell FROM record.finding") == [
        (3, "R-STATUS-01", "D5")
    ]
    assert ask(connection, "SELECT event, text FROM record.query_answer") == [(3, "Failliet.")]
    assert ask(connection, "FROM record.submission") == []


def test_answers_belong_to_the_submission(connection):
    answer = {
        "delivery": NAMES[0],
        "sheet": "Vragen",
        "cell": "B2",
        "question": "driver",
        "score": 4,
        "remark": "",
    }
    validate_batch(connection, 3, [accepted(NAMES[0])], [row(NAMES[0], "1")], answers=[answer])
    assert ask(connection, "SELECT submission, question, score FROM record.answer") == [
        (1, "driver", 4)
    ]


def test_a_batch_from_before_there_were_answers_and_explanations_is_loaded(connection):
    rows = [row(NAMES[0], "1")]
    validate_batch(connection, 3, [accepted(NAMES[0])], rows, answers=None, query_answers=None)
    assert len(ask(connection, "FROM record.activity_status")) == 1


@pytest.mark.parametrize(
    "rows",
    [
        [row(NAMES[0], "1"), row(NAMES[1], "2")],  # a row of a delivery that was not accepted
        [row(NAMES[0], "1"), row(NAMES[0], "1")],  # twice the same activity
    ],
)
def test_rows_that_do_not_fit_their_results_are_refused(rows, connection):
    with pytest.raises(WarehouseError, match="event 3: of 2 activities"):
        validate_batch(connection, 3, [accepted(NAMES[0])], rows)


@pytest.mark.parametrize("is_early", [False, True])
def test_the_evidence_of_an_event_is_read_from_its_blobs(is_early, connection, tmp_path):
    """Of the event from before there were answers and query_answers too; what was erased is not."""
    blobs = Blobs(tmp_path)
    kept = {
        "rows": table(ROW_COLUMNS, row(NAMES[0], "1")),
        "findings": table(FINDING_COLUMNS),
        "answers": table(ANSWER_COLUMNS),
        "query_answers": table(QUERY_ANSWER_COLUMNS),
    }
    names = {kind: blobs.add([as_parquet(each)])[0] for kind, each in kept.items()}
    erased = "f" * 64
    rewritten = {erased: names["rows"]}
    names["rows"] = erased
    if is_early:
        names["answers"] = names["query_answers"] = None
    event = Validated(
        number=3, at=NOW, programme=1, code_version="1", results=(accepted(NAMES[0]),), **names
    )
    apply_validated(connection, blobs, event, Erasures(rewritten=rewritten))
    assert ask(connection, "SELECT activity_id FROM record.activity_status") == [("1",)]


def as_parquet(given):
    buffer = io.BytesIO()
    pq.write_table(given, buffer)
    return buffer.getvalue()
