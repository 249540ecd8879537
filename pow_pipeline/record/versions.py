"""The accepted versions by region and period, derived from the journal alone.

Decisions use them, so that they do not wait for another process. They also give an independent
check on the versions in force in the warehouse.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pow_pipeline.model.findings import ValidationResult
from pow_pipeline.record.decisions import Erased, Withdrawn
from pow_pipeline.record.events import Event, Received, Validated


@dataclass(frozen=True)
class Version:
    """The `version`-th accepted submission of a region for a period.

    Attributes:
        withdrawn: whether it was withdrawn or erased and so is not in force.
    """

    region_code: str
    period: str
    version: int
    delivery: str
    withdrawn: bool = False


def accepted_versions(events: Iterable[Event]) -> list[Version]:
    """Return every version that its latest validation accepted, in order of arrival."""
    arrived: dict[str, int] = {}
    latest: dict[str, ValidationResult] = {}
    withdrawn: set[str] = set()
    numbers: dict[tuple[str, str], dict[str, int]] = {}
    for event in events:
        if isinstance(event, Received):
            for delivery in event.deliveries():
                arrived[delivery.delivery] = len(arrived)
        elif isinstance(event, Validated):
            results = sorted(event.results, key=lambda result: arrived[result.delivery])
            latest |= {result.delivery: result for result in results}
            for result in results:
                _number(result, numbers)
        elif isinstance(event, Withdrawn):
            withdrawn.update(event.deliveries)
        elif isinstance(event, Erased):
            withdrawn.update(event.files)
    return [
        Version(*subject, numbers[subject][delivery], delivery, delivery in withdrawn)
        for delivery in sorted(latest, key=lambda delivery: arrived[delivery])
        if latest[delivery].outcome == "accepted"
        for subject in (_subject(latest[delivery]),)
    ]


def _number(result: ValidationResult, numbers: dict[tuple[str, str], dict[str, int]]) -> None:
    """Give an accepted delivery the next version number of its region and period."""
    if result.outcome == "accepted":
        versions = numbers.setdefault(_subject(result), {})
        versions.setdefault(result.delivery, len(versions) + 1)


def newest_accepted(events: Iterable[Event], region_code: str, period: str) -> str:
    """Return the last to arrive of the deliveries ever accepted; '' if there is none.

    A withdrawal, an erasure or a later validation does not change it.
    """
    arrived: dict[str, int] = {}
    accepted: set[str] = set()
    for event in events:
        if isinstance(event, Received):
            for delivery in event.deliveries():
                arrived[delivery.delivery] = len(arrived)
        elif isinstance(event, Validated):
            accepted |= {
                result.delivery
                for result in event.results
                if result.outcome == "accepted" and _subject(result) == (region_code, period)
            }
    return max(accepted, key=arrived.__getitem__, default="")


def in_force(versions: Iterable[Version]) -> dict[tuple[str, str], Version]:
    """Return the latest version that was not withdrawn or erased, by region and period."""
    return {
        (version.region_code, version.period): version
        for version in versions
        if not version.withdrawn
    }


def _subject(result: ValidationResult) -> tuple[str, str]:
    """Return the region and period of an accepted delivery, for which both are set."""
    return result.region_code or "", result.period or ""
