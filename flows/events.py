"""Emits events to the Prefect server; `prefect.yaml` states which of them start a flow.

Events contain names and ids, never contents. They only speed up processing: the next run emits
those that failed, and repeated or late events have no further effect. A failure to emit an event
is therefore not an error.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid5

import httpx
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL, PREFECT_CLIENT_MAX_RETRIES, temporary_settings

from pow_pipeline.errors import RecordError
from pow_pipeline.jobs.calendar.state import Overdue
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.ingest.watch import ReceivedFiles
from pow_pipeline.jobs.notify.releases import NewRelease, address_of
from pow_pipeline.jobs.notify.submissions import Notifications

_LOG: Final = logging.getLogger(__name__)
_NAMES: Final = UUID("5b0d6c3e-9a52-4c0f-8a39-3c1f5f0f6f0e")
_PATIENCE: Final = 10  # seconds; a server that hangs must not block other work


@dataclass(frozen=True)
class Happened:
    """A Prefect event, which can trigger automations.

    Attributes:
        event: event name, such as pow.deliveries.received.
        resource: resource id, such as pow.delivery.AM12-41-7.
        once: distinguishes occurrences; it is the same if the same occurrence is emitted again.
        payload: numbers, codes and hashes.
        labels: further labels of the resource, which a trigger can match.
    """

    event: str
    resource: str
    once: str
    payload: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)


def has_server() -> bool:
    """Return whether a server is configured; without one Prefect would start a temporary server."""
    return bool(PREFECT_API_URL.value())


def emit(run: Run, *happened: Happened) -> bool:
    """Emit events about a workspace, and return whether the server accepted them.

    A failed request is not retried, because the caller has other work to do.
    """
    if not happened:
        return True
    if not has_server():
        return False
    occurred, record = datetime.now(UTC).isoformat(), _name(run)
    body = [
        {
            "id": str(uuid5(_NAMES, f"{record} {event.event} {event.resource} {event.once}")),
            "occurred": occurred,
            "event": event.event,
            "resource": {"prefect.resource.id": event.resource, **event.labels},
            "payload": event.payload,
        }
        for event in happened
    ]
    try:
        with (
            temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0}),
            get_client(sync_client=True, httpx_settings={"timeout": _PATIENCE}) as client,
        ):
            client.request("POST", "/events", json=body)
    except (httpx.HTTPError, RuntimeError) as error:
        _LOG.warning("the server did not receive the events; the next run sends them: %s", error)
        return False
    return True


def notify_received(run: Run, received: ReceivedFiles | None) -> bool:
    """Emit an event about received files or, without any, about the start of watching.

    Return whether the server accepted it.
    """
    if received is None:
        now = datetime.now(UTC).isoformat()
        happened = Happened("pow.inbox.watched", "pow.inbox", now)
    else:
        payload = {"event": received.event, "deliveries": received.deliveries}
        happened = Happened("pow.deliveries.received", "pow.inbox", str(received.event), payload)
    return emit(run, happened)


def notify_submissions(run: Run, notifications: Notifications, *, is_wanted: bool) -> bool:
    """Emit events about accepted and rejected reports, and about complete periods.

    Args:
        run: the run.
        notifications: the validations and complete periods.
        is_wanted: whether the programme requires a release as soon as a period is complete.
    """
    reports = (
        Happened(
            f"pow.submission.{result.outcome}",
            f"pow.delivery.{result.delivery}",
            str(event.number),
            {"region": result.region_code, "period": result.period},
        )
        for event in notifications.validated
        for result in event.results
        if result.outcome in {"accepted", "rejected"}
    )
    periods = (
        Happened(
            "pow.period.complete",
            f"pow.period.{complete.period}",
            str(complete.event),
            {"period": complete.period},
            {"pow.release": "wanted" if is_wanted else "not wanted"},
        )
        for complete in notifications.complete
    )
    return emit(run, *reports, *periods)


def notify_released(run: Run, releases: Sequence[NewRelease]) -> bool:
    """Emit an event for each release that became current, with its address."""
    return emit(
        run,
        *(
            Happened(
                "pow.release.published",
                f"pow.release.{release.name}",
                release.manifest,
                {
                    "period": release.period,
                    "version": release.version,
                    "address": address_of(run, release),
                    "manifest": release.manifest,
                },
            )
            for release in releases
        ),
    )


def notify_blocked(run: Run, period: str) -> None:
    """Emit an event about a stopped publication."""
    now = datetime.now(UTC).isoformat()
    blocked = Happened("pow.release.blocked", f"pow.period.{period}", now, {"period": period})
    emit(run, blocked)


def notify_alarm(run: Run, codes: Sequence[str]) -> None:
    """Emit an event about problems in the workspace, with the codes of their kinds."""
    now = datetime.now(UTC).isoformat()
    alarm = Happened("pow.alarm", "pow.workspace", now, {"codes": list(codes)})
    emit(run, alarm)


def notify_overdue(run: Run, overdue: Overdue) -> bool:
    """Emit an event about overdue reports, and return whether the server accepted it."""
    happened = Happened(
        "pow.period.overdue",
        f"pow.period.{overdue.period}",
        str(overdue.deadline),
        {"period": overdue.period, "regions": list(overdue.regions)},
    )
    return emit(run, happened)


def _name(run: Run) -> str:
    """Return an identifier of the record, because event numbers of two records can be equal."""
    try:
        return run.journal.hash_of(1)
    except RecordError:  # the event to emit may be about this damage
        return str(run.workspace.home)
