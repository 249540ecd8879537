"""The way back from a figure, an activity or a delivery to the bytes that it came from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from pow_pipeline.errors import RecordError, UsageError
from pow_pipeline.jobs.engine.require import asked_expected, asked_period, asked_region
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.warehouse.connection import Connection, read_warehouse
from pow_pipeline.warehouse.shown import last_event
from pow_pipeline.warehouse.trace.deliveries import describe_deliveries, trace_delivery
from pow_pipeline.warehouse.trace.figures import (
    Rows,
    known_activities,
    programme_at,
    trace_activity,
    trace_figure,
)
from pow_pipeline.workspace import Workspace
from schemas.programme.programme import TOTAL, Programme
from schemas.text.matching import matching_key

_DELIVERY: Final = re.compile(r"\w+-\d+-\d+")
_FORMS: Final = (
    "a figure (pow explain 2021-H1 CATEGORY STATUS), a delivery (pow explain AM12-41-7), an "
    "activity (pow explain AM12 AM12-003) or a rule (pow explain R-STATUS-01)"
)


@dataclass(frozen=True)
class Trace:
    """The way back from what was asked.

    Attributes:
        asked: what it is about, in the codes of the programme.
        as_of: the event whose state it shows.
        steps: the rows of each step, by its name, from the figure to the deliveries; each of
            these has `bytes`: verified, erased, missing or changed.
    """

    asked: Mapping[str, Any]
    as_of: int
    steps: Mapping[str, Rows]

    @property
    def damaged(self) -> list[str]:
        """The deliveries whose bytes are not what was received."""
        return [
            each["delivery"]
            for each in self.steps["deliveries"]
            if each["bytes"] in ("missing", "changed")
        ]


def trace(
    workspace: Workspace, subject: tuple[str, ...], *, region: str | None, as_of: int | None
) -> Trace:
    """Return the way back from a figure, an activity or a delivery.

    Args:
        workspace: where.
        subject: period, category and status; region and activity; or a delivery.
        region: the region of the figure; None for all regions together.
        as_of: the event whose state is shown; the last one if None.

    Raises:
        UsageError: there is no such thing; says what there is.
    """
    blobs = Blobs(workspace.blobs)
    with read_warehouse(workspace.warehouse) as connection:
        event = _asked_event(connection, as_of)
        number = programme_at(connection, event)
        programme = ArchivedProgrammes(Journal(workspace.journal), blobs)[number]
        match subject:
            case (period, category, status):
                asked = _asked_figure(programme, period, category, status, region)
                steps = trace_figure(connection, **asked, programme=number, as_of=event)
            case (code, activity) if region in (None, code) and not programme.period(code):
                asked = {"region": asked_region(programme, code).code, "activity": activity}
                steps = {"reports": _asked_activity(connection, code, activity, as_of=event)}
            case (delivery,) if _DELIVERY.fullmatch(delivery) and not region:
                asked = {"delivery": delivery}
                steps = trace_delivery(connection, delivery, as_of=event)
            case _:
                message = f"{' '.join(subject)!r} cannot be explained; name {_FORMS}"
                raise UsageError(message)
        names = [each["delivery"] for each in steps.get("reports", [asked])]
        deliveries = describe_deliveries(connection, names, as_of=event)
    if "delivery" in asked and not deliveries:
        message = f"there is no delivery {asked['delivery']!r} up to event {event}; see the outbox"
        raise UsageError(f"{message} of its sender, or summary.submission_outcomes")
    verified = [each | {"bytes": _verify(blobs, each)} for each in deliveries]
    return Trace(asked, event, steps | {"deliveries": verified})


def _asked_event(connection: Connection, as_of: int | None) -> int:
    last = last_event(connection)
    if as_of is not None and not 1 <= as_of <= last:
        raise UsageError(f"there is no event {as_of}; the events are 1 to {last}")
    return as_of or last


def _asked_figure(
    programme: Programme, period: str, category: str, status: str, region: str | None
) -> dict[str, str | None]:
    """Return the codes of a figure, which may be asked for by any name that reports may use."""
    categories = programme.category_codes | {matching_key(TOTAL): TOTAL}
    scale = {each.code for each in programme.scale}
    statuses = {key: code for key, code in programme.status_codes.items() if code in scale}
    code = asked_period(programme, programme.period_code(period) or period).code
    if region:
        asked_expected(programme, region, code)
    return {
        "period": code,
        "category": _code_of("category", category, categories),
        "status": _code_of("status on the scale", status, statuses),
        "region": region,
    }


def _code_of(kind: str, name: str, codes: Mapping[str, str]) -> str:
    if code := codes.get(matching_key(name)):
        return code
    known = ", ".join(dict.fromkeys(codes.values()))
    raise UsageError(f"the programme has no {kind} {name!r}; it has {known}")


def _asked_activity(connection: Connection, region: str, activity: str, *, as_of: int) -> Rows:
    found = trace_activity(connection, region, activity, as_of=as_of)
    if found:
        return found
    known = known_activities(connection, region, as_of=as_of)
    if not known:
        raise UsageError(f"{region} has not reported any activity up to event {as_of}")
    nearest = ", ".join(get_close_matches(activity, known, cutoff=0.3) or known[:3])
    message = f"{region} has not reported an activity {activity!r}; of its {len(known)} the nearest"
    raise UsageError(f"{message} are {nearest}")


def _verify(blobs: Blobs, delivery: Mapping[str, Any]) -> str:
    """Return whether the bytes of a delivery are what was received, hashed again."""
    if delivery["is_erased"]:
        return "erased"
    try:
        blobs.read(delivery["sha256"])
    except RecordError:
        return "changed" if blobs.path(delivery["sha256"]).exists() else "missing"
    return "verified"
