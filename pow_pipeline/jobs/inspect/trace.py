"""Traces a figure, an activity or a delivery back to the bytes that it came from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from pow_pipeline.errors import RecordError, UsageError
from pow_pipeline.jobs.engine.require import require_expected_period, require_period, require_region
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.record.blobs import Blobs
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
from schemas.programme.programme import TOTAL, Programme
from schemas.text.matching import matching_key

_DELIVERY: Final = re.compile(r"\w+-\d+-\d+")
_FORMS: Final = (
    "a figure (pow trace 2021-H1 CATEGORY STATUS), a delivery (pow trace AM12-41-7), an "
    "activity (pow trace AM12 AM12-003) or a rule (pow rule R-STATUS-01)"
)


@dataclass(frozen=True)
class Trace:
    """Trace of a figure, an activity or a delivery.

    Attributes:
        subject: the figure, activity or delivery, in codes of the programme.
        as_of: number of the event whose state the trace shows.
        steps: maps the name of each step to its rows, from the figure to the deliveries. One row
            of `deliveries` has the key `bytes`: verified, erased, missing or changed.
    """

    subject: Mapping[str, Any]
    as_of: int
    steps: Mapping[str, Rows]

    @property
    def damaged(self) -> list[str]:
        """Names of the deliveries whose bytes are missing or differ from what was received."""
        return [
            delivery["delivery"]
            for delivery in self.steps["deliveries"]
            if delivery["bytes"] in ("missing", "changed")
        ]


def trace(run: Run, subject: tuple[str, ...], *, region: str | None, as_of: int | None) -> Trace:
    """Return the trace of a figure, an activity or a delivery.

    Args:
        run: the run.
        subject: period, category and status; region and activity; or a delivery.
        region: code of the region of the figure; None for all regions together.
        as_of: number of the event whose state to show; None for the last one.

    Raises:
        UsageError: the subject does not exist; the message lists valid ones.
    """
    with read_warehouse(run.workspace.warehouse) as connection:
        event = _require_event(connection, as_of)
        number = programme_at(connection, event)
        programme = run.programmes[number]
        match subject:
            case (period, category, status):
                codes = _figure_codes(programme, period, category, status, region)
                steps = trace_figure(connection, **codes, programme=number, as_of=event)
            case (code, activity) if region in (None, code) and not programme.period(code):
                codes = {"region": require_region(programme, code).code, "activity": activity}
                steps = {"reports": _activity_reports(connection, code, activity, as_of=event)}
            case (delivery,) if _DELIVERY.fullmatch(delivery) and not region:
                codes = {"delivery": delivery}
                steps = trace_delivery(connection, delivery, as_of=event)
            case _:
                message = f"{' '.join(subject)!r} cannot be traced; give {_FORMS}"
                raise UsageError(message)
        names = [report["delivery"] for report in steps.get("reports", [codes])]
        deliveries = describe_deliveries(connection, names, as_of=event)
    if "delivery" in codes and not deliveries:
        message = f"delivery {codes['delivery']!r} not found up to event {event}; see the outbox"
        raise UsageError(f"{message} of its sender, or summary.submission_outcomes")
    verified = [row | {"bytes": _verify(run.blobs, row)} for row in deliveries]
    return Trace(codes, event, steps | {"deliveries": verified})


def _require_event(connection: Connection, as_of: int | None) -> int:
    last = last_event(connection)
    if as_of is not None and not 1 <= as_of <= last:
        raise UsageError(f"there is no event {as_of}; the events are 1 to {last}")
    return as_of or last


def _figure_codes(
    programme: Programme, period: str, category: str, status: str, region: str | None
) -> dict[str, str | None]:
    """Return the codes of a figure, given names that reports may use for them."""
    categories = programme.category_codes | {matching_key(TOTAL): TOTAL}
    scale = {status.code for status in programme.scale}
    statuses = {key: code for key, code in programme.status_codes.items() if code in scale}
    code = require_period(programme, programme.period_code(period) or period).code
    if region:
        require_expected_period(programme, region, code)
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


def _activity_reports(connection: Connection, region: str, activity: str, *, as_of: int) -> Rows:
    rows = trace_activity(connection, region, activity, as_of=as_of)
    if rows:
        return rows
    known = known_activities(connection, region, as_of=as_of)
    if not known:
        raise UsageError(f"{region} has not reported any activity up to event {as_of}")
    nearest = ", ".join(get_close_matches(activity, known, cutoff=0.3) or known[:3])
    message = f"{region} has not reported an activity {activity!r}; of its {len(known)} the nearest"
    raise UsageError(f"{message} are {nearest}")


def _verify(blobs: Blobs, delivery: Mapping[str, Any]) -> str:
    """Hash the bytes of a delivery again and return verified, erased, missing or changed."""
    if delivery["is_erased"]:
        return "erased"
    try:
        blobs.read(delivery["sha256"])
    except RecordError:
        return "changed" if blobs.path(delivery["sha256"]).exists() else "missing"
    return "verified"
