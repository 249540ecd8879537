"""Withdrawing: the version in force, or all versions, of a region and period no longer count."""

from collections.abc import Callable, Sequence
from datetime import datetime

from pow_pipeline.errors import UsageError
from pow_pipeline.jobs.decide import decide, refuse_no_reason
from pow_pipeline.record.decisions import Withdrawn
from pow_pipeline.record.events import Event
from pow_pipeline.record.versions import Version, accepted_versions
from pow_pipeline.workspace import Workspace


def withdraw(
    workspace: Workspace,
    region_code: str,
    period: str,
    *,
    version: int | None,
    all_versions: bool,
    by: str,
    why: str,
    clock: Callable[[], datetime],
) -> list[Version]:
    """Decide that versions no longer count, and return them. Waits for no other process.

    Args:
        workspace: where.
        region_code: whose report.
        period: about which period.
        version: which version; the one in force when not given.
        all_versions: withdraw every version.
        by: who decides.
        why: the reason.
        clock: the present moment.

    Raises:
        UsageError: there is no such version that counts or could count.
    """
    refuse_no_reason(why)
    withdrawn: list[Version] = []

    def propose(events: Sequence[Event]) -> Withdrawn:
        withdrawn[:] = _meant(
            events, region_code, period, version=version, all_versions=all_versions
        )
        deliveries = tuple(each.delivery for each in withdrawn)
        return Withdrawn(at=clock(), by=by, why=why, deliveries=deliveries)

    decide(workspace, propose)
    return withdrawn


def _meant(
    events: Sequence[Event],
    region_code: str,
    period: str,
    *,
    version: int | None,
    all_versions: bool,
) -> list[Version]:
    standing = [
        each
        for each in accepted_versions(events)
        if (each.region_code, each.period) == (region_code, period) and not each.withdrawn
    ]
    meant = standing if all_versions else standing[-1:]
    if version is not None:
        meant = [each for each in standing if each.version == version]
    if meant:
        return meant
    which = "no version" if version is None else f"no version {version}"
    message = (
        f"nothing to withdraw: {which} of {region_code} for {period} stands; "
        f"see what counts with: pow status {period}"
    )
    raise UsageError(message)
