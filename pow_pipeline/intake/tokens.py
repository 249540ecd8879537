"""The tokens with which regions hand in files on the page: made, revoked, and recognised.

Only a hash of each is kept, in one file that is no part of the record. A token has 120 bits by
chance, so its hash needs neither salt nor slowness.
"""

import base64
import hashlib
import hmac
import json
import secrets
from datetime import datetime
from typing import Final

from filelock import FileLock
from pydantic import AwareDatetime, BaseModel, TypeAdapter, ValidationError

from pow_pipeline.durable import write_file
from pow_pipeline.errors import WorkspaceError
from pow_pipeline.workspace import Workspace

_BYTES: Final = 15
_GROUP: Final = 4  # signs between two hyphens, so that people can read it out
_OURS_ALONE: Final = 0o600


class KeptToken(BaseModel):
    """What is kept of a token: its hash, and when it was made."""

    sha256: str
    made_at: AwareDatetime


_KEPT: Final = TypeAdapter(dict[str, KeptToken])


def make_token(workspace: Workspace, region: str, *, now: datetime) -> str:
    """Return a new token of a region, which replaces the one it had; it is shown nowhere again."""
    signs = base64.b32encode(secrets.token_bytes(_BYTES)).decode()
    groups = (signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))
    token = "-".join([region, *groups])
    with _hold(workspace):
        kept = kept_tokens(workspace)
        _keep(workspace, kept | {region: KeptToken(sha256=_hash_of(token), made_at=now)})
    return token


def revoke_token(workspace: Workspace, region: str) -> bool:
    """Let the token of a region no longer count; False when it has none."""
    with _hold(workspace):
        kept = kept_tokens(workspace)
        if region not in kept:
            return False
        del kept[region]
        _keep(workspace, kept)
    return True


def kept_tokens(workspace: Workspace) -> dict[str, KeptToken]:
    """Return what is kept of each region's token.

    Raises:
        WorkspaceError: the file was changed by hand and cannot be read.
    """
    if not workspace.tokens.exists():
        return {}
    try:
        return _KEPT.validate_json(workspace.tokens.read_bytes())
    except ValidationError as error:
        message = f"{workspace.tokens}: cannot be read; remove it and make new tokens: pow token"
        raise WorkspaceError(message) from error


def region_of_token(workspace: Workspace, token: str) -> str | None:
    """Return the region that a token is of, None if it is of none.

    It is held against every hash, all of it each time, so that neither a region nor a part of a
    token can be told by the time that the answer takes.
    """
    given = _hash_of(token)
    found = [
        region
        for region, kept in kept_tokens(workspace).items()
        if hmac.compare_digest(kept.sha256, given)
    ]
    return found[0] if found else None


def _hash_of(token: str) -> str:
    """Return the hash of a token as people may write it: with blanks, in small letters."""
    return hashlib.sha256("".join(token.split()).upper().encode(errors="replace")).hexdigest()


def _keep(workspace: Workspace, kept: dict[str, KeptToken]) -> None:
    said = {region: each.model_dump(mode="json") for region, each in sorted(kept.items())}
    write_file(workspace.tokens, json.dumps(said, indent=1).encode(), mode=_OURS_ALONE)


def _hold(workspace: Workspace) -> FileLock:
    return FileLock(workspace.lock("tokens.lock"))
