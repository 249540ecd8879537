"""Validates many files at once: to validate one takes as long as to validate hundreds."""

from collections.abc import Sequence
from datetime import datetime

from pow_pipeline.limits import Limits
from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.documents import Reading, Sheet
from pow_pipeline.model.findings import ValidatedBatch
from pow_pipeline.parsing.read import read_delivery
from pow_pipeline.validation.validate import validate_batch
from schemas.programme.programme import Programme
from tests.harness.builders import NOW


def validate_each(contents: Sequence[bytes], programme: Programme) -> list[ValidatedBatch]:
    """Return the batch of each file of AM12 alone."""
    readings = [
        read_delivery(delivery, content, programme.text_forms, Limits())
        for delivery, content in zip(_deliveries(len(contents)), contents, strict=True)
    ]
    return _validate(readings, programme)


def validate_readings(
    contents: Sequence[Sequence[Sheet]], programme: Programme, now: datetime = NOW
) -> list[ValidatedBatch]:
    """Return the same of files that have been parsed into these sheets."""
    readings = [
        Reading(delivery, tuple(sheets))
        for delivery, sheets in zip(_deliveries(len(contents), now), contents, strict=True)
    ]
    return _validate(readings, programme)


def _deliveries(count: int, now: datetime = NOW) -> list[Delivery]:
    return [
        Delivery(f"AM12-2-{place}", 2, place, "AM12", "form.xlsx", f"{place:064}", 1, now)
        for place in range(1, count + 1)
    ]


def _validate(readings: Sequence[Reading], programme: Programme) -> list[ValidatedBatch]:
    batch = validate_batch(readings, programme=programme, programme_event=1, previous={})
    return [_part_of(batch, reading.delivery.delivery) for reading in readings]


def _part_of(batch: ValidatedBatch, delivery: str) -> ValidatedBatch:
    frames = {
        name: frame[frame["delivery"] == delivery]
        for name, frame in vars(batch).items()
        if name != "results"
    }
    (result,) = (result for result in batch.results if result.delivery == delivery)
    return ValidatedBatch((result,), **frames)
