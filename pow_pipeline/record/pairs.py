"""Pairs that a decision lays down: an old name and the new one under which the thing goes on.

They are kept as a blob of JSON, a list of lists of two texts, sorted.
"""

import json
from collections.abc import Collection

from pow_pipeline.errors import RecordError

Pairs = Collection[tuple[str, str]]


def pairs_to_bytes(pairs: Pairs) -> bytes:
    """Return the contents of the blob of some pairs; the same for the same pairs in any order."""
    return json.dumps(sorted(pairs), ensure_ascii=False, separators=(",", ":")).encode()


def pairs_from_bytes(content: bytes) -> list[tuple[str, str]]:
    """Return the pairs that a blob holds.

    Raises:
        RecordError: it holds something else.
    """
    try:
        return [(str(old), str(new)) for old, new in json.loads(content)]
    except (ValueError, TypeError) as error:
        raise RecordError("a blob of pairs holds something else; the record was changed") from error
