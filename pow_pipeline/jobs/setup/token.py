"""Creates and revokes the access tokens of the regions of the programme."""

from datetime import datetime

from pow_pipeline.errors import UsageError
from pow_pipeline.intake.tokens import kept_tokens, make_token, revoke_token
from pow_pipeline.jobs.engine.require import asked_region
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.workspace import Workspace


def new_token(workspace: Workspace, region: str, *, now: datetime) -> str:
    """Create a token for a region and return it; an earlier token becomes invalid.

    Raises:
        UsageError: the programme has no such region.
    """
    programmes = ArchivedProgrammes(Journal(workspace.journal), Blobs(workspace.blobs))
    return make_token(workspace, asked_region(programmes.latest(), region).code, now=now)


def revoke(workspace: Workspace, region: str) -> None:
    """Revoke the token of a region.

    Raises:
        UsageError: the region has no token; the message names the regions that have one.
    """
    if not revoke_token(workspace, region):
        having = ", ".join(kept_tokens(workspace)) or "no region"
        raise UsageError(f"{region} has no token; {having} has one")


def tokens(workspace: Workspace) -> dict[str, datetime]:
    """Return the regions that have a token, each with the time of its creation."""
    return {region: kept.made_at for region, kept in kept_tokens(workspace).items()}
