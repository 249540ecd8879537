"""Pairs of names as the content of a blob."""

import pytest

from pow_pipeline.errors import RecordError
from pow_pipeline.record.pairs import pairs_from_bytes, pairs_to_bytes


def test_pairs_survive_and_their_order_does_not_matter() -> None:
    pairs = [("a1", "b1"), ("é2", "b2")]
    content = pairs_to_bytes(pairs)
    assert pairs_to_bytes(pairs[::-1]) == content
    assert pairs_from_bytes(content) == pairs
    assert pairs_from_bytes(pairs_to_bytes([])) == []


@pytest.mark.parametrize("content", [b"", b"{", b"7", b'[["a"]]', b'[["a", "b", "c"]]', b"[7]"])
def test_anything_else_is_an_error(content: bytes) -> None:
    with pytest.raises(RecordError, match="a blob of pairs holds something else"):
        pairs_from_bytes(content)
