"""Looks up validated deliveries, so that they can be validated again."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import UTC
from typing import Any, Final

import duckdb

from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.findings import PreviousDelivery, ValidationResult
from pow_pipeline.warehouse.query import fetch
from schemas.rules import broken_rules
from schemas.sql import read_sql


@dataclass(frozen=True)
class ValidatedDelivery:
    """A delivery with its latest validation result, and the number of the event that holds it."""

    delivery: Delivery
    result: ValidationResult
    event: int


@dataclass(frozen=True)
class Past:
    """An accepted or rejected delivery and its result.

    Attributes:
        period: None if it could not be parsed.
    """

    delivery: Delivery
    period: str | None
    previous: PreviousDelivery


_LATEST: Final = read_sql(__file__, "queries/validated/latest_validations")
_ABOUT: Final = f"""
    FROM ({_LATEST})
    WHERE about = $period AND (len($senders) = 0 OR sender IN $senders)
    ORDER BY sequence
"""
_FAILED: Final = f"""
    FROM ({_LATEST})
    WHERE outcome = 'failed' OR (outcome = 'rejected' AND is_given_up)
    ORDER BY sequence
"""
_PAST: Final = read_sql(__file__, "queries/validated/past_deliveries")


def validated_about(
    connection: duckdb.DuckDBPyConnection, period: str, senders: Collection[str] = ()
) -> list[ValidatedDelivery]:
    """Return the validated deliveries of a period, in order of arrival; of all senders by default.

    A delivery without a period belongs to the latest period that was open when it arrived.
    """
    values = {"period": period, "senders": list(senders)}
    return [_validated(row) for row in fetch(connection, _ABOUT, values)]


def last_failed(connection: duckdb.DuckDBPyConnection) -> list[ValidatedDelivery]:
    """Return deliveries on which our code failed or gave up parsing, in order of arrival."""
    return [_validated(row) for row in fetch(connection, _FAILED)]


def past_of(connection: duckdb.DuckDBPyConnection, senders: Collection[str]) -> list[Past]:
    """Return all deliveries of these senders that were accepted or rejected."""
    return [
        Past(
            _delivery(row, event=row["event"]),
            row["period"],
            PreviousDelivery(
                row["delivery"],
                row["sha256"],
                row["outcome"],
                broken_rules((rule, expected) for (rule,), expected in row["errors"] or ()),
                row["programme"],
                row["withdrawn"],
            ),
        )
        for row in fetch(connection, _PAST, {"senders": list(senders)})
    ]


def _validated(row: dict[str, Any]) -> ValidatedDelivery:
    values = {field.name: row[field.name] for field in fields(ValidationResult)}
    result = ValidationResult(**values | {"declared_empty": tuple(row["declared_empty"])})
    return ValidatedDelivery(_delivery(row, event=row["received_event"]), result, row["event"])


def _delivery(row: dict[str, Any], *, event: int) -> Delivery:
    values = {field.name: row[field.name] for field in fields(Delivery)}
    moments = {name: row[name].replace(tzinfo=UTC) for name in ("received_at", "arrived_at")}
    return Delivery(**values | moments | {"event": event})
