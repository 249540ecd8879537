"""Creates, revokes and checks the tokens with which regions upload files on the web page.

Only a hash of each token is stored, in one file outside the record. A token has 120 random bits,
so its hash needs neither a salt nor a slow hash function.
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
_GROUP: Final = 4  # characters between two hyphens, so that people can read the token aloud
_OURS_ALONE: Final = 0o600


class KeptToken(BaseModel):
    """The stored data of a token: its hash and its creation time."""

    sha256: str
    made_at: AwareDatetime


_KEPT: Final = TypeAdapter(dict[str, KeptToken])


def make_token(workspace: Workspace, region: str, *, now: datetime) -> str:
    """Return a new token for a region, which replaces its old one; it cannot be shown again."""
    signs = base64.b32encode(secrets.token_bytes(_BYTES)).decode()
    groups = (signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))
    token = "-".join([region, *groups])
    with _hold(workspace):
        tokens = kept_tokens(workspace)
        _keep(workspace, tokens | {region: KeptToken(sha256=_hash_of(token), made_at=now)})
    return token


def revoke_token(workspace: Workspace, region: str) -> bool:
    """Revoke the token of a region; return False if it has none."""
    with _hold(workspace):
        tokens = kept_tokens(workspace)
        if region not in tokens:
            return False
        del tokens[region]
        _keep(workspace, tokens)
    return True


def kept_tokens(workspace: Workspace) -> dict[str, KeptToken]:
    """Return the stored data of each region's token.

    Raises:
        WorkspaceError: the file is not valid, for example after a manual change.
    """
    if not workspace.tokens.exists():
        return {}
    try:
        return _KEPT.validate_json(workspace.tokens.read_bytes())
    except ValidationError as error:
        message = f"{workspace.tokens}: cannot be read; remove it and make new tokens: pow token"
        raise WorkspaceError(message) from error


def region_of_token(workspace: Workspace, token: str) -> str | None:
    """Return the region of a token; None if the token is not valid.

    The token is compared with every hash in constant time, so that the response time reveals
    neither a region nor a part of a token.
    """
    given = _hash_of(token)
    matches = [
        region
        for region, stored in kept_tokens(workspace).items()
        if hmac.compare_digest(stored.sha256, given)
    ]
    return matches[0] if matches else None


def _hash_of(token: str) -> str:
    """Return the hash of a token; spaces and lowercase letters in the input are accepted."""
    return hashlib.sha256("".join(token.split()).upper().encode(errors="replace")).hexdigest()


def _keep(workspace: Workspace, tokens: dict[str, KeptToken]) -> None:
    content = {region: token.model_dump(mode="json") for region, token in sorted(tokens.items())}
    write_file(workspace.tokens, json.dumps(content, indent=1).encode(), mode=_OURS_ALONE)


def _hold(workspace: Workspace) -> FileLock:
    return FileLock(workspace.lock("tokens.lock"))
