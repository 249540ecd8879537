"""Differences between the earlier and the new validation result of each delivery."""

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
    """Verdict on one delivery with its evidence, by the kinds of `EVIDENCE`.

    One row of evidence maps column names to values; empty cells are left out.
    """

    verdict: Verdict
    evidence: Mapping[str, list[_Row]]


@dataclass(frozen=True)
class Change:
    """Differences that a new validation of a delivery makes.

    Attributes:
        verdict: the new verdict, to be recorded.
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
    verdict: Verdict


def find_change(delivery: Delivery, before: Opinion, after: Opinion) -> Change | None:
    """Return the differences between two validation results; None if they are equal."""
    attempts = before.verdict.attempts
    if replace(after, verdict=replace(after.verdict, attempts=attempts)) == before:
        return None
    old, new = (
        Counter(row["rule"] for row in opinion.evidence["findings"]) for opinion in (before, after)
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
    """Return the latest recorded validation result of each delivery, by delivery name."""
    erasures = read_erasures(journal.read())
    by_event: dict[int, list[JudgedDelivery]] = defaultdict(list)
    for delivery in judged:
        by_event[delivery.event].append(delivery)
    opinions = {}
    for number, deliveries in by_event.items():
        event = journal.event(number)
        if isinstance(event, Judged):
            evidence = {
                kind: rows_by_delivery(blobs.read(erasures.resolve(sha256))) if sha256 else {}
                for kind, sha256 in event.evidence().items()
            }
            for delivery in deliveries:
                opinions[delivery.delivery.delivery] = _opinion(delivery.verdict, evidence)
    return opinions


def opinions_of(judgement: Judgement) -> dict[str, Opinion]:
    """Return validation results by delivery name."""
    evidence = {
        kind: rows_by_delivery(to_parquet(getattr(judgement, kind), columns))
        for kind, columns in EVIDENCE.items()
    }
    return {verdict.delivery: _opinion(verdict, evidence) for verdict in judgement.verdicts}


def _opinion(verdict: Verdict, kept: Mapping[str, Mapping[str, list[_Row]]]) -> Opinion:
    evidence = {kind: rows.get(verdict.delivery, []) for kind, rows in kept.items()}
    return Opinion(verdict, evidence)


def join_judgements(judgements: Collection[Judgement]) -> Judgement:
    """Return the validation results of different deliveries as one object."""
    return Judgement(
        tuple(verdict for each in judgements for verdict in each.verdicts),
        **{kind: pd.concat([getattr(each, kind) for each in judgements]) for kind in EVIDENCE},
    )


def keep_changed(judgement: Judgement, changes: Iterable[Change]) -> Judgement:
    """Return only the validation results of changed deliveries, in the order of the changes."""
    verdicts = tuple(change.verdict for change in changes)
    names = [verdict.delivery for verdict in verdicts]
    frames = {kind: getattr(judgement, kind) for kind in EVIDENCE}
    kept = {kind: frame[frame["delivery"].isin(names)] for kind, frame in frames.items()}
    return Judgement(verdicts, **kept)


def _count_activities(before: Iterable[_Row], after: Iterable[_Row]) -> int:
    old, new = (
        {row["activity_id"]: (row["category"], row["status"]) for row in rows}
        for rows in (before, after)
    )
    return sum(old.get(name) != new.get(name) for name in {*old, *new})
