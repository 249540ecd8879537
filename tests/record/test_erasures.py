"""Erasures: blobs that must exist after them, and those that must not."""

from datetime import UTC, datetime

import pytest

from pow_pipeline.record.decisions import ActivitiesMapped, Erased
from pow_pipeline.record.erasures import Erasures, read_erasures
from pow_pipeline.record.events import (
    ErasureCompleted,
    Event,
    FeedbackGiven,
    ProgrammeActivated,
    Received,
    ReceivedFile,
    Validated,
)

NOW = datetime(2021, 7, 10, tzinfo=UTC)
ERASED = Erased(
    number=5, at=NOW, by="me", why="a test", files={"AM12-1-1": "file"}, rewritten={"old": "new"}
)
AGAIN = ERASED.model_copy(
    update={"number": 7, "files": {"AM13-1-2": "other"}, "rewritten": {"new": "newest"}}
)


def completed(decided: int) -> ErasureCompleted:
    return ErasureCompleted(at=NOW, decided=decided)


@pytest.mark.parametrize(
    ("events", "deliveries", "gone"),
    [
        ([], set(), set()),
        ([ERASED], {"AM12-1-1"}, set()),  # decided, and not carried out yet
        ([ERASED, completed(5)], {"AM12-1-1"}, {"file", "old"}),
        ([ERASED, completed(6)], {"AM12-1-1"}, set()),
        (
            [ERASED, completed(5), AGAIN, completed(7)],
            {"AM12-1-1", "AM13-1-2"},
            {"file", "old", "other", "new"},
        ),
    ],
)
def test_only_completed_erasures_remove_blobs(
    events: list[Event], deliveries: set[str], gone: set[str]
) -> None:
    erasures = read_erasures(events)
    assert (erasures.deliveries, erasures.gone) == (deliveries, gone)


@pytest.mark.parametrize(
    ("sha256", "replacement"),
    [("old", "newest"), ("new", "newest"), ("newest", "newest"), ("x", "x")],
)
def test_a_blob_that_was_rewritten_twice_is_found(sha256: str, replacement: str) -> None:
    assert read_erasures([ERASED, AGAIN]).resolve(sha256) == replacement


def received(*hashes: str) -> Received:
    files = [ReceivedFile(sender="AM12", name="x", sha256=sha256, size=1) for sha256 in hashes]
    return Received(number=1, at=NOW, after=0, files=tuple(files))


@pytest.mark.parametrize(
    ("event", "kept"),
    [
        (received("file", "second"), ["second"]),  # AM12-1-1 was erased
        (ProgrammeActivated(at=NOW, name="x", digest="x", files={"a": "1", "b": "2"}), ["1", "2"]),
        (
            ActivitiesMapped(
                at=NOW, by="me", why="x", region_code="AM12", period="2021-H1", pairs="3"
            ),
            ["3"],
        ),
        (
            Validated(at=NOW, programme=1, code_version="1", results=(), rows="old", findings="f"),
            ["new", "f"],
        ),
        (FeedbackGiven(at=NOW, validated=2), []),
    ],
)
def test_what_an_event_refers_to_is_kept_unless_it_was_erased(
    event: Event, kept: list[str]
) -> None:
    assert list(read_erasures([ERASED]).blobs_kept(event)) == kept


def test_without_erasures_everything_is_kept() -> None:
    assert list(Erasures().blobs_kept(received("file"))) == ["file"]
