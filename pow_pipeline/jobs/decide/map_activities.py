"""Mapping activities by decision: they go on under other ids, as `mappings.csv` may say."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import Final

from pow_pipeline.errors import UsageError
from pow_pipeline.jobs.decide.decide import Request, decide, refuse_no_reason
from pow_pipeline.jobs.engine.require import asked_expected
from pow_pipeline.model import Proposal
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.decisions import ActivitiesMapped
from pow_pipeline.record.events import Event
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.pairs import Pairs, pairs_from_bytes, pairs_to_bytes
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.proposals import open_proposals, reported_ids
from pow_pipeline.workspace import Workspace
from schemas.programme.parts import MappedActivity
from schemas.programme.programme import Programme
from schemas.programme.register import Mappings
from schemas.text.ids import canonical_id

_PROPOSING: Final = ("R-HISTORY-11", "R-HISTORY-12")  # which activities have another id


class ProposalError(UsageError):
    """Other proposals are open than the one that was to be confirmed.

    Attributes:
        proposals: those that are open.
    """

    def __init__(self, message: str, proposals: Sequence[Proposal]) -> None:
        super().__init__(message)
        self.proposals = proposals


def open_mappings(workspace: Workspace, region: str, period: str) -> list[Proposal]:
    """Return which activities of a region are proposed to have another id, by rule.

    Raises:
        UsageError: there is no such region or period, or nothing is proposed.
    """
    asked_expected(_programme(workspace), region, period)
    found = _proposals(workspace, region, period)
    if not found:
        message = (
            f"nothing is proposed about the activities of {region} in {period}; to map one, name "
            f"it: pow decide map-activity {region} OLD NEW --period {period}"
        )
        raise UsageError(message)
    return found


def confirm_mapping(
    workspace: Workspace,
    region: str,
    period: str,
    *,
    key: str,
    by: str,
    why: str,
    now: datetime,
    run: str = "",
) -> tuple[ActivitiesMapped, bool]:
    """Decide that the activities of a proposal are the same, and return whether that is new.

    Args:
        workspace: where.
        region: the code of the region.
        period: the first period in which the activities have their new ids.
        key: the key of the proposal that was shown.
        by: who decides.
        why: the reason.
        now: the present moment.
        run: the id of the flow run that asks; empty for a command.

    Raises:
        ProposalError: the proposal has changed since it was shown.
        UsageError: nothing is proposed, the key belongs to another region or period, or a pair
            conflicts with a mapping in force.
    """
    refuse_no_reason(why)
    meant = [each for each in _proposals(workspace, region, period) if each.key == key]
    if not meant:
        for event in _decided(Journal(workspace.journal).read()):
            if (event.proposal, event.region_code, event.period) == (key, region, period):
                return event, False
        _refuse_other_report(workspace, region, period, key)
        found = open_mappings(workspace, region, period)
        keys = ", ".join(each.key for each in found)
        raise ProposalError(
            f"nothing is confirmed: proposal {key} is not open; open: {keys}", found
        )
    pairs = [(pair.old, pair.new) for pair in meant[0].pairs]
    draft = ActivitiesMapped(
        at=now, by=by, why=why, region_code=region, period=period, pairs="", proposal=key
    )
    return _map(workspace, draft, pairs, run=run)


def _refuse_other_report(workspace: Workspace, region: str, period: str, key: str) -> None:
    """Refuse a key whose proposal, open or decided, is about another region or period."""
    with read_warehouse(workspace.warehouse) as connection:
        owners = {each.key: (each.region_code, each.period) for each in open_proposals(connection)}
    for event in _decided(Journal(workspace.journal).read()):
        if event.proposal:
            owners[event.proposal] = (event.region_code, event.period)
    if owners.get(key, (region, period)) != (region, period):
        raise UsageError(
            f"nothing is confirmed: proposal {key} belongs to {' in '.join(owners[key])}, not to "
            f"{region} in {period}; pow decide map-activities {region} {period} shows what is open"
        )


def map_activity(
    workspace: Workspace,
    region: str,
    old: str,
    new: str,
    *,
    period: str,
    by: str,
    why: str,
    now: datetime,
    run: str = "",
) -> tuple[ActivitiesMapped, bool]:
    """Decide that an activity goes on under another id, and return whether that is new.

    Args:
        workspace: where.
        region: the code of the region.
        old: the id that it had.
        new: the id that it has. To take a decision back, name its ids the other way round.
        period: the first period in which it has the new id.
        by: who decides.
        why: the reason.
        now: the present moment.
        run: the id of the flow run that asks; empty for a command.

    Raises:
        UsageError: the region never reported the old id before the period, it reports both in it,
            or the pair conflicts with a mapping in force.
    """
    refuse_no_reason(why)
    asked_expected(_programme(workspace), region, period)
    pairs = [(canonical_id(old), canonical_id(new))]
    if not all(pairs[0]):
        raise UsageError("an id is empty; name the old id and the new one, such as AM12-001 1")
    draft = ActivitiesMapped(at=now, by=by, why=why, region_code=region, period=period, pairs="")
    return _map(workspace, draft, pairs, run=run, is_named=True)


def _map(
    workspace: Workspace,
    draft: ActivitiesMapped,
    pairs: Pairs,
    *,
    run: str,
    is_named: bool = False,
) -> tuple[ActivitiesMapped, bool]:
    """Take a decision about pairs; what somebody named must be known, what a rule proposes is."""
    programme, wanted, content = _programme(workspace), _mapped(draft, pairs), pairs_to_bytes(pairs)

    def last_other(events: Sequence[Event]) -> int:
        """Return the last other decision about the region, which may have taken this one back."""
        numbers = [
            each.number
            for each in _decided(events)
            if each.region_code == draft.region_code and _read(workspace, each) != content
        ]
        return max(numbers, default=0)

    def propose(events: Sequence[Event]) -> ActivitiesMapped:
        mappings = _mappings(programme, events, workspace)
        if all(mappings.holds(each) for each in wanted):
            return _said_before(workspace, events, draft, pairs)
        for each in wanted:
            if problem := mappings.conflict(each):
                where = f"{each.from_region} {each.from_id} → {each.to_id}"
                raise UsageError(f"{where}: {problem}; nothing is mapped")
            if is_named and not mappings.reverses(each):
                _refuse_unknown(workspace, each)
            mappings.add(each)
        (sha256,) = Blobs(workspace.blobs).add([content])
        return draft.model_copy(update={"pairs": sha256})

    subject = (draft.region_code, draft.period, content.decode())
    request = Request(ActivitiesMapped, draft.by, draft.why, subject, last_other, run)
    return decide(workspace, request, propose)


def _said_before(
    workspace: Workspace, events: Iterable[Event], draft: ActivitiesMapped, pairs: Pairs
) -> ActivitiesMapped:
    """Return the last decision about any of these pairs.

    Raises:
        UsageError: none was needed, since the programme folder says so.
    """
    about = (draft.region_code, draft.period)
    meant = [
        each
        for each in _decided(events)
        if (each.region_code, each.period) == about
        and _in_lower(pairs) & _in_lower(pairs_from_bytes(_read(workspace, each)))
    ]
    if not meant:
        raise UsageError("nothing has changed: mappings.csv of the programme says so already")
    return meant[-1]


def _in_lower(pairs: Pairs) -> set[tuple[str, str]]:
    return {(old.lower(), new.lower()) for old, new in pairs}


def _mappings(programme: Programme, events: Iterable[Event], workspace: Workspace) -> Mappings:
    """Return the mappings in force after some events."""
    mappings = programme.all_mappings()
    for event in _decided(events):
        for each in _mapped(event, pairs_from_bytes(_read(workspace, event))):
            mappings.add(each)
    return mappings


def _decided(events: Iterable[Event]) -> list[ActivitiesMapped]:
    return [event for event in events if isinstance(event, ActivitiesMapped)]


def _read(workspace: Workspace, event: ActivitiesMapped) -> bytes:
    return Blobs(workspace.blobs).read(event.pairs)


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
        found = open_proposals(connection, period)
    return [each for each in found if each.region_code == region and each.rule in _PROPOSING]


def _refuse_unknown(workspace: Workspace, mapped: MappedActivity) -> None:
    """Refuse an old id that no report before the period has, and two ids that both go on."""
    region, old, new, period = mapped.from_region, mapped.from_id, mapped.to_id, mapped.period
    with read_warehouse(workspace.warehouse) as connection:
        reported = reported_ids(connection, region)
    before = {name.lower(): name for told, name in reported if told < period}
    if old.lower() not in before:
        nearest = ", ".join(get_close_matches(old, before.values(), n=3))
        hint = f"; did you mean {nearest}?" if nearest else ""
        raise UsageError(f"{region} reported no activity {old!r} before {period}{hint}")
    if new.lower() in before and new.lower() != old.lower():
        raise UsageError(
            f"{region} reported {new!r} before {period} as well, so that is another activity; if "
            "activities exchanged ids, let the region report each under the id that it had before"
        )
    if (period, old.lower()) in {(told, name.lower()) for told, name in reported}:
        raise UsageError(
            f"{region} reports {old!r} about {period}; name the first period with the new id"
        )


def _programme(workspace: Workspace) -> Programme:
    return ArchivedProgrammes(Journal(workspace.journal), Blobs(workspace.blobs)).latest()
