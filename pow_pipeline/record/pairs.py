"""Pairs of the old and the new id of an activity, which a decision to map activities confirms.

They are stored as a JSON blob: a sorted list of two-element lists of text.
"""

import json
from collections.abc import Collection

from pow_pipeline.errors import RecordError

Pairs = Collection[tuple[str, str]]


def pairs_to_bytes(pairs: Pairs) -> bytes:
    """Return the blob content for these pairs; their order does not matter."""
    return json.dumps(sorted(pairs), ensure_ascii=False, separators=(",", ":")).encode()


def pairs_from_bytes(content: bytes) -> list[tuple[str, str]]:
    """Return the pairs in a blob.

    Raises:
        RecordError: the blob does not hold pairs.
    """
    try:
        return [(str(old), str(new)) for old, new in json.loads(content)]
    except (ValueError, TypeError) as error:
        raise RecordError("a blob of pairs holds something else; the record was changed") from error
