"""Differences between the earlier and the new validation result of each delivery."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.findings import Outcome, ValidatedBatch, ValidationResult
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.erasures import read_erasures
from pow_pipeline.record.events import Validated
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.parquet import rows_by_delivery, to_parquet
from pow_pipeline.warehouse.lookups.validated import ValidatedDelivery
from schemas.evidence import EVIDENCE

_Row = dict[str, Any]


@dataclass(frozen=True)
class Opinion:
    """ValidationResult on one delivery with its evidence, by the kinds of `EVIDENCE`.

    One row of evidence maps column names to values; empty cells are left out.
    """

    result: ValidationResult
    evidence: Mapping[str, list[_Row]]


@dataclass(frozen=True)
class Change:
    """Differences that a new validation of a delivery makes.

    Attributes:
        result: the new result, to be recorded.
        rules_added: codes of rules with new findings, repeated once per additional finding.
        rules_removed: codes of rules with fewer findings, repeated once per removed finding.
        activities: number of activities that are added, removed, or get another category or
            status.
    """

    delivery: str
    name: str
    before: Outcome
    after: Outcome
    rules_added: tuple[str, ...]
    rules_removed: tuple[str, ...]
    activities: int
    result: ValidationResult


def find_change(delivery: Delivery, before: Opinion, after: Opinion) -> Change | None:
    """Return the differences between two validation results; None if they are equal."""
    attempts = before.result.attempts
    if replace(after, result=replace(after.result, attempts=attempts)) == before:
        return None
    old, new = (
        Counter(row["rule"] for row in opinion.evidence["findings"]) for opinion in (before, after)
    )
    return Change(
        delivery.delivery,
        delivery.name,
        before.result.outcome,
        after.result.outcome,
        tuple(sorted((new - old).elements())),
        tuple(sorted((old - new).elements())),
        _count_activities(before.evidence["rows"], after.evidence["rows"]),
        replace(after.result, attempts=attempts + 1),
    )


def opinions_that_count(
    journal: Journal, blobs: Blobs, validated: Iterable[ValidatedDelivery]
) -> dict[str, Opinion]:
    """Return the latest recorded validation result of each delivery, by delivery name."""
    erasures = read_erasures(journal.read())
    by_event: dict[int, list[ValidatedDelivery]] = defaultdict(list)
    for delivery in validated:
        by_event[delivery.event].append(delivery)
    opinions = {}
    for number, deliveries in by_event.items():
        event = journal.event(number)
        if isinstance(event, Validated):
            evidence = {
                kind: rows_by_delivery(blobs.read(erasures.resolve(sha256))) if sha256 else {}
                for kind, sha256 in event.evidence().items()
            }
            for delivery in deliveries:
                opinions[delivery.delivery.delivery] = _opinion(delivery.result, evidence)
    return opinions


def opinions_of(batch: ValidatedBatch) -> dict[str, Opinion]:
    """Return validation results by delivery name."""
    evidence = {
        kind: rows_by_delivery(to_parquet(getattr(batch, kind), columns))
        for kind, columns in EVIDENCE.items()
    }
    return {result.delivery: _opinion(result, evidence) for result in batch.results}


def _opinion(result: ValidationResult, kept: Mapping[str, Mapping[str, list[_Row]]]) -> Opinion:
    evidence = {kind: rows.get(result.delivery, []) for kind, rows in kept.items()}
    return Opinion(result, evidence)


def join_batches(batches: Collection[ValidatedBatch]) -> ValidatedBatch:
    """Return the validation results of different deliveries as one object."""
    return ValidatedBatch(
        tuple(result for batch in batches for result in batch.results),
        **{kind: pd.concat([getattr(batch, kind) for batch in batches]) for kind in EVIDENCE},
    )


def keep_changed(batch: ValidatedBatch, changes: Iterable[Change]) -> ValidatedBatch:
    """Return only the validation results of changed deliveries, in the order of the changes."""
    results = tuple(change.result for change in changes)
    names = [result.delivery for result in results]
    frames = {kind: getattr(batch, kind) for kind in EVIDENCE}
    changed_frames = {kind: frame[frame["delivery"].isin(names)] for kind, frame in frames.items()}
    return ValidatedBatch(results, **changed_frames)


def _count_activities(before: Iterable[_Row], after: Iterable[_Row]) -> int:
    old, new = (
        {row["activity_id"]: (row["category"], row["status"]) for row in rows}
        for rows in (before, after)
    )
    return sum(old.get(name) != new.get(name) for name in {*old, *new})
