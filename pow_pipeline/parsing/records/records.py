"""Records as a sheet: labelled values, then a row that names the keys, then a row per record."""

from collections.abc import Mapping, Sequence

from pow_pipeline.model import Sheet
from pow_pipeline.parsing.document import stored_numbers


def sheet_of_records(
    name: str,
    records: Sequence[Mapping[str, str]],
    *,
    labelled: Sequence[tuple[str, str]] = (),
    records_at: str = "",
) -> Sheet:
    """Return records as a sheet; a record without a key has an empty cell there.

    That is certain, other than for cells without names: each value says which key it is for.

    Args:
        name: the name of the sheet.
        records: what each record holds.
        labelled: label and text of values that hold for all records.
        records_at: the key under which they stand, '' where they are the whole.
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
    """Return records that all have the same keys as a sheet."""
    width = max(len(keys), 2 if labelled else 0)
    whole = tuple([(*row, *[""] * (width - len(row))) for row in (*labelled, keys, *rows)])
    return Sheet(
        name,
        whole,
        stored_numbers=stored_numbers(whole),
        records_from=len(labelled) + 1,
        records_at=records_at,
    )
