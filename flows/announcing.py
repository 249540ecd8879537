"""How others learn of releases: delivered, then told by an event of ids, hashes and an address."""

from collections.abc import Sequence
from uuid import NAMESPACE_URL, uuid5

from prefect import task
from prefect.events import emit_event

from pow_pipeline.jobs.came_out import CameOut, address_of, came_out_after, released_as
from pow_pipeline.jobs.deliver import deliver_published
from pow_pipeline.publication.delivery import Delivered
from pow_pipeline.settings import Settings
from pow_pipeline.workspace import Workspace


def hand_over(workspace: Workspace, settings: Settings, *, seen: int) -> None:
    """Deliver what is current, where the settings want it, and tell what is new there.

    Without an address told is what became current after the event `seen`. With one it is what was
    sent, so that nobody is told of what is not there yet, also where an earlier run failed.
    """
    delivered = deliver_current(workspace, settings)
    announce(
        workspace,
        settings,
        released_as(workspace, delivered.sent) if delivered else came_out_after(workspace, seen),
    )


@task(name="deliver", retries=3, retry_delay_seconds=30)
def deliver_current(workspace: Workspace, settings: Settings) -> Delivered | None:
    """Run the deliver job; it goes on where it stopped."""
    return deliver_published(workspace, settings)


def announce(workspace: Workspace, settings: Settings, releases: Sequence[CameOut]) -> None:
    """Emit `pow.release.published` for each release; of one release always the same event."""
    for each in releases:
        emit_event(
            "pow.release.published",
            resource={"prefect.resource.id": f"pow.release.{each.name}"},
            payload={
                "period": each.period,
                "version": each.version,
                "address": address_of(workspace, settings, each),
                "manifest": each.manifest,
            },
            id=uuid5(NAMESPACE_URL, f"pow.release.published/{each.name}/{each.manifest}"),
        )


def announce_blocked(period: str) -> None:
    """Emit `pow.release.blocked` for a period whose publication was stopped."""
    emit_event(
        "pow.release.blocked",
        resource={"prefect.resource.id": f"pow.period.{period}"},
        payload={"period": period},
    )
