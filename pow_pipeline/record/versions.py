"""The accepted versions of one region and period, told from the journal alone.

Decisions are taken on this, so that they wait for no other process; and it gives a second,
independent answer to what the warehouse says is in force.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pow_pipeline.record.events import Decided, Event, Judged


@dataclass(frozen=True)
class Version:
    """The `version`-th accepted submission of a region for a period."""

    region_code: str
    period: str
    version: int
    delivery: str
    withdrawn: bool = False


def accepted_versions(events: Iterable[Event]) -> list[Version]:
    """Return every accepted version, in order of acceptance."""
    versions: dict[str, Version] = {}
    counted: dict[tuple[str, str], int] = {}
    for event in events:
        if isinstance(event, Judged):
            for verdict in event.verdicts:
                if verdict.outcome == "accepted" and verdict.region_code and verdict.period:
                    key = (verdict.region_code, verdict.period)
                    counted[key] = counted.get(key, 0) + 1
                    versions[verdict.delivery] = Version(*key, counted[key], verdict.delivery)
        elif isinstance(event, Decided):
            for delivery in event.deliveries:
                kept = versions[delivery]
                versions[delivery] = Version(
                    kept.region_code, kept.period, kept.version, delivery, withdrawn=True
                )
    return list(versions.values())


def in_force(versions: Iterable[Version]) -> dict[tuple[str, str], Version]:
    """Return the latest version that is not withdrawn, by region and period."""
    return {
        (version.region_code, version.period): version
        for version in versions
        if not version.withdrawn
    }
