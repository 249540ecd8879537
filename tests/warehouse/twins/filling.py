"""A history of `histories` as the rows of a warehouse."""

from collections import defaultdict
from typing import Any

import duckdb

from pow_pipeline.warehouse.apply.load import load
from schemas.programme.register import follow_mappings
from tests.warehouse.twins.histories import (
    CATEGORIES,
    DEADLINES,
    MINIMUM,
    MINIMUM_COVERAGE,
    OPENS,
    PERIODS,
    STATUSES,
    Decided,
    History,
    Register,
    Sent,
    Withdrawn,
)

Rows = dict[str, list[dict[str, Any]]]


def fill(connection: duckdb.DuckDBPyConnection, history: History) -> None:
    """Empty all tables of a warehouse and fill them with a history."""
    tables: Rows = defaultdict(list)
    for event, step in enumerate(history, start=1):
        tables["record.event"].append(
            {"number": event, "type": "x", "happened_at": OPENS["2020-H1"], "sha256": "x"}
        )
        if isinstance(step, Register):
            _add_programme(tables, event, step)
        elif isinstance(step, Sent):
            _add_delivery(tables, event, step)
        else:
            _add_decision(tables, event, step)
    for schema, name in connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() "
        "WHERE schema_name IN ('record', 'reference')"
    ).fetchall():
        connection.execute(f"TRUNCATE {schema}.{name}")
    for table, rows in tables.items():
        load(connection, f"INSERT INTO {table} BY NAME SELECT batch.* FROM batch", rows)


def _add_programme(tables: Rows, event: int, register: Register) -> None:
    tables["reference.programme"].append(
        {
            "programme": event,
            "code": "test",
            "digest": "x",
            "minimum_denominator": MINIMUM,
            "minimum_coverage": MINIMUM_COVERAGE,
        }
    )
    reference = {
        "region": [
            {"code": region, "name": region, "planned_activities": planned, "successors": ["x"]}
            for region, planned in register.planned.items()
        ],
        "register": [
            {"region_code": region, "period": period}
            for region, periods in register.expected.items()
            for period in periods
        ],
        "mapping": [vars(each) for each in follow_mappings(register.mappings)],
        "period": [
            {
                "code": code,
                "place": place,
                "opens": OPENS[code],
                "reference": OPENS[code],
                "deadline": DEADLINES[code],
                "publication": DEADLINES[code],
            }
            for place, code in enumerate(PERIODS, start=1)
        ],
        "category": [
            {"code": code, "place": place, "label": code}
            for place, code in enumerate(CATEGORIES, start=1)
        ],
        "status": [
            {"code": code, "place": place, "kind": kind, "explanation": "optional", "word": code}
            for place, (code, kind) in enumerate(STATUSES.items(), start=1)
        ],
    }
    for name, rows in reference.items():
        since = "event" if name == "mapping" else "programme"
        tables[f"reference.{name}"] += [{since: event, **row} for row in rows]


def _add_delivery(tables: Rows, event: int, sent: Sent) -> None:
    number = len(tables["record.delivery"]) + 1
    delivery = {"delivery": f"d{number}", "event": event}
    report = {
        "region_code": sent.region if sent.is_readable else None,
        "period": sent.period if sent.is_readable else None,
    }
    programme = tables["reference.programme"][-1]["programme"]
    tables["record.delivery"].append(
        delivery
        | {"sequence": number, "place": 1, "sender": sent.region, "name": "x", "sha256": "x"}
        | {"size": 1, "channel": "inbox", "received_at": sent.on, "received_on": sent.on}
        | {"arrived_at": sent.on, "arrival_evidence": "received", "programme": programme}
    )
    tables["record.result"].append(
        delivery
        | report
        | {"outcome": "rejected" if sent.rows is None else "accepted", "stage": "submission"}
        | {"activities": len(sent.rows or ()), "errors": 0, "queries": 0, "notices": 0}
        | {"attempts": 1, "programme": programme, "code_version": "0", "declared_empty": []}
    )
    if sent.rows is None:
        return
    tables["record.submission"].append(
        delivery
        | report
        | {"submission": number, "sequence": number, "version": 1, "received_on": sent.on}
    )
    tables["record.activity_status"] += [
        vars(row)
        | {"submission": number, "activity_name": f"{row.activity_id} in {number}"}
        | {"explanation": "", "sheet": "s", "status_cell": "D5"}
        for row in sent.rows
    ]
    tables["record.finding"] += [
        delivery
        | {"place": place, "rule": "R", "stage": "rows", "severity": "query", "sheet": "s"}
        | {"cell": f"D{place}", "activity_id": "", "activity_name": "", "found": ""}
        | {"expected": ["x"]}
        for place in range(1, sent.queries + 1)
    ]


def _add_decision(tables: Rows, event: int, step: Withdrawn | Decided) -> None:
    result = {"event": event, "decided_by": "me", "why": "x", "decided_at": OPENS["2020-H1"]}
    if isinstance(step, Decided):
        about = {"decision": step.decision, "region_code": step.region, "period": step.period}
        tables["record.decision"].append(result | about | {"until": step.until, "delivery": None})
    elif arrived := len(tables["record.delivery"]):
        delivery = f"d{step.which % arrived + 1}"
        about = {"decision": "withdraw", "delivery": delivery, "region_code": None}
        tables["record.decision"].append(result | about | {"period": None, "until": None})
