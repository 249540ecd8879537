"""Withdrawing: the version in force, or all versions, of a region and period no longer count."""

from collections.abc import Callable
from datetime import datetime

from pow_pipeline.errors import UsageError
from pow_pipeline.faults import fault_point
from pow_pipeline.record.events import Decided
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.versions import Version, accepted_versions, in_force
from pow_pipeline.workspace import Workspace


def withdraw(
    workspace: Workspace,
    region_code: str,
    period: str,
    *,
    all_versions: bool,
    by: str,
    why: str,
    clock: Callable[[], datetime],
) -> list[Version]:
    """Decide that versions no longer count, and return them. Waits for no other process.

    Raises:
        UsageError: no version of this region and period counts.
    """
    journal = Journal(workspace.journal)
    versions = accepted_versions(journal.read())
    counted = in_force(versions).get((region_code, period))
    if counted is None:
        message = (
            f"nothing to withdraw: no report of {region_code} for {period} counts; "
            "see what does with: pow status"
        )
        raise UsageError(message)
    standing = [
        version
        for version in versions
        if (version.region_code, version.period) == (region_code, period) and not version.withdrawn
    ]
    withdrawn = standing if all_versions else [counted]
    journal.append(
        Decided(
            at=clock(),
            decision="withdraw",
            deliveries=tuple(version.delivery for version in withdrawn),
            by=by,
            why=why,
        )
    )
    fault_point("decided")
    return withdrawn
