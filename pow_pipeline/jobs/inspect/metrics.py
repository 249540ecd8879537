"""Metrics of a workspace in the Prometheus text format: counts and times, never contents."""

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final, get_args

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily as Gauge
from prometheus_client.core import SummaryMetricFamily as Summary
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from pow_pipeline import VERSION
from pow_pipeline.intake.receive import files_lying
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.inspect.tally import Tally
from pow_pipeline.model.findings import Outcome
from pow_pipeline.workspace import Workspace

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


class _Measures(Collector):
    def __init__(self, metrics: Iterator[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        return self._metrics


def describe_metrics(run: Run, tally: Tally, *, idle: float) -> bytes:
    """Return the metrics of a workspace as text.

    Args:
        run: the run.
        tally: the counts so far; this function updates them from the journal.
        idle: seconds since the watcher last scanned the inboxes.
    """
    tally.catch_up(run.journal)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Measures(_measure(run.workspace, tally, run.clock(), idle)))
    return generate_latest(registry)


def _measure(workspace: Workspace, tally: Tally, now: datetime, idle: float) -> Iterator[Metric]:
    version = Gauge("pow_build_info", "The version that runs.", labels=["version"])
    version.add_metric([VERSION], 1)
    yield version
    yield from _of_deliveries(tally, now)
    yield from _of_inboxes(workspace)
    last = Gauge(
        "pow_last_event_timestamp_seconds", "When the last event of a kind was.", labels=["type"]
    )
    for kind, moment in tally.last.items():
        last.add_metric([kind], moment.timestamp())
    yield last
    yield Gauge("pow_journal_events", "The events of the journal.", tally.events)
    yield Gauge("pow_record_bytes", "The size of the record.", _size(workspace.journal.parent))
    free = shutil.disk_usage(workspace.home).free
    yield Gauge("pow_disk_free_bytes", "What is free where the workspace is.", free)
    blocked = list((workspace.published / "blocked").glob("[!.]*"))
    yield Gauge("pow_blocked_publications", "Periods whose last try was stopped.", len(blocked))
    yield Gauge("pow_watcher_idle_seconds", "How long ago the watcher last looked.", idle)


def _of_deliveries(tally: Tally, now: datetime) -> Iterator[Metric]:
    counted = tally.count()
    deliveries = Gauge("pow_deliveries", "Deliveries by latest outcome.", labels=["outcome"])
    for outcome in ("pending", *get_args(Outcome)):
        deliveries.add_metric([outcome], counted.get(outcome, 0))
    yield deliveries
    oldest = min(tally.pending.values(), default=now)
    age = max(0.0, (now - oldest).total_seconds())
    yield Gauge("pow_pending_age_seconds", "The age of the oldest delivery not validated.", age)
    took = Summary("pow_stage_seconds", "How long stages took.", labels=["stage"])
    for stage, durations in (("validating", tally.validating), ("feedback", tally.feedback)):
        took.add_metric([stage], durations.count, durations.total.total_seconds())
    yield took


def _of_inboxes(workspace: Workspace) -> Iterator[Metric]:
    since = list(_moments(files_lying(workspace)))
    age = max(0.0, time.time() - min(since, default=time.time()))
    yield Gauge("pow_inbox_files", "Files in the inboxes, also those that stay.", len(since))
    yield Gauge("pow_inbox_age_seconds", "The age of the oldest of them.", age)


def _moments(paths: Iterable[Path]) -> Iterator[float]:
    """Yield the ctime of each file: the file may have been written long before it was moved."""
    for path in paths:
        try:
            yield path.lstat().st_ctime
        except FileNotFoundError:  # received in between
            continue


def _size(folder: Path) -> int:
    return sum(
        _size_of(os.path.join(place, name)) for place, _, names in os.walk(folder) for name in names
    )


def _size_of(path: str) -> int:
    try:
        return os.lstat(path).st_size
    except FileNotFoundError:  # removed in the meantime
        return 0
