"""Checks a staged snapshot against the plausibility suite, with Great Expectations."""

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
    by_rows: dict[str, list[Check]] = {}  # setting up the rows costs more than checking them
    for check in checks:
        by_rows.setdefault(check.rows(period), []).append(check)
    with _open_source(full) as source:
        results = {
            result.code: result
            for rows, group in by_rows.items()
            for result in _run(group, rows, source, programme)
        }
    return tuple(results[check.code] for check in checks)


@contextmanager
def _open_source(full: Path) -> Iterator[Any]:
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx

    # This logger is configured to report every temporary folder.
    logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    # Other settings lose the result in a rollback.
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
        # Otherwise this process cannot reopen the file with other settings.
        source.get_execution_engine().close()
        source.get_engine().dispose()


def _run(
    checks: Sequence[Check], rows: str, source: Any, programme: Programme
) -> Iterator[CheckResult]:
    """Yield the results of the checks on the same rows."""
    from great_expectations import ExpectationSuite

    asset = source.add_query_asset(checks[0].code, rows)
    batch = asset.add_batch_definition("period").get_batch()
    suite = ExpectationSuite(
        checks[0].code, expectations=[expectation_of(check, programme) for check in checks]
    )
    results = batch.validate(suite, result_format="COMPLETE").results
    by_code = {result.expectation_config.meta["code"]: result for result in results}
    for check in checks:
        yield _result_of(check, by_code[check.code], programme)


def _result_of(check: Check, result: Any, programme: Programme) -> CheckResult:
    if "observed_value" not in result.result:
        message = f"the check {check.code!r} failed: {_messages(result.exception_info)}"
        raise machine_fault_in(message) or RuntimeError(message)
    return CheckResult(
        check.code,
        check.name,
        check.means,
        check.severity(programme),
        check.remedy,
        result.result["observed_value"],
        tuple(_plain(row) for row in result.result["details"]["unexpected_rows"]),
    )


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with values that JSON supports."""
    return {
        name: float(value) if isinstance(value, Decimal) else value for name, value in row.items()
    }


def _messages(info: dict[str, Any]) -> str:
    """Return the error messages; Great Expectations reports one for the whole or one per metric."""
    errors = [info] if "exception_message" in info else info.values()
    return "; ".join(sorted({str(error["exception_message"]) for error in errors}))
