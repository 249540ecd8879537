"""The note of the last event, next to the journal."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pow_pipeline.record.decisions import Extended
from pow_pipeline.record.event import EventBase
from pow_pipeline.record.events import FeedbackGiven
from pow_pipeline.record.head import HEAD, Head, kind_of, read_head, write_head

NOW = datetime(2021, 7, 10, tzinfo=UTC)
FEEDBACK = FeedbackGiven(number=3, at=NOW, validated=2)
EXTENDED = Extended(
    at=NOW, by="me", why="x", region_code="AM12", period="2021-H1", until=date(2021, 8, 15)
)


@pytest.mark.parametrize(("event", "kind"), [(FEEDBACK, "feedback"), (EXTENDED, "decided: extend")])
def test_a_decision_is_named_with_its_kind(event: EventBase, kind: str) -> None:
    assert kind_of(event) == kind


def test_a_head_survives(tmp_path: Path) -> None:
    head = Head.of(FEEDBACK, b"content")
    assert (head.number, head.kind, len(head.sha256)) == (3, "feedback", 64)
    write_head(tmp_path, head)
    assert read_head(tmp_path) == head


@pytest.mark.parametrize("content", [None, b"", b"{}", b"[1]", b'{"number": 3}', b"\xff"])
def test_a_head_that_cannot_be_read_is_not_known(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / HEAD).write_bytes(content)
    assert read_head(tmp_path) is None
