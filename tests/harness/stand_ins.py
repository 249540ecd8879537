"""Fast stand-ins: for confined parsers, rendering processes, Great Expectations and the disk.

To start a process takes up to a second, Great Expectations takes a third of a release, to
sync a file waits for the disk, which only a power failure makes visible, and to define all tables
takes a third of a small rebuild. Tests of these use the real ones, and compare the stand-ins with
them.
"""

import pickle
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

import pow_pipeline.publication.check as plausibility
from pow_pipeline import durable
from pow_pipeline.child_processes import child_processes
from pow_pipeline.jobs.engine import feedback, worker
from pow_pipeline.jobs.ingest import check, hand_in
from pow_pipeline.jobs.publish import render
from pow_pipeline.limits import WorkLimits
from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.documents import Problem, Reading
from pow_pipeline.parsing.sandbox.answers import reading_of
from pow_pipeline.parsing.sandbox.confined import answer_of
from pow_pipeline.parsing.sandbox.sandbox import Sandbox
from pow_pipeline.publication.assessment import CheckResult
from pow_pipeline.warehouse import connection, rebuild
from schemas.plausibility.check import Check
from schemas.plausibility.suite import CHECKS
from schemas.programme.programme import Programme
from schemas.text.text_forms import TextForms

USERS_OF_SANDBOX = (worker, feedback, check, hand_in)
REAL_SANDBOX, REAL_PROCESSES, REAL_CHECK, REAL_SYNC, REAL_CREATE = (
    Sandbox,
    child_processes,
    plausibility.check_snapshot,
    durable._sync,
    connection.create_warehouse,
)
_MOST_ROWS = 200  # Great Expectations returns no more


class ParserInProcess:
    """Parses files in this process, with the interface of `Sandbox`."""

    def __init__(self, limits: WorkLimits) -> None:
        self._limits = limits

    def read(
        self,
        deliveries: Sequence[Delivery],
        content_of: Callable[[Delivery], bytes],
        forms: TextForms,
    ) -> list[Reading]:
        readings: list[Reading] = []
        held = 0
        for delivery in deliveries:
            if readings and held >= self._limits.batch_bytes:
                break
            most = self._limits.file.file_bytes
            if delivery.size > most:
                problem = Problem("R-FILE-06", found=f"{delivery.size}", expected=(f"{most}",))
                readings.append(Reading(delivery, problem=problem))
                continue
            answer = answer_of(content_of(delivery), forms, self._limits.file)
            readings.append(reading_of(delivery, answer))
            held += len(answer)
        return readings

    def close(self) -> None:
        """Do nothing: there is no process."""


class CallsInProcess:
    """Calls functions in this process, with the interface of `ChildProcesses`."""

    def __init__(self) -> None:
        self._called: list[Future[Any]] = []

    def submit(self, function: Callable[..., Any], *args: object, **kwargs: object) -> Future[Any]:
        sent, called = pickle.dumps((function, args, kwargs)), Future[Any]()
        function, args, kwargs = pickle.loads(sent)  # noqa: S301 -- our own; a process gets copies
        try:
            called.set_result(function(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 -- `finish` raises it
            called.set_exception(error)
        self._called.append(called)
        return called

    def finish(self) -> None:
        while self._called:
            self._called.pop(0).result()


@contextmanager
def calls_in_process() -> Iterator[CallsInProcess]:
    """Yield a collection of calls, as `child_processes` does."""
    yield CallsInProcess()


def check_in_duckdb(
    full: Path, *, period: str, programme: Programme, checks: Sequence[Check] = CHECKS
) -> tuple[CheckResult, ...]:
    """Return the result of each check, as `check_snapshot` does."""
    with duckdb.connect(full, read_only=True) as opened:
        return tuple(_result(opened, check, period, programme) for check in checks)


def _result(
    opened: duckdb.DuckDBPyConnection, check: Check, period: str, programme: Programme
) -> CheckResult:
    query = check.unexpected(f"({check.rows(period)})", programme)
    rows = opened.execute(query)
    names = [column for column, *_ in rows.description or ()]
    unexpected = [dict(zip(names, map(_plain, row), strict=True)) for row in rows.fetchall()]
    return CheckResult(
        check.code,
        check.name,
        check.means,
        check.severity(programme),
        check.remedy,
        len(unexpected),
        tuple(unexpected[:_MOST_ROWS]),
    )


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


class EmptyWarehouses:
    """Copies an empty warehouse that was made before from the same definitions."""

    def __init__(self) -> None:
        self._made: dict[str, bytes] = {}

    def create(self, path: Path) -> None:
        """Create an empty warehouse at `path`, as `create_warehouse` does."""
        digest = connection.definition_digest()
        if content := self._made.get(digest):
            path.write_bytes(content)
        else:
            REAL_CREATE(path)
            self._made[digest] = path.read_bytes()


@contextmanager
def stand_ins() -> Iterator[None]:
    """Use the stand-ins in this process."""
    with pytest.MonkeyPatch.context() as patch:
        for module in USERS_OF_SANDBOX:
            patch.setattr(module, "Sandbox", ParserInProcess)
        patch.setattr(render, "child_processes", calls_in_process)
        patch.setattr(plausibility, "check_snapshot", check_in_duckdb)
        patch.setattr(durable, "_sync", lambda _: None)
        patch.setattr(rebuild, "create_warehouse", EmptyWarehouses().create)
        yield


def use_child_processes(patch: pytest.MonkeyPatch) -> None:
    """Render in child processes until the patch is undone."""
    patch.setattr(render, "child_processes", REAL_PROCESSES)


def use_real(patch: pytest.MonkeyPatch) -> None:
    """Use what the stand-ins replace, until the patch is undone."""
    for module in USERS_OF_SANDBOX:
        patch.setattr(module, "Sandbox", REAL_SANDBOX)
    use_child_processes(patch)
    patch.setattr(plausibility, "check_snapshot", REAL_CHECK)
    patch.setattr(durable, "_sync", REAL_SYNC)
    patch.setattr(rebuild, "create_warehouse", REAL_CREATE)


def connect_for_small_tables() -> None:
    """Let DuckDB use one thread and small blocks in this process: the tables of tests are small.

    A warehouse of a few rows takes 2 MB instead of 9 MB, which is written and copied faster, and
    no time goes into finding out how each of its columns is best compressed.
    """
    small: dict[str, Any] = {
        "threads": 1,
        "default_block_size": 16384,
        "force_compression": "uncompressed",
    }
    connect = duckdb.connect

    def connect_once(
        database: str | Path = ":memory:",
        read_only: bool = False,  # noqa: FBT001, FBT002 -- the signature of DuckDB
        config: dict[str, Any] | None = None,
    ) -> duckdb.DuckDBPyConnection:
        return connect(database, read_only, {**small, **(config or {})})

    duckdb.connect = connect_once
