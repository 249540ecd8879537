"""Rerun: judging again, from the record, with today's rules and the programme in force now."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import pandas as pd

from pow_pipeline.errors import LockedError
from pow_pipeline.faults import fault_point
from pow_pipeline.jobs.asked import asked_period, asked_region
from pow_pipeline.jobs.decide import refuse_no_reason
from pow_pipeline.jobs.ingest import hold_warehouse
from pow_pipeline.jobs.judging_again import judge_again
from pow_pipeline.jobs.progress import Progress, be_silent
from pow_pipeline.jobs.worker import Worker, start_worker
from pow_pipeline.limits import WorkLimits
from pow_pipeline.model import Judgement, Outcome
from pow_pipeline.record.erasures import read_erasures
from pow_pipeline.record.events import Judged, Rerun
from pow_pipeline.record.parquet import rows_by_delivery, to_parquet
from pow_pipeline.warehouse.judged import JudgedDelivery, judged_about, judged_in_vain
from pow_pipeline.workspace import Workspace
from schemas.submission import ANSWER_COLUMNS, FINDING_COLUMNS, ROW_COLUMNS

_Evidence = dict[str, list[dict[str, Any]]]  # the rows or the findings of each delivery
# What is kept of a judgement, as its event and itself name it.
_EVIDENCE: Final = {
    "rows": ROW_COLUMNS,
    "answers": ANSWER_COLUMNS,
    "findings": FINDING_COLUMNS,
}


@dataclass(frozen=True)
class Change:
    """What judging a delivery again makes different.

    Attributes:
        rules_added: the code of each rule that has something to say now, as often as it has more.
        rules_removed: the same for what it no longer says.
        activities: how many activities come, go, or get another category or status.
    """

    delivery: str
    name: str
    before: Outcome
    after: Outcome
    rules_added: tuple[str, ...]
    rules_removed: tuple[str, ...]
    activities: int


@dataclass(frozen=True)
class JudgedAgain:
    """What a rerun came to.

    Attributes:
        deliveries: how many deliveries were judged again.
        changes: those that are judged differently now.
        is_recorded: whether that counts from now on.
    """

    deliveries: int
    changes: tuple[Change, ...]
    is_recorded: bool


def rerun(
    workspace: Workspace,
    *,
    period: str | None,
    regions: Collection[str],
    by: str,
    why: str,
    clock: Callable[[], datetime],
    limits: WorkLimits,
    lock_seconds: float,
    confirm: Callable[[Sequence[Change]], bool],
    progress: Progress = be_silent,
) -> JudgedAgain:
    """Judge again what is about a period, or whatever failed; record what comes out differently.

    Args:
        workspace: where.
        period: the period; None for what our own code failed on or gave up reading, of any period.
        regions: only what these regions sent; all when empty.
        by: who wants it.
        why: the reason.
        clock: the present moment.
        limits: how much is worked off at once.
        lock_seconds: how long to wait for another process.
        confirm: asked with what would change, if anything would.
        progress: told how far it is.

    Raises:
        UsageError: the programme has no such period or region.
        LockedError: another process did not finish in time, or erased something in between.
    """
    refuse_no_reason(why)
    with (
        hold_warehouse(workspace, lock_seconds=lock_seconds, clock=clock, limits=limits),
        start_worker(workspace, clock=clock, limits=limits, progress=progress) as worker,
    ):
        worker.work_off()
        programme = worker.programmes.latest_event()
        before = _meant(worker, period, regions)
        judgements = judge_again(worker, [each.delivery for each in before], programme=programme)
        changed, judgement = _what_differs(worker, before, judgements)
        if not changed or not confirm(changed):
            return JudgedAgain(len(before), tuple(changed), is_recorded=False)
        if not worker.record(programme, judgement, rerun=Rerun(by=by, why=why)):
            raise LockedError("something was erased in the meantime; run the command again")
        fault_point("rerun")
        worker.work_off()
    return JudgedAgain(len(before), tuple(changed), is_recorded=True)


def _meant(worker: Worker, period: str | None, regions: Collection[str]) -> list[JudgedDelivery]:
    programme = worker.programmes.latest()
    for region in regions:
        asked_region(programme, region)
    if period is None:
        failed = judged_in_vain(worker.connection)
        return [each for each in failed if not regions or each.delivery.sender in regions]
    return judged_about(worker.connection, asked_period(programme, period).code, regions)


def _what_differs(
    worker: Worker, before: Sequence[JudgedDelivery], judgements: Sequence[Judgement]
) -> tuple[list[Change], Judgement]:
    """Return what judging again changes, and the judgement on what it changes alone."""
    if not before:
        return [], Judgement((), pd.DataFrame(), pd.DataFrame(), pd.DataFrame())
    frames = {name: pd.concat([getattr(each, name) for each in judgements]) for name in _EVIDENCE}
    verdicts = {verdict.delivery: verdict for each in judgements for verdict in each.verdicts}
    old = _evidence_before(worker, before)
    new = {
        kind: rows_by_delivery(to_parquet(frames[kind], columns))
        for kind, columns in _EVIDENCE.items()
    }
    changes = []
    changed = []
    for judged in before:
        name = judged.delivery.delivery
        verdict = replace(verdicts[name], attempts=judged.verdict.attempts)
        is_same = all(old[kind][name] == new[kind][name] for kind in _EVIDENCE)
        if verdict == judged.verdict and is_same:
            continue
        changed.append(replace(verdict, attempts=judged.verdict.attempts + 1))
        added, removed = _rules(old["findings"][name], new["findings"][name])
        changes.append(
            Change(
                name,
                judged.delivery.name,
                judged.verdict.outcome,
                verdict.outcome,
                added,
                removed,
                _count_activities(old["rows"][name], new["rows"][name]),
            )
        )
    names = [verdict.delivery for verdict in changed]
    kept = {kind: frame[frame["delivery"].isin(names)] for kind, frame in frames.items()}
    return changes, Judgement(tuple(changed), **kept)


def _evidence_before(worker: Worker, before: Iterable[JudgedDelivery]) -> dict[str, _Evidence]:
    """Return the evidence of the judgements that count now, from the record."""
    erasures = read_erasures(worker.journal.read())
    evidence: dict[str, _Evidence] = {kind: defaultdict(list) for kind in _EVIDENCE}
    by_event: dict[int, list[str]] = defaultdict(list)
    for judged in before:
        by_event[judged.event].append(judged.delivery.delivery)
    for number, names in by_event.items():
        event = worker.journal.event(number)
        for kind in _EVIDENCE:
            if sha256 := isinstance(event, Judged) and getattr(event, kind):
                held = rows_by_delivery(worker.blobs.read(erasures.resolve(sha256)))
                evidence[kind].update({name: held[name] for name in names})
    return evidence


def _rules(
    before: Iterable[dict[str, Any]], after: Iterable[dict[str, Any]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    old, new = (Counter(each["rule"] for each in said) for said in (before, after))
    return tuple(sorted((new - old).elements())), tuple(sorted((old - new).elements()))


def _count_activities(before: Iterable[dict[str, Any]], after: Iterable[dict[str, Any]]) -> int:
    old, new = (
        {each["activity_id"]: (each["category"], each["status"]) for each in rows}
        for rows in (before, after)
    )
    return sum(old.get(name) != new.get(name) for name in {*old, *new})
