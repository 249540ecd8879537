"""Versions of submissions, derived from the journal alone."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from pow_pipeline.model.findings import ValidationResult
from pow_pipeline.record.decisions import Erased, Withdrawn
from pow_pipeline.record.events import Event, Received, ReceivedFile, Validated
from pow_pipeline.record.versions import accepted_versions, in_force, newest_accepted

NOW = datetime(2021, 7, 10, tzinfo=UTC)
FIRST, SECOND, THIRD = "AM12-1-1", "AM12-1-2", "AM12-1-3"
ACCEPTED, REJECTED = "accepted", "rejected"


def received(count: int = 3) -> Received:
    files = [
        ReceivedFile(sender="AM12", name=f"{number}.xlsx", sha256="0" * 64, size=1)
        for number in range(count)
    ]
    return Received(number=1, at=NOW, after=0, files=tuple(files))


def validated(outcomes: Sequence[tuple[str, Any]], period: str = "2021-H1") -> Validated:
    results = [
        ValidationResult(delivery, outcome, "submission", region_code="AM12", period=period)
        for delivery, outcome in outcomes
    ]
    empty = {"rows": "", "findings": ""}
    return Validated(at=NOW, programme=1, code_version="1", results=tuple(results), **empty)


def withdrawn(*deliveries: str) -> Withdrawn:
    return Withdrawn(at=NOW, by="me", why="a test", deliveries=deliveries)


def erased(delivery: str) -> Erased:
    return Erased(at=NOW, by="me", why="a test", files={delivery: ""}, rewritten={})


BOTH = validated([(FIRST, ACCEPTED), (SECOND, ACCEPTED)])


@pytest.mark.parametrize(
    ("events", "versions", "counts", "newest"),
    [
        ([], [], None, ""),
        ([validated([(FIRST, REJECTED)])], [], None, ""),
        ([validated([(FIRST, ACCEPTED)])], [(FIRST, 1)], FIRST, FIRST),
        ([BOTH], [(FIRST, 1), (SECOND, 2)], SECOND, SECOND),
        # The order of arrival counts, not that of validation within a batch.
        (
            [validated([(SECOND, ACCEPTED), (FIRST, ACCEPTED)])],
            [(FIRST, 1), (SECOND, 2)],
            SECOND,
            SECOND,
        ),
        # A delivery keeps its number when it is validated again.
        ([BOTH, validated([(FIRST, ACCEPTED)])], [(FIRST, 1), (SECOND, 2)], SECOND, SECOND),
        # A delivery that only a rerun accepts gets the next number, and is older all the same.
        (
            [
                validated([(FIRST, REJECTED), (SECOND, ACCEPTED)]),
                validated([(FIRST, ACCEPTED)]),
            ],
            [(FIRST, 2), (SECOND, 1)],
            SECOND,
            SECOND,
        ),
        # A rerun that rejects ends a version; its number is not used again.
        (
            [BOTH, validated([(SECOND, REJECTED)]), validated([(THIRD, ACCEPTED)])],
            [(FIRST, 1), (THIRD, 3)],
            THIRD,
            THIRD,
        ),
        ([BOTH, withdrawn(SECOND)], [(FIRST, 1), (SECOND, 2)], FIRST, SECOND),
        ([BOTH, erased(SECOND)], [(FIRST, 1), (SECOND, 2)], FIRST, SECOND),
        ([BOTH, withdrawn(FIRST, SECOND)], [(FIRST, 1), (SECOND, 2)], None, SECOND),
    ],
)
def test_versions_are_numbered_in_order_and_the_last_not_withdrawn_is_in_force(
    events: list[Event], versions: list[tuple[str, int]], counts: str | None, newest: str
) -> None:
    history = [received(), *events]
    accepted = accepted_versions(history)
    assert [(version.delivery, version.version) for version in accepted] == versions
    current = in_force(accepted).get(("AM12", "2021-H1"))
    assert (current.delivery if current else None) == counts
    assert newest_accepted(history, "AM12", "2021-H1") == newest


def test_each_period_has_its_own_numbers() -> None:
    history = [
        received(),
        validated([(FIRST, ACCEPTED)], "2020-H2"),
        validated([(SECOND, ACCEPTED)], "2021-H1"),
    ]
    versions = accepted_versions(history)
    assert [(version.period, version.version) for version in versions] == [
        ("2020-H2", 1),
        ("2021-H1", 1),
    ]
    assert newest_accepted(history, "AM12", "2020-H2") == FIRST
    assert newest_accepted(history, "AM13", "2020-H2") == ""
