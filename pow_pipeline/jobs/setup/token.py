"""Tokens of regions: made and revoked by an operator, for regions that the programme has."""

from datetime import datetime

from pow_pipeline.errors import UsageError
from pow_pipeline.intake.tokens import kept_tokens, make_token, revoke_token
from pow_pipeline.jobs.engine.require import asked_region
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.workspace import Workspace


def new_token(workspace: Workspace, region: str, *, now: datetime) -> str:
    """Return a new token of a region; the one it had no longer counts.

    Raises:
        UsageError: the programme has no such region.
    """
    programmes = ArchivedProgrammes(Journal(workspace.journal), Blobs(workspace.blobs))
    return make_token(workspace, asked_region(programmes.latest(), region).code, now=now)


def revoke(workspace: Workspace, region: str) -> None:
    """Let the token of a region no longer count.

    Raises:
        UsageError: the region has none; names those that have one.
    """
    if not revoke_token(workspace, region):
        having = ", ".join(kept_tokens(workspace)) or "no region"
        raise UsageError(f"{region} has no token; {having} has one")


def tokens(workspace: Workspace) -> dict[str, datetime]:
    """Return for each region that has a token when it was made."""
    return {region: kept.made_at for region, kept in kept_tokens(workspace).items()}
