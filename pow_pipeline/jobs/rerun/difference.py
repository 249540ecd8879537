"""What judging deliveries again makes different, one delivery at a time."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from pow_pipeline.model import Delivery, Judgement, Outcome, Verdict
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.erasures import read_erasures
from pow_pipeline.record.events import Judged
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.parquet import rows_by_delivery, to_parquet
from pow_pipeline.warehouse.lookups.judged import JudgedDelivery
from schemas.submission import EVIDENCE

_Row = dict[str, Any]


@dataclass(frozen=True)
class Opinion:
    """A verdict on one delivery with its evidence, as `EVIDENCE` names it.

    A row of evidence holds the cells that are filled.
    """

    verdict: Verdict
    evidence: Mapping[str, list[_Row]]


@dataclass(frozen=True)
class Change:
    """What judging a delivery again makes different.

    Attributes:
        verdict: the verdict that is to count.
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
    verdict: Verdict


def find_change(delivery: Delivery, before: Opinion, after: Opinion) -> Change | None:
    """Return what another opinion changes; None when it is the same."""
    attempts = before.verdict.attempts
    if replace(after, verdict=replace(after.verdict, attempts=attempts)) == before:
        return None
    old, new = (
        Counter(row["rule"] for row in each.evidence["findings"]) for each in (before, after)
    )
    return Change(
        delivery.delivery,
        delivery.name,
        before.verdict.outcome,
        after.verdict.outcome,
        tuple(sorted((new - old).elements())),
        tuple(sorted((old - new).elements())),
        _count_activities(before.evidence["rows"], after.evidence["rows"]),
        replace(after.verdict, attempts=attempts + 1),
    )


def opinions_that_count(
    journal: Journal, blobs: Blobs, judged: Iterable[JudgedDelivery]
) -> dict[str, Opinion]:
    """Return the latest judgement on each delivery, by delivery, from the record."""
    erasures = read_erasures(journal.read())
    by_event: dict[int, list[JudgedDelivery]] = defaultdict(list)
    for each in judged:
        by_event[each.event].append(each)
    opinions = {}
    for number, deliveries in by_event.items():
        event = journal.event(number)
        if isinstance(event, Judged):
            kept = {
                kind: rows_by_delivery(blobs.read(erasures.resolve(sha256))) if sha256 else {}
                for kind, sha256 in event.evidence().items()
            }
            for each in deliveries:
                opinions[each.delivery.delivery] = _opinion(each.verdict, kept)
    return opinions


def opinions_of(judgement: Judgement) -> dict[str, Opinion]:
    """Return a judgement by delivery."""
    kept = {
        kind: rows_by_delivery(to_parquet(getattr(judgement, kind), columns))
        for kind, columns in EVIDENCE.items()
    }
    return {each.delivery: _opinion(each, kept) for each in judgement.verdicts}


def _opinion(verdict: Verdict, kept: Mapping[str, Mapping[str, list[_Row]]]) -> Opinion:
    evidence = {kind: rows.get(verdict.delivery, []) for kind, rows in kept.items()}
    return Opinion(verdict, evidence)


def join_judgements(judgements: Collection[Judgement]) -> Judgement:
    """Return judgements on different deliveries as one."""
    return Judgement(
        tuple(verdict for each in judgements for verdict in each.verdicts),
        **{kind: pd.concat([getattr(each, kind) for each in judgements]) for kind in EVIDENCE},
    )


def keep_changed(judgement: Judgement, changes: Iterable[Change]) -> Judgement:
    """Return what a judgement says of the deliveries that it changes alone, in their order."""
    verdicts = tuple(change.verdict for change in changes)
    names = [verdict.delivery for verdict in verdicts]
    frames = {kind: getattr(judgement, kind) for kind in EVIDENCE}
    kept = {kind: frame[frame["delivery"].isin(names)] for kind, frame in frames.items()}
    return Judgement(verdicts, **kept)


def _count_activities(before: Iterable[_Row], after: Iterable[_Row]) -> int:
    old, new = (
        {each["activity_id"]: (each["category"], each["status"]) for each in rows}
        for rows in (before, after)
    )
    return sum(old.get(name) != new.get(name) for name in {*old, *new})
