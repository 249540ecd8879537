"""Evidence as Parquet bytes: equal frames give equal bytes, and rows can be taken out."""

import pandas as pd
import pytest

from pow_pipeline.record.parquet import (
    from_parquet,
    rows_by_delivery,
    to_parquet,
    without_deliveries,
)

COLUMNS = {"delivery": "string", "place": "int32", "expected": "list<string>"}


def frame(*deliveries: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "delivery": list(deliveries),
            "place": range(1, len(deliveries) + 1),
            "expected": [["groen", "rood"] for _ in deliveries],
            "other": "is not named, so it is not stored",
        }
    )


def test_equal_frames_give_equal_bytes_whatever_their_index() -> None:
    content = to_parquet(frame("a", "b"), COLUMNS)
    assert to_parquet(frame("a", "b").set_index([[7, 9]]), COLUMNS) == content
    assert to_parquet(frame("a", "c"), COLUMNS) != content
    assert from_parquet(content).to_pylist() == [
        {"delivery": "a", "place": 1, "expected": ["groen", "rood"]},
        {"delivery": "b", "place": 2, "expected": ["groen", "rood"]},
    ]


def test_a_column_of_a_later_version_is_empty_in_older_bytes() -> None:
    table = from_parquet(to_parquet(frame("a"), COLUMNS), {"place": "int32", "new": "string"})
    assert table.to_pylist() == [{"place": 1, "new": None}]


def test_rows_are_grouped_by_delivery_without_empty_cells() -> None:
    rows = frame("a", "b", "a").assign(expected=[[], ["x"], ["y"]])
    assert rows_by_delivery(to_parquet(rows, COLUMNS)) == {
        "a": [{"delivery": "a", "place": 1}, {"delivery": "a", "place": 3, "expected": ["y"]}],
        "b": [{"delivery": "b", "place": 2, "expected": ["x"]}],
    }


@pytest.mark.parametrize(
    ("deliveries", "left"),
    [
        (["a"], ["b", "b"]),
        (["a", "b"], []),
        (["b", "c"], ["a"]),
        (["c"], None),  # nothing to take out
        ([], None),
    ],
)
def test_the_rows_of_erased_deliveries_are_taken_out(
    deliveries: list[str], left: list[str] | None
) -> None:
    content = without_deliveries(to_parquet(frame("a", "b", "b"), COLUMNS), deliveries)
    assert (from_parquet(content)["delivery"].to_pylist() if content else None) == left
