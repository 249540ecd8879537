"""How others learn of releases: they are delivered where that is wanted, and then told."""

from prefect import task

from flows.events import tell_published
from pow_pipeline.jobs.came_out import came_out_after, released_as
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
    came_out = (
        released_as(workspace, delivered.sent) if delivered else came_out_after(workspace, seen)
    )
    tell_published(workspace, settings, came_out)


@task(name="deliver", retries=3, retry_delay_seconds=30)
def deliver_current(workspace: Workspace, settings: Settings) -> Delivered | None:
    """Run the deliver job; it goes on where it stopped."""
    return deliver_published(workspace, settings)
