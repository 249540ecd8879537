"""Programmes that the journal activated, from their archived files."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pow_pipeline.errors import RecordError
from pow_pipeline.jobs.setup.initialise import find_programme
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.events import FeedbackGiven, ProgrammeActivated
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from schemas.programme.folder import read_programme_folder

NOW = datetime(2021, 7, 10, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    (tmp_path / "journal").mkdir()
    return Journal(tmp_path / "journal")


@pytest.fixture
def activate(journal: Journal, tmp_path: Path) -> Callable[[str], int]:
    """Return a function that activates the built-in programme with another minimum."""
    blobs = Blobs(tmp_path / "blobs")

    def act(minimum: str) -> int:
        files = read_programme_folder(find_programme())
        text = files["programme.toml"].decode()
        assert text.count("minimum_denominator = 10 ") == 1
        files["programme.toml"] = text.replace(
            "minimum_denominator = 10 ", f"minimum_denominator = {minimum} "
        ).encode()
        kept = dict(zip(files, blobs.add(list(files.values())), strict=True))
        event = journal.append(ProgrammeActivated(at=NOW, name="x", digest=minimum, files=kept))
        return event.number

    return act


@pytest.fixture
def programmes(journal: Journal, tmp_path: Path) -> ArchivedProgrammes:
    return ArchivedProgrammes(journal, Blobs(tmp_path / "blobs"))


def test_the_last_activated_programme_is_in_force(
    activate: Callable[[str], int], journal: Journal, programmes: ArchivedProgrammes
) -> None:
    first = activate("3")
    assert programmes.latest_event() == first
    journal.append(FeedbackGiven(at=NOW, validated=1))
    second = activate("4")
    journal.append(FeedbackGiven(at=NOW, validated=1))
    assert programmes.latest_event() == second
    assert programmes.latest().thresholds.minimum_denominator == 4
    minimums = [
        programmes.in_force_at(number).thresholds.minimum_denominator
        for number in range(1, journal.head() + 1)
    ]
    assert minimums == [3, 3, 4, 4]
    assert programmes[first] is programmes[first]  # parsed once


def test_without_a_programme_there_is_nothing_to_validate_with(
    journal: Journal, programmes: ArchivedProgrammes
) -> None:
    with pytest.raises(RecordError, match="no programme has been activated"):
        programmes.latest()
    journal.append(FeedbackGiven(at=NOW, validated=1))
    with pytest.raises(RecordError, match="no programme had been activated by event 1"):
        programmes.in_force_at(1)
    with pytest.raises(RecordError, match="event 1 activates no programme"):
        programmes[1]
