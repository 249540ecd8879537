"""Maps activities to new ids by decision, as `mappings.csv` does in the programme folder."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Final

from pow_pipeline.errors import UsageError
from pow_pipeline.jobs.decide.decide import Request, decide, refuse_no_reason
from pow_pipeline.jobs.engine.require import require_expected_period
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.model.regions import Proposal
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.decisions import ActivitiesMapped
from pow_pipeline.record.events import Event
from pow_pipeline.record.pairs import Pairs, pairs_from_bytes, pairs_to_bytes
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.proposals import open_proposals, reported_ids
from pow_pipeline.workspace import Workspace
from schemas.programme.parts import MappedActivity
from schemas.programme.programme import Programme
from schemas.programme.register import Mappings
from schemas.text.ids import canonical_id

_PROPOSING: Final = ("R-HISTORY-11", "R-HISTORY-12")  # rules that detect changed ids


class ProposalError(UsageError):
    """The proposal to be confirmed is not open.

    Attributes:
        proposals: the proposals that are open.
    """

    def __init__(self, message: str, proposals: Sequence[Proposal]) -> None:
        super().__init__(message)
        self.proposals = proposals


def open_mappings(run: Run, region: str, period: str) -> list[Proposal]:
    """Return the open proposals to map activities of a region to new ids, one per rule.

    Raises:
        UsageError: there is no such region or period, or nothing is proposed.
    """
    require_expected_period(run.programme(), region, period)
    proposals = _proposals(run.workspace, region, period)
    if not proposals:
        message = (
            f"nothing is proposed about the activities of {region} in {period}; to map one, name "
            f"it: pow decide map-activity {region} OLD NEW --period {period}"
        )
        raise UsageError(message)
    return proposals


def confirm_mapping(
    run: Run,
    region: str,
    period: str,
    *,
    key: str,
    by: str,
    why: str,
) -> tuple[ActivitiesMapped, bool]:
    """Decide that the activities of a proposal are the same.

    Args:
        run: the run.
        region: code of the region.
        period: code of the first period in which the activities have their new ids.
        key: key of the proposal that was shown.
        by: name of the person who decides.
        why: the reason.

    Returns:
        The decision, and whether it is new.

    Raises:
        ProposalError: the proposal has changed since it was shown.
        UsageError: nothing is proposed, the key belongs to another region or period, or a pair
            conflicts with a mapping in force.
    """
    refuse_no_reason(why)
    matches = [
        proposal for proposal in _proposals(run.workspace, region, period) if proposal.key == key
    ]
    if not matches:
        for event in _decided(run.journal.read()):
            if (event.proposal, event.region_code, event.period) == (key, region, period):
                return event, False
        _refuse_other_report(run, region, period, key)
        proposals = open_mappings(run, region, period)
        keys = ", ".join(proposal.key for proposal in proposals)
        raise ProposalError(
            f"nothing is confirmed: proposal {key} is not open; open: {keys}", proposals
        )
    pairs = [(pair.old, pair.new) for pair in matches[0].pairs]
    proposed = ActivitiesMapped(
        at=run.clock(), by=by, why=why, region_code=region, period=period, pairs="", proposal=key
    )
    return _map(run, proposed, pairs)


def _refuse_other_report(run: Run, region: str, period: str, key: str) -> None:
    """Refuse a key whose proposal, open or decided, is about another region or period."""
    with read_warehouse(run.workspace.warehouse) as connection:
        owners = {
            proposal.key: (proposal.region_code, proposal.period)
            for proposal in open_proposals(connection)
        }
    for event in _decided(run.journal.read()):
        if event.proposal:
            owners[event.proposal] = (event.region_code, event.period)
    if owners.get(key, (region, period)) != (region, period):
        raise UsageError(
            f"nothing is confirmed: proposal {key} belongs to {' in '.join(owners[key])}, not to "
            f"{region} in {period}; pow decide map-activities {region} {period} shows what is open"
        )


def map_activity(
    run: Run,
    region: str,
    old: str,
    new: str,
    *,
    period: str,
    by: str,
    why: str,
) -> tuple[ActivitiesMapped, bool]:
    """Decide that an activity continues under another id.

    Args:
        run: the run.
        region: code of the region.
        old: the previous id of the activity.
        new: its new id. To reverse a decision, exchange its ids.
        period: code of the first period in which the activity has the new id.
        by: name of the person who decides.
        why: the reason.

    Returns:
        The decision, and whether it is new.

    Raises:
        UsageError: an id is empty; the region did not report the old id before the period, or
            still reports it in the period; the region reported the new id before the period; or
            the pair conflicts with a mapping in force.
    """
    refuse_no_reason(why)
    require_expected_period(run.programme(), region, period)
    pairs = [(canonical_id(old), canonical_id(new))]
    if not all(pairs[0]):
        raise UsageError("an id is empty; name the old id and the new one, such as AM12-001 1")
    proposed = ActivitiesMapped(
        at=run.clock(), by=by, why=why, region_code=region, period=period, pairs=""
    )
    return _map(run, proposed, pairs, is_named=True)


def _map(
    run: Run, proposed: ActivitiesMapped, pairs: Pairs, *, is_named: bool = False
) -> tuple[ActivitiesMapped, bool]:
    """Take a decision about pairs of ids.

    Ids that a person named (`is_named`) are checked against reported ids. Ids that a rule
    proposed need no check.
    """
    programme, blobs = run.programme(), run.blobs
    wanted, content = _mapped(proposed, pairs), pairs_to_bytes(pairs)

    def last_other(events: Sequence[Event]) -> int:
        """Return the number of the last other decision on the region, which may reverse this one.

        It is 0 if there is none.
        """
        numbers = [
            event.number
            for event in _decided(events)
            if event.region_code == proposed.region_code and _read(blobs, event) != content
        ]
        return max(numbers, default=0)

    def propose(events: Sequence[Event]) -> ActivitiesMapped:
        mappings = _mappings(programme, events, blobs)
        if all(mappings.holds(mapped) for mapped in wanted):
            return _decided_before(blobs, events, proposed, pairs)
        for mapped in wanted:
            if problem := mappings.conflict(mapped):
                where = f"{mapped.from_region} {mapped.from_id} → {mapped.to_id}"
                raise UsageError(f"{where}: {problem}; nothing is mapped")
            if is_named and not mappings.reverses(mapped):
                _refuse_unknown(run.workspace, mapped)
            mappings.add(mapped)
        (sha256,) = blobs.add([content])
        return proposed.model_copy(update={"pairs": sha256})

    subject = (proposed.region_code, proposed.period, content.decode())
    request = Request(ActivitiesMapped, proposed.by, proposed.why, subject, last_other)
    return decide(run, request, propose)


def _decided_before(
    blobs: Blobs, events: Iterable[Event], proposed: ActivitiesMapped, pairs: Pairs
) -> ActivitiesMapped:
    """Return the last decision about any of these pairs.

    Raises:
        UsageError: there is none, because `mappings.csv` of the programme contains the pairs.
    """
    about = (proposed.region_code, proposed.period)
    matches = [
        event
        for event in _decided(events)
        if (event.region_code, event.period) == about
        and _in_lower(pairs) & _in_lower(pairs_from_bytes(_read(blobs, event)))
    ]
    if not matches:
        raise UsageError("nothing has changed: mappings.csv of the programme says so already")
    return matches[-1]


def _in_lower(pairs: Pairs) -> set[tuple[str, str]]:
    return {(old.lower(), new.lower()) for old, new in pairs}


def _mappings(programme: Programme, events: Iterable[Event], blobs: Blobs) -> Mappings:
    """Return the mappings in force after these events."""
    mappings = programme.all_mappings()
    for event in _decided(events):
        for mapped in _mapped(event, pairs_from_bytes(_read(blobs, event))):
            mappings.add(mapped)
    return mappings


def _decided(events: Iterable[Event]) -> list[ActivitiesMapped]:
    return [event for event in events if isinstance(event, ActivitiesMapped)]


def _read(blobs: Blobs, event: ActivitiesMapped) -> bytes:
    return blobs.read(event.pairs)


def _mapped(event: ActivitiesMapped, pairs: Pairs) -> list[MappedActivity]:
    return [
        MappedActivity(
            from_region=event.region_code,
            from_id=old,
            to_region=event.region_code,
            to_id=new,
            period=event.period,
        )
        for old, new in sorted(pairs)
    ]


def _proposals(workspace: Workspace, region: str, period: str) -> list[Proposal]:
    with read_warehouse(workspace.warehouse) as connection:
        proposals = open_proposals(connection, period)
    return [
        proposal
        for proposal in proposals
        if proposal.region_code == region and proposal.rule in _PROPOSING
    ]


def _refuse_unknown(workspace: Workspace, mapped: MappedActivity) -> None:
    """Refuse an old id that is unknown before the period, and a pair of two distinct activities."""
    region, old, new, period = mapped.from_region, mapped.from_id, mapped.to_id, mapped.period
    with read_warehouse(workspace.warehouse) as connection:
        reported = reported_ids(connection, region)
    before = {name.lower(): name for reported_in, name in reported if reported_in < period}
    if old.lower() not in before:
        nearest = ", ".join(get_close_matches(old, before.values(), n=3))
        hint = f"; did you mean {nearest}?" if nearest else ""
        raise UsageError(f"{region} reported no activity {old!r} before {period}{hint}")
    if new.lower() in before and new.lower() != old.lower():
        raise UsageError(
            f"{region} reported {new!r} before {period} as well, so that is another activity; if "
            "activities exchanged ids, let the region report each under the id that it had before"
        )
    if (period, old.lower()) in {(reported_in, name.lower()) for reported_in, name in reported}:
        raise UsageError(
            f"{region} reports {old!r} about {period}; name the first period with the new id"
        )
