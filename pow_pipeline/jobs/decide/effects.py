"""What holds after a decision, told from the journal alone."""

from pow_pipeline.jobs.decide.decide import programme_of
from pow_pipeline.model import Delivery, Verdict
from pow_pipeline.record.decisions import Extended
from pow_pipeline.record.events import Judged, Received, Released
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.versions import Version, accepted_versions, in_force
from pow_pipeline.workspace import Workspace


def report_in_force(workspace: Workspace, region_code: str, period: str) -> Version | None:
    """Return the version that counts for a region and period, None if there is none."""
    versions = accepted_versions(Journal(workspace.journal).read())
    return in_force(versions).get((region_code, period))


def was_published(workspace: Workspace, period: str) -> bool:
    """Whether a period has ever been published."""
    events = Journal(workspace.journal).read()
    return any(isinstance(event, Released) and event.period == period for event in events)


def refused_as_closed(workspace: Workspace, extended: Extended) -> list[str]:
    """Return the last delivery of a region about a period, if its extension may still admit it.

    It is one that is rejected, and that arrived after the closing day of the period but not after
    the day of the extension.
    """
    programme = programme_of(workspace)
    period = programme.period(extended.period)
    received: list[Delivery] = []
    latest: dict[str, Verdict] = {}
    for event in Journal(workspace.journal).read():
        if isinstance(event, Received):
            received += event.deliveries()
        elif isinstance(event, Judged):
            latest |= {each.delivery: each for each in event.verdicts}
    about = [
        each
        for each in received
        if each.sender == extended.region_code
        and each.delivery in latest
        and latest[each.delivery].period == extended.period
        and latest[each.delivery].outcome != "duplicate"
    ]
    return [
        each.delivery
        for each in about[-1:]
        if period
        and period.closes
        and latest[each.delivery].outcome == "rejected"
        and period.closes < each.arrival.astimezone(programme.zone).date() <= extended.until
    ]
