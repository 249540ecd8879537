"""Telling the Prefect server what has happened: names and ids, never contents.

Events only make things quick. What could not be told is by the next run, and what comes twice or
late changes nothing, so no failure to tell is an error.
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
from pow_pipeline.jobs.calendar.seeing import Overdue
from pow_pipeline.jobs.ingest.watch import Arrived
from pow_pipeline.jobs.notify.releases import CameOut, address_of
from pow_pipeline.jobs.notify.submissions import News
from pow_pipeline.record.journal import Journal
from pow_pipeline.settings import Settings
from pow_pipeline.workspace import Workspace

_LOG: Final = logging.getLogger(__name__)
_NAMES: Final = UUID("5b0d6c3e-9a52-4c0f-8a39-3c1f5f0f6f0e")
_PATIENCE: Final = 10  # seconds; a server that hangs holds up no other work


@dataclass(frozen=True)
class Happened:
    """Something that others may act on.

    Attributes:
        event: what happened, such as pow.deliveries.received.
        resource: what it happened to, such as pow.delivery.AM12-41-7.
        once: what tells it from every other; the same thing told again has the same.
        payload: numbers, codes and hashes.
        labels: more that a trigger may ask of the resource.
    """

    event: str
    resource: str
    once: str
    payload: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)


def has_server() -> bool:
    """Whether there is a server to be told; else Prefect would start one that nobody looks at."""
    return bool(PREFECT_API_URL.value())


def tell_server(workspace: Workspace, *happened: Happened) -> bool:
    """Tell the server of what happened in a workspace; return whether it could be told.

    Nothing is tried twice here, since whoever tells has other work to do meanwhile.
    """
    if not happened:
        return True
    if not has_server():
        return False
    occurred, record = datetime.now(UTC).isoformat(), _name(workspace)
    said = [
        {
            "id": str(uuid5(_NAMES, f"{record} {each.event} {each.resource} {each.once}")),
            "occurred": occurred,
            "event": each.event,
            "resource": {"prefect.resource.id": each.resource, **each.labels},
            "payload": each.payload,
        }
        for each in happened
    ]
    try:
        with (
            temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0}),
            get_client(sync_client=True, httpx_settings={"timeout": _PATIENCE}) as client,
        ):
            client.request("POST", "/events", json=said)
    except (httpx.HTTPError, RuntimeError) as error:
        _LOG.warning("the server was not told, the next run does it: %s", error)
        return False
    return True


def tell_arrived(workspace: Workspace, arrived: Arrived | None) -> bool:
    """Tell the server of files that reached the record; of none, that watching begins.

    Return whether it could be told.
    """
    if arrived is None:
        now = datetime.now(UTC).isoformat()
        happened = Happened("pow.inbox.watched", "pow.inbox", now)
    else:
        said = {"event": arrived.event, "deliveries": arrived.deliveries}
        happened = Happened("pow.deliveries.received", "pow.inbox", str(arrived.event), said)
    return tell_server(workspace, happened)


def tell_news(workspace: Workspace, news: News, *, is_wanted: bool) -> bool:
    """Tell the server of reports that were accepted or rejected, and of periods that are complete.

    Args:
        workspace: where.
        news: what happened.
        is_wanted: whether the programme wants a release of a period that is complete.
    """
    reports = (
        Happened(
            f"pow.submission.{verdict.outcome}",
            f"pow.delivery.{verdict.delivery}",
            str(event.number),
            {"region": verdict.region_code, "period": verdict.period},
        )
        for event in news.judged
        for verdict in event.verdicts
        if verdict.outcome in {"accepted", "rejected"}
    )
    periods = (
        Happened(
            "pow.period.complete",
            f"pow.period.{each.period}",
            str(each.event),
            {"period": each.period},
            {"pow.release": "wanted" if is_wanted else "not wanted"},
        )
        for each in news.complete
    )
    return tell_server(workspace, *reports, *periods)


def tell_published(workspace: Workspace, settings: Settings, releases: Sequence[CameOut]) -> bool:
    """Tell the server of releases that came out, and where they are."""
    return tell_server(
        workspace,
        *(
            Happened(
                "pow.release.published",
                f"pow.release.{each.name}",
                each.manifest,
                {
                    "period": each.period,
                    "version": each.version,
                    "address": address_of(workspace, settings, each),
                    "manifest": each.manifest,
                },
            )
            for each in releases
        ),
    )


def tell_blocked(workspace: Workspace, period: str) -> None:
    """Tell the server that a publication was stopped."""
    now = datetime.now(UTC).isoformat()
    blocked = Happened("pow.release.blocked", f"pow.period.{period}", now, {"period": period})
    tell_server(workspace, blocked)


def tell_alarm(workspace: Workspace, codes: Sequence[str]) -> None:
    """Tell the server that something is not as it must be; the codes say what kinds of things."""
    now = datetime.now(UTC).isoformat()
    alarm = Happened("pow.alarm", "pow.workspace", now, {"codes": list(codes)})
    tell_server(workspace, alarm)


def tell_overdue(workspace: Workspace, overdue: Overdue) -> bool:
    """Tell the server that regions are silent though their time is over; return if it was told."""
    happened = Happened(
        "pow.period.overdue",
        f"pow.period.{overdue.period}",
        str(overdue.deadline),
        {"period": overdue.period, "regions": list(overdue.regions)},
    )
    return tell_server(workspace, happened)


def _name(workspace: Workspace) -> str:
    """Return what tells a record from every other, since two may count alike."""
    try:
        return Journal(workspace.journal).hash_of(1)
    except RecordError:  # it may be the very thing that is told of
        return str(workspace.home)
