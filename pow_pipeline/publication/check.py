"""Holding a staged snapshot against the plausibility suite, with Great Expectations."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.plausibility import CHECKS, Plausibility


@dataclass(frozen=True)
class CheckResult:
    """What one check found; `rows` shows where it does not hold."""

    name: str
    holds: bool
    rows: tuple[dict[str, Any], ...]
    cure: str


def check_snapshot(full: Path, *, period: str, minimum: float) -> list[CheckResult]:
    """Return the result of each check on the figures of one period."""
    with _open_source(full) as source:
        return [_run(check, source, period=period, minimum=minimum) for check in CHECKS]


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


def _run(check: Plausibility, source: Any, *, period: str, minimum: float) -> CheckResult:
    query = f"SELECT * FROM {check.table} WHERE period = '{period}'"
    batch = source.add_query_asset(check.name, query).add_batch_definition("period").get_batch()
    found = batch.validate(check.expectation(minimum=minimum), result_format="COMPLETE")
    if found.exception_info.get("raised_exception"):
        message = f"the check {check.name!r} failed: {found.exception_info['exception_message']}"
        raise RuntimeError(message)
    rows = tuple(found.result["details"]["unexpected_rows"])
    return CheckResult(check.name, bool(found.success), rows, check.cure)
