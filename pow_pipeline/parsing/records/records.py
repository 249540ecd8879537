"""Converts the records of a JSON or Parquet file to a worksheet: a row of keys, then the rows."""

from collections.abc import Mapping, Sequence

from pow_pipeline.model.documents import Sheet
from pow_pipeline.parsing.document import stored_numbers


def sheet_of_records(
    name: str,
    records: Sequence[Mapping[str, str]],
    *,
    labelled: Sequence[tuple[str, str]] = (),
    records_at: str = "",
) -> Sheet:
    """Return records as a worksheet; a key missing from a record gives an empty cell.

    This is unambiguous, because each value in a record carries its key.

    Args:
        name: name of the worksheet.
        records: one mapping of key to text per record.
        labelled: label and text of values that apply to all records.
        records_at: key of the list of records; '' if the list is the whole file.
    """
    keys = list(dict.fromkeys(key for record in records for key in record))
    rows = [[record.get(key, "") for key in keys] for record in records]
    return sheet_of_rows(name, keys, rows, labelled=labelled, records_at=records_at)


def sheet_of_rows(
    name: str,
    keys: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    labelled: Sequence[tuple[str, str]] = (),
    records_at: str = "",
) -> Sheet:
    """Return records that all have the same keys as a worksheet."""
    width = max(len(keys), 2 if labelled else 0)
    whole = tuple([(*row, *[""] * (width - len(row))) for row in (*labelled, keys, *rows)])
    return Sheet(
        name,
        whole,
        stored_numbers=stored_numbers(whole),
        records_from=len(labelled) + 1,
        records_at=records_at,
    )
