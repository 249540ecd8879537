"""Withdraws the version in force, or all versions, of the report of a region about a period."""

from collections.abc import Sequence
from dataclasses import dataclass

from pow_pipeline.errors import UsageError
from pow_pipeline.jobs.decide.decide import Request, decide
from pow_pipeline.jobs.engine.require import require_period, require_region
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.record.decisions import Withdrawn
from pow_pipeline.record.events import Event
from pow_pipeline.record.versions import Version, accepted_versions, in_force, newest_accepted


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
    run: Run,
    region_code: str,
    period: str,
    *,
    by: str,
    why: str,
    version: int | None = None,
    all_versions: bool = False,
) -> Withdrawal:
    """Decide to withdraw versions, without waiting for other processes.

    Until a newer version is accepted, repeating the same request by the same person for the same
    reason withdraws one version only. To withdraw the version before it too, give its number.

    Args:
        run: the run.
        region_code: code of the region that reported.
        period: code of the period of the report.
        by: name of the person who decides.
        why: the reason.
        version: number of the version; None for the version in force.
        all_versions: whether to withdraw every version.

    Raises:
        UsageError: there is no such version to withdraw, or the programme has no such region or
            period.
    """
    about = (region_code, period)

    def propose(events: Sequence[Event]) -> Withdrawn:
        known = _versions(events, about)
        named = [candidate for candidate in known if candidate.version == version]
        before = _withdrawn_before(events, named)
        if before:
            return before
        remaining = [candidate for candidate in named or known if not candidate.withdrawn]
        if not remaining or (version is not None and not named):
            require_region(run.programme(), region_code)
            require_period(run.programme(), period)
            raise _nothing_to_withdraw(region_code, period, version)
        chosen = remaining if all_versions else remaining[-1:]
        deliveries = tuple(candidate.delivery for candidate in chosen)
        return Withdrawn(at=run.clock(), by=by, why=why, deliveries=deliveries)

    def target(events: Sequence[Event]) -> str:
        return newest_accepted(events, region_code, period)

    default = "all" if all_versions else "in force"
    which = default if version is None else str(version)
    request = Request(Withdrawn, by, why, (*about, which), target)
    decision, is_new = decide(run, request, propose)
    return _describe(run, decision, about, is_new=is_new)


def _describe(run: Run, decision: Withdrawn, about: tuple[str, str], *, is_new: bool) -> Withdrawal:
    """Return the result of a decision: the withdrawn versions, and the one now in force."""
    events = list(run.journal.read())
    known = _versions(events, about)
    return Withdrawal(
        decision,
        is_new,
        tuple(version for version in known if version.delivery in decision.deliveries),
        in_force(known).get(about),
        _last_before(decision, events, known),
    )


def _versions(events: Sequence[Event], about: tuple[str, str]) -> list[Version]:
    """Return all accepted versions of the report of a region about a period."""
    return [
        version
        for version in accepted_versions(events)
        if (version.region_code, version.period) == about
    ]


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
