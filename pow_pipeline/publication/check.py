"""Holding a staged snapshot against the plausibility suite, with Great Expectations."""

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from pow_pipeline.machine_faults import machine_fault_in
from pow_pipeline.publication.assessment import CheckResult
from schemas.plausibility.check import Check
from schemas.plausibility.suite import CHECKS, expectation_of
from schemas.programme.programme import Programme


def check_snapshot(
    full: Path, *, period: str, programme: Programme, checks: Sequence[Check] = CHECKS
) -> tuple[CheckResult, ...]:
    """Return the result of each check on the figures of one period."""
    by_rows: dict[str, list[Check]] = {}  # to name rows costs more than to check them
    for check in checks:
        by_rows.setdefault(check.rows(period), []).append(check)
    with _open_source(full) as source:
        found = {
            result.code: result
            for rows, group in by_rows.items()
            for result in _run(group, rows, source, programme)
        }
    return tuple(found[check.code] for check in checks)


@contextmanager
def _open_source(full: Path) -> Iterator[Any]:
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx

    # This logger sets itself to tell of every temporary folder.
    logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    # Only these settings work: with others the result is lost at a rollback.
    source = context.data_sources.add_sql(
        name="snapshot",
        connection_string=f"duckdb:///{full}",
        create_temp_table=False,
        kwargs={
            "connect_args": {"read_only": True},
            "isolation_level": "AUTOCOMMIT",
            "skip_autocommit_rollback": True,
        },
    )
    try:
        yield source
    finally:
        # Else this process could not open the file again with other settings.
        source.get_execution_engine().close()
        source.get_engine().dispose()


def _run(
    checks: Sequence[Check], rows: str, source: Any, programme: Programme
) -> Iterator[CheckResult]:
    """Yield the results of the checks that are about the same rows."""
    from great_expectations import ExpectationSuite

    asset = source.add_query_asset(checks[0].code, rows)
    batch = asset.add_batch_definition("period").get_batch()
    suite = ExpectationSuite(
        checks[0].code, expectations=[expectation_of(check, programme) for check in checks]
    )
    results = batch.validate(suite, result_format="COMPLETE").results
    found = {result.expectation_config.meta["code"]: result for result in results}
    for check in checks:
        yield _result_of(check, found[check.code], programme)


def _result_of(check: Check, found: Any, programme: Programme) -> CheckResult:
    if "observed_value" not in found.result:
        message = f"the check {check.code!r} failed: {_messages(found.exception_info)}"
        raise machine_fault_in(message) or RuntimeError(message)
    return CheckResult(
        check.code,
        check.name,
        check.means,
        check.severity(programme),
        check.cure,
        found.result["observed_value"],
        tuple(_plain(row) for row in found.result["details"]["unexpected_rows"]),
    )


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with values that JSON knows."""
    return {
        name: float(value) if isinstance(value, Decimal) else value for name, value in row.items()
    }


def _messages(info: dict[str, Any]) -> str:
    """Return what was raised: Great Expectations tells it as a whole, or of each metric."""
    each = [info] if "exception_message" in info else info.values()
    return "; ".join(sorted({str(one["exception_message"]) for one in each}))
