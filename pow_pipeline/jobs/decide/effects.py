"""Effects of a decision, derived from the journal alone."""

from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.findings import ValidationResult
from pow_pipeline.record.decisions import Extended
from pow_pipeline.record.events import Received, Released, Validated
from pow_pipeline.record.versions import Version, accepted_versions, in_force


def report_in_force(run: Run, region_code: str, period: str) -> Version | None:
    """Return the version in force for a region and period; None if there is none."""
    versions = accepted_versions(run.journal.read())
    return in_force(versions).get((region_code, period))


def was_published(run: Run, period: str) -> bool:
    """Return whether a period has ever been released."""
    events = run.journal.read()
    return any(isinstance(event, Released) and event.period == period for event in events)


def refused_as_closed(run: Run, extended: Extended) -> list[str]:
    """Return the last delivery of a region about a period, if an extension may still admit it.

    Such a delivery was rejected, and arrived after the closing day of the period but not after the
    last day of the extension. Duplicates are ignored.

    Returns:
        The name of the delivery in a list; an empty list if the extension admits none.
    """
    programme = run.programme()
    period = programme.period(extended.period)
    received: list[Delivery] = []
    latest: dict[str, ValidationResult] = {}
    for event in run.journal.read():
        if isinstance(event, Received):
            received += event.deliveries()
        elif isinstance(event, Validated):
            latest |= {result.delivery: result for result in event.results}
    matches = [
        delivery
        for delivery in received
        if delivery.sender == extended.region_code
        and delivery.delivery in latest
        and latest[delivery.delivery].period == extended.period
        and latest[delivery.delivery].outcome != "duplicate"
    ]
    return [
        delivery.delivery
        for delivery in matches[-1:]
        if period
        and period.closes
        and latest[delivery.delivery].outcome == "rejected"
        and period.closes < delivery.arrival.astimezone(programme.zone).date() <= extended.until
    ]
