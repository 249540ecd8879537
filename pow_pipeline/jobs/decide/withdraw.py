"""Withdraws the version in force, or all versions, of the report of a region about a period."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pow_pipeline.errors import UsageError
from pow_pipeline.jobs.decide.decide import Request, decide, programme_of
from pow_pipeline.jobs.engine.require import asked_period, asked_region
from pow_pipeline.record.decisions import Withdrawn
from pow_pipeline.record.events import Event
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.versions import Version, accepted_versions, in_force, newest_accepted
from pow_pipeline.workspace import Workspace


@dataclass(frozen=True)
class Withdrawal:
    """The result of a withdrawal.

    Attributes:
        decided: the decision.
        is_new: whether the decision was taken now rather than earlier on the same request.
        versions: the withdrawn versions.
        now: the version now in force; None if there is none.
        before: the earlier decision that withdrew the newest version; None if this decision did,
            or if that version is not withdrawn.
    """

    decided: Withdrawn
    is_new: bool
    versions: tuple[Version, ...]
    now: Version | None
    before: Withdrawn | None


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
    run: str = "",
) -> Withdrawal:
    """Decide to withdraw versions, without waiting for other processes.

    Until a newer version is accepted, repeating the same request by the same person for the same
    reason withdraws one version only. To withdraw the version before it too, give its number.

    Args:
        workspace: the workspace.
        region_code: code of the region that reported.
        period: code of the period of the report.
        version: number of the version; None for the version in force.
        all_versions: whether to withdraw every version.
        by: name of the person who decides.
        why: the reason.
        clock: returns the current time.
        run: id of the requesting flow run; '' for a command.

    Raises:
        UsageError: there is no such version to withdraw, or the programme has no such region or
            period.
    """

    def versions(events: Sequence[Event]) -> list[Version]:
        about = (region_code, period)
        return [known for known in accepted_versions(events) if _subject(known) == about]

    def target(events: Sequence[Event]) -> str:
        return newest_accepted(events, region_code, period)

    def propose(events: Sequence[Event]) -> Withdrawn:
        named = [known for known in versions(events) if known.version == version]
        before = _withdrawn_before(events, named)
        if before:
            return before
        remaining = [known for known in named or versions(events) if not known.withdrawn]
        if not remaining or (version is not None and not named):
            programme = programme_of(workspace)
            asked_region(programme, region_code)
            asked_period(programme, period)
            raise _nothing_to_withdraw(region_code, period, version)
        meant = remaining if all_versions else remaining[-1:]
        deliveries = tuple(withdrawn.delivery for withdrawn in meant)
        return Withdrawn(at=clock(), by=by, why=why, deliveries=deliveries)

    default = "all" if all_versions else "in force"
    which = default if version is None else str(version)
    subject = (region_code, period, which)
    request = Request(Withdrawn, by, why, subject, target, run)
    decided, is_new = decide(workspace, request, propose)
    events = list(Journal(workspace.journal).read())
    known = versions(events)
    withdrawn = tuple(version for version in known if version.delivery in decided.deliveries)
    now = in_force(known).get((region_code, period))
    return Withdrawal(decided, is_new, withdrawn, now, _last_before(decided, events, known))


def _subject(version: Version) -> tuple[str, str]:
    return version.region_code, version.period


def _withdrawn_before(events: Sequence[Event], named: Sequence[Version]) -> Withdrawn | None:
    """Return the decision that withdrew one of the named versions; None if there is none."""
    names = {version.delivery for version in named}
    withdrawn = [event for event in events if isinstance(event, Withdrawn)]
    return next((event for event in withdrawn if names & {*event.deliveries}), None)


def _last_before(
    decided: Withdrawn, events: Sequence[Event], known: Sequence[Version]
) -> Withdrawn | None:
    """Return the earlier decision that withdrew the newest known version; None if there is none."""
    sooner = [event for event in events if event.number < decided.number]
    return _withdrawn_before(sooner, known[-1:])


def _nothing_to_withdraw(region_code: str, period: str, version: int | None) -> UsageError:
    which = "no version" if version is None else f"no version {version}"
    return UsageError(
        f"nothing to withdraw: {which} of {region_code} for {period} stands; "
        f"see what counts with: pow status {period}"
    )
