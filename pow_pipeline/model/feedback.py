"""Feedback to the sender of a delivery."""

from dataclasses import dataclass
from datetime import date, datetime

from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.findings import Finding, Outcome, Severity


@dataclass(frozen=True)
class Feedback:
    """Feedback to the sender of a delivery: its outcome and the version now in force.

    The version in force is that after the batch, which includes every delivery validated before
    this feedback was written.

    Attributes:
        stage: stage at which validation stopped.
        version: number of the version, if the delivery was accepted.
        original: for a duplicate, the outcome of the delivery that it repeats.
        replaced_version: version in force when this delivery arrived.
        replaced_on: day on which that version arrived.
        version_in_force: version now in force.
        in_force_received_on: day on which that version arrived.
        delivery_in_force: name of the delivery with the version now in force.
        successor: name of the file with the version now in force, if it arrived later.
        extended_until: last day on time, if a decision extended the deadline of this region.
        attempts: number of this validation of the delivery, starting at 1.
        validated_at: time of the validation.
        findings: all findings in order, as (severity, finding).
    """

    delivery: Delivery
    outcome: Outcome
    stage: str
    region_name: str | None
    period: str | None
    activities: int
    duplicate_of: str | None
    original: Outcome | None
    version: int | None
    replaced_version: int | None
    replaced_on: date | None
    version_in_force: int | None
    in_force_received_on: date | None
    delivery_in_force: str | None
    successor: str | None
    extended_until: date | None
    attempts: int
    validated_at: datetime
    findings: tuple[tuple[Severity, Finding], ...]
