"""Creates and revokes the access tokens of the regions of the programme."""

from datetime import datetime

from pow_pipeline.errors import UsageError
from pow_pipeline.intake.tokens import kept_tokens, make_token, revoke_token
from pow_pipeline.jobs.engine.require import require_region
from pow_pipeline.jobs.engine.run import Run


def new_token(run: Run, region: str) -> str:
    """Create a token for a region and return it; an earlier token becomes invalid.

    Raises:
        UsageError: the programme has no such region.
    """
    code = require_region(run.programme(), region).code
    return make_token(run.workspace, code, now=run.clock())


def revoke(run: Run, region: str) -> None:
    """Revoke the token of a region.

    Raises:
        UsageError: the region has no token; the message names the regions that have one.
    """
    if not revoke_token(run.workspace, region):
        having = ", ".join(kept_tokens(run.workspace)) or "no region"
        raise UsageError(f"{region} has no token; {having} has one")


def tokens(run: Run) -> dict[str, datetime]:
    """Return the regions that have a token, each with the time of its creation."""
    return {region: token.made_at for region, token in kept_tokens(run.workspace).items()}
