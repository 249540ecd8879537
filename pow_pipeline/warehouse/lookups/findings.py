"""Looks up the findings on deliveries."""

from collections import defaultdict
from dataclasses import dataclass, replace

import duckdb

from pow_pipeline.model.findings import Finding, Severity, ValidationResult
from pow_pipeline.warehouse.query import fetch
from schemas.rules import count_findings
from schemas.sql import read_sql

Findings = tuple[tuple[Severity, Finding], ...]


@dataclass(frozen=True)
class Query:
    """One query about a delivery; `cell` and `activity_id` are '' if it is about neither."""

    rule: str
    sheet: str
    cell: str
    activity_id: str


def queries_about(connection: duckdb.DuckDBPyConnection, delivery: str) -> list[Query]:
    """Return the queries about a delivery, answered or not, in order."""
    rows = fetch(
        connection,
        read_sql(__file__, "queries/findings/queries_about_delivery"),
        {"delivery": delivery},
    )
    return [Query(**row) for row in rows]


def with_history(
    connection: duckdb.DuckDBPyConnection, results: tuple[ValidationResult, ...]
) -> tuple[ValidationResult, ...]:
    """Return the results of the last `validated` event, with the findings of history counted too.

    The rules of history only concern accepted reports.
    """
    rows = fetch(
        connection,
        """
        SELECT finding.delivery, list(finding.severity) AS severities
        FROM record.finding
        WHERE finding.event = (SELECT max(number) FROM record.event WHERE type = 'validated')
        GROUP BY finding.delivery
        """,
    )
    counts = {row["delivery"]: count_findings(row["severities"]) for row in rows}
    none = count_findings(())
    return tuple(
        replace(result, queries=found_in.queries, notices=found_in.notices)
        if result.outcome == "accepted"
        else result
        for result in results
        for found_in in (counts.get(result.delivery, none),)
    )


def findings_by_delivery(
    connection: duckdb.DuckDBPyConnection, validated: int
) -> dict[str, Findings]:
    """Return the findings of one `validated` event by delivery, in order.

    Each finding includes the answer that the submitter gave in the same delivery.
    """
    rows = fetch(
        connection,
        read_sql(__file__, "queries/findings/findings_of_event"),
        {"validated": validated},
    )
    by_delivery: dict[str, list[tuple[Severity, Finding]]] = defaultdict(list)
    for row in rows:
        severity = row.pop("severity")
        finding = Finding(**row | {"expected": tuple(row["expected"])})
        by_delivery[finding.delivery].append((severity, finding))
    return {delivery: tuple(findings) for delivery, findings in by_delivery.items()}
