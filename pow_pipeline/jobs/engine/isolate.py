"""Validates deliveries together, and isolates the one on which our own code fails."""

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from pow_pipeline.errors import place_of
from pow_pipeline.machine_faults import raise_machine_fault
from pow_pipeline.model.documents import Reading
from pow_pipeline.model.findings import ValidatedBatch

_LOG: Final = logging.getLogger(__name__)


def validate_in_parts(
    readings: Sequence[Reading], validate: Callable[[Sequence[Reading]], ValidatedBatch]
) -> Iterator[ValidatedBatch]:
    """Yield the validation results of readings: one batch, or several if validating them raises.

    A batch that raises is halved until the delivery that causes the error is isolated. That
    delivery gets the outcome `failed`, and so does one that could not be parsed because of a bug.
    Batches are validated one at a time, so that the caller can record each before the next one.

    Args:
        readings: parsed deliveries, in order of arrival.
        validate: validates readings together.

    Raises:
        MachineFaultError: the machine failed, not our code.
    """
    for reading in readings:
        if reading.failure:
            yield _fail(reading, reading.failure)
    if whole := [reading for reading in readings if not reading.failure]:
        yield from _halve(whole, validate)


def _halve(
    readings: Sequence[Reading], validate: Callable[[Sequence[Reading]], ValidatedBatch]
) -> Iterator[ValidatedBatch]:
    try:
        batch = validate(readings)
    except Exception as error:  # noqa: BLE001 -- one delivery must not block the others
        half = len(readings) // 2
        if not half:
            raise_machine_fault(error)
            yield _fail(readings[0], place_of(error))
            return
    else:
        yield batch
        return
    yield from _halve(readings[:half], validate)
    yield from _halve(readings[half:], validate)


def _fail(reading: Reading, place: str) -> ValidatedBatch:
    """Return the batch of a delivery that failed, and log the place of the error."""
    from pow_pipeline.validation.validate import failed_batch

    delivery = reading.delivery
    message = "%s could not be validated: %s"
    _LOG.error(message, delivery.delivery, place, extra={"delivery": delivery.delivery})
    return failed_batch(delivery, place)
