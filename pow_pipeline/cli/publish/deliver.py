"""`pow deliver`, and the upload after a publication."""

from pathlib import Path
from typing import TYPE_CHECKING

from pow_pipeline.cli.options import Home, Json, print_json

if TYPE_CHECKING:
    from pow_pipeline.publication.files.delivery import Delivered
    from pow_pipeline.settings import Settings
    from pow_pipeline.workspace import Workspace


def deliver(period: str | None = None, /, *, home: Home = Path(), as_json: Json = False) -> None:
    """Deliver what is current to the folder or address in POW_DELIVER_TO.

    What is there already is not sent again. This goes on where an earlier delivery stopped;
    pow publish delivers by itself.

    Example: pow deliver --home work

    Args:
        period: A period whose files are sent again, whatever is there.
    """
    from dataclasses import asdict

    from pow_pipeline.jobs.publish.deliver import deliver as run_deliver
    from pow_pipeline.settings import read_settings
    from pow_pipeline.workspace import open_workspace

    delivered = run_deliver(open_workspace(home), read_settings(), period=period)
    if as_json:
        print_json(asdict(delivered))
    else:
        _print(delivered)


def deliver_and_tell(workspace: "Workspace", settings: "Settings", *, as_json: bool) -> None:
    """Deliver what is current where the settings want it, and say so unless programs read along."""
    from pow_pipeline.jobs.publish.deliver import deliver_published

    delivered = deliver_published(workspace, settings)
    if delivered and not as_json:
        _print(delivered)


def _print(delivered: "Delivered") -> None:
    releases = ", ".join(delivered.releases)
    print(f"delivered to {delivered.address}: {releases} ({delivered.files} files sent)")
