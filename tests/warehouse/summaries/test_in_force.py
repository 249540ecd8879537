"""What is in force as of each event of any history, against a slow and obvious twin."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pow_pipeline.model.findings import ValidationResult
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.decisions import Erased, Withdrawn
from pow_pipeline.record.events import (
    FeedbackGiven,
    ProgrammeActivated,
    Received,
    ReceivedFile,
    Rerun,
    Validated,
)
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.parquet import to_parquet
from pow_pipeline.record.versions import accepted_versions, in_force
from pow_pipeline.warehouse.apply.catch_up import WarehouseUpdater
from pow_pipeline.warehouse.connection import create_warehouse, open_warehouse
from schemas.evidence import FINDING_COLUMNS, ROW_COLUMNS
from schemas.programme.folder import PROGRAMME_FILES

AT = datetime(2021, 7, 10, 9, 0, tzinfo=UTC)
REGIONS = ("AM12", "AM13")
PERIODS = ("2020-H2", "2021-H1")
OUTCOME = st.one_of(st.none(), st.sampled_from(PERIODS))  # accepted for a period, or rejected
WHICH = st.integers(0, 4)  # a delivery, counted round those that have arrived
STEP = st.one_of(
    st.tuples(st.just("send"), st.lists(st.tuples(st.sampled_from(REGIONS), OUTCOME), max_size=4)),
    st.tuples(st.just("rerun"), st.lists(st.tuples(WHICH, OUTCOME), max_size=4)),
    st.tuples(st.just("withdraw"), WHICH),
    st.tuples(st.just("erase"), WHICH),
)


@dataclass(frozen=True)
class Printed:
    """What one event said of one delivery: accepted for a period, rejected (None), or gone."""

    event: int
    delivery: str
    period: str | None = None
    gone: bool = False


def empty_blobs(blobs):
    import pandas as pd

    return blobs.add(
        to_parquet(pd.DataFrame(columns=list(columns)), columns)
        for columns in (ROW_COLUMNS, FINDING_COLUMNS)
    )


def validate_batch(journal, evidence, outcomes, rerun=None):
    """Write a batch: by delivery, the period that it is accepted for, or None."""
    results = tuple(
        ValidationResult(
            delivery,
            "accepted" if period else "rejected",
            "submission",
            region_code=delivery[:4],
            period=period,
        )
        for delivery, period in outcomes.items()
    )
    event = journal.append(
        Validated(
            at=AT,
            programme=1,
            code_version="0",
            results=results,
            rows=evidence[0],
            findings=evidence[1],
            rerun=rerun,
        )
    )
    return [Printed(event.number, delivery, period) for delivery, period in outcomes.items()]


def write_history(journal, evidence, steps):
    """Write the steps as events; return the deliveries in order of arrival and what was said."""
    arrived: list[str] = []
    result: list[Printed] = []
    for kind, about in steps:
        if kind == "send" and about:
            files = tuple(
                ReceivedFile(sender=region, name="x", sha256=f"{len(arrived) + place}", size=1)
                for place, (region, _) in enumerate(about)
            )
            received = journal.append(Received(at=AT, after=0, files=files))
            names = [each.delivery for each in received.deliveries()]
            arrived += names
            outcomes = dict(zip(names, (period for _, period in about), strict=True))
            result += validate_batch(journal, evidence, outcomes)
        elif not arrived or kind == "send":
            continue
        elif kind == "rerun":
            outcomes = {arrived[which % len(arrived)]: period for which, period in about}
            in_order = {name: outcomes[name] for name in arrived if name in outcomes}
            if in_order:
                result += validate_batch(journal, evidence, in_order, Rerun(by="me", why="a test"))
        else:
            name = arrived[about % len(arrived)]
            decision = (
                Withdrawn(at=AT, by="me", why="x", deliveries=(name,))
                if kind == "withdraw"
                else Erased(at=AT, by="me", why="x", files={name: "0"}, rewritten={})
            )
            result.append(Printed(journal.append(decision).number, name, gone=True))
    return arrived, result


def twin(arrived, expected, as_of):
    """Return what is in force: by region and period, the delivery and its version."""
    known = [each for each in expected if each.event <= as_of]
    counts = {}
    for name in arrived:
        if any(each.gone for each in known if each.delivery == name):
            continue
        validated = [each for each in known if each.delivery == name]
        if validated and validated[-1].period:
            counts[name[:4], validated[-1].period] = name  # a later arrival takes its place
    return {key: (name, number_of(name, key, known)) for key, name in counts.items()}


def number_of(name, key, known):
    """Return the number delivery it was to be accepted for this region and period."""
    accepted = [each.delivery for each in known if (each.delivery[:4], each.period) == key]
    return list(dict.fromkeys(accepted)).index(name) + 1


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A warehouse in which nothing happened, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "pow.duckdb"
    create_warehouse(path)
    return path


@settings(max_examples=15)
@given(steps=st.lists(STEP, max_size=9))
def test_as_of_each_event_the_same_as_the_twin(steps, tmp_path_factory, template, empty):
    compare_with_twin(steps, tmp_path_factory.mktemp("history"), template, empty)


@pytest.mark.prove
@settings(max_examples=400)
@given(steps=st.lists(STEP, max_size=20))
def test_as_of_each_event_of_many_histories(steps, tmp_path_factory, template, empty):
    compare_with_twin(steps, tmp_path_factory.mktemp("history"), template, empty)


def compare_with_twin(steps, folder: Path, template: Path, empty: Path) -> None:
    (folder / "journal").mkdir()
    journal, blobs = Journal(folder / "journal"), Blobs(folder / "blobs")
    contents = [(template / "programme" / name).read_bytes() for name in PROGRAMME_FILES]
    files = dict(zip(PROGRAMME_FILES, blobs.add(contents), strict=True))
    journal.append(ProgrammeActivated(at=AT, name="x", digest="x", files=files))
    for _ in range(5):  # so that names do not sort as numbers do
        journal.append(FeedbackGiven(at=AT, validated=1))
    arrived, result = write_history(journal, empty_blobs(blobs), steps)
    path = folder / "pow.duckdb"
    shutil.copy(empty, path)
    events = list(journal.read())
    with open_warehouse(path) as connection:
        WarehouseUpdater(connection, journal, blobs).catch_up()
        for as_of in range(1, journal.head() + 1):
            found = connection.execute(
                "SELECT region_code, period, delivery, version "
                "FROM summary.submission_in_force(NULL, as_of := ?)",
                [as_of],
            ).fetchall()
            expected = twin(arrived, result, as_of)
            assert {(region, period): rest for region, period, *rest in found} == {
                key: list(rest) for key, rest in expected.items()
            }
            shown = in_force(accepted_versions(events[:as_of]))
            assert {key: (it.delivery, it.version) for key, it in shown.items()} == expected
        assert connection.execute(
            "SELECT count(*) FROM summary.submission_in_force"
        ).fetchone() == (len(twin(arrived, result, journal.head())),)
