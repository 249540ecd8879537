"""What holds after a decision, told from the journal alone."""

from pow_pipeline.record.events import Released
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
