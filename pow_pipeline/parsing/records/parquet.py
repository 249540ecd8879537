"""Parses Parquet files with columns of plain values into rows of text.

Sizes are checked from the metadata of the file before any column is read.
"""

from collections.abc import Iterator
from datetime import UTC
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from pow_pipeline.model.documents import Problem
from pow_pipeline.parsing.document import Document, check_grid
from pow_pipeline.parsing.limits import Limits, RefusedError, refuse_beyond
from pow_pipeline.parsing.records.records import sheet_of_rows
from pow_pipeline.parsing.values import (
    LONGEST_WHOLE,
    UncertainNumberError,
    decimal_text,
    moment_text,
    number_text,
    truth_text,
)

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet

_MAGIC: Final = b"PAR1"
# Prefixes of the properties that programs write for their own use.
_OWN_PROPERTIES: Final = ("pandas", "ARROW:", "org.apache.", "writer.", "parquet.")


def read_parquet(content: bytes, limits: Limits) -> Document:
    """Return the single worksheet of a Parquet file, with the keys in row 1.

    Raises:
        RefusedError: the file is damaged or too large, or a column does not have plain values.
    """
    import pyarrow as pa  # slow to import, and few files are Parquet

    if not content.endswith(_MAGIC):
        raise RefusedError(Problem("R-FILE-01"))
    try:
        file = _open(content, limits)
        columns = list(_columns_of(file))
    except MemoryError:  # also a pyarrow error; the file is too large, not damaged
        raise
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise RefusedError(Problem("R-FILE-01")) from error
    names = [name.strip() for name in file.schema_arrow.names]
    sheet = sheet_of_rows("", names, list(zip(*columns, strict=True)))
    return Document((sheet,), _properties_of(file.metadata))


def _open(content: bytes, limits: Limits) -> "parquet.ParquetFile":
    """Return the opened file after checking its declared size and column types."""
    import pyarrow as pa
    from pyarrow import parquet

    source = pa.BufferReader(content)
    metadata = parquet.read_metadata(source)
    _check_size(metadata, limits)
    schema = metadata.schema.to_arrow_schema()
    for field in schema:
        if not _is_plain(field.type):
            found = f"{field.name}: {field.type}"
            raise RefusedError(Problem("R-PARQUET-01", cell=field.name, found=found))
    # In dictionary encoding, a long repeated text takes memory only once.
    texts = [field.name for field in schema if _is_text(field.type)]
    return parquet.ParquetFile(
        pa.BufferReader(content), read_dictionary=texts, page_checksum_verification=True
    )


def _check_size(metadata: "parquet.FileMetaData", limits: Limits) -> None:
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    rows = max(metadata.num_rows, sum(group.num_rows for group in groups))
    check_grid(rows + 1, metadata.num_columns, limits)
    inflated = sum(group.total_byte_size for group in groups)
    refuse_beyond("R-FILE-08", inflated, limits.inflated_bytes)


def _is_plain(kind: "pa.DataType") -> bool:
    from pyarrow import types

    if types.is_dictionary(kind):
        return _is_plain(kind.value_type)
    return _is_text(kind) or any(
        is_kind(kind)
        for is_kind in (
            types.is_integer,
            types.is_floating,
            types.is_decimal,
            types.is_boolean,
            types.is_date,
            types.is_timestamp,
            types.is_time,
            types.is_null,
        )
    )


def _is_text(kind: "pa.DataType") -> bool:
    from pyarrow import types

    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def _columns_of(file: "parquet.ParquetFile") -> Iterator[list[str]]:
    """Yield the values of each column as texts."""
    table = file.read(use_threads=False)
    for name, column in zip(table.column_names, table.columns, strict=True):
        texts: list[str] = []
        for chunk in column.chunks:
            chunk.validate(full=True)  # a damaged file can refer to a missing text
            texts += _texts_of(chunk, name, len(texts))
        yield texts


def _texts_of(values: "pa.Array", name: str, before: int) -> list[str]:
    from pyarrow import types

    if types.is_dictionary(values.type):
        dictionary = _texts_of(values.dictionary, name, before)
        return ["" if at is None else dictionary[at] for at in values.indices.to_pylist()]
    longest = _longest_whole(values.type)
    texts = []
    for number, value in enumerate(_plain_values(values), start=before + 1):
        try:
            texts.append(_as_text(value, longest))
        except UncertainNumberError as error:
            cell, found = f"[{number}].{name}", str(error)
            raise RefusedError(Problem("R-CELL-02", cell=cell, found=found)) from error
    return texts


def _longest_whole(kind: "pa.DataType") -> int:
    """Return the smallest whole number that can have lost digits in a column of this type."""
    from pyarrow import types

    if types.is_float16(kind):
        return 2**11
    return 2**24 if types.is_float32(kind) else LONGEST_WHOLE


def _plain_values(values: "pa.Array") -> list[Any]:
    """Return the values as Python objects.

    Floats of 16 and 32 bits get the shortest digits that identify them. Timestamps with a time zone
    are stored in UTC. A timestamp finer than a microsecond raises an Arrow error.
    """
    import pyarrow as pa
    from pyarrow import types

    if types.is_timestamp(values.type):
        zone = UTC if values.type.tz else None
        moments = values.cast(pa.timestamp("us")).to_pylist()
        return [moment and moment.replace(tzinfo=zone) for moment in moments]
    if types.is_float16(values.type):
        values = values.cast(pa.float32())
    if types.is_float32(values.type):
        texts = values.cast(pa.string()).to_pylist()
        return [None if text is None else float(text) for text in texts]
    return list(values.to_pylist())


def _as_text(value: Any, longest_whole: int) -> str:
    """Return a value as text by the rule for its type; integers and decimals stay exact."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return truth_text(value=value)
    if isinstance(value, int | Decimal):
        return decimal_text(Decimal(value))
    if isinstance(value, float):
        return number_text(value, longest_whole=longest_whole)
    return moment_text(value)


def _properties_of(metadata: "parquet.FileMetaData") -> tuple[tuple[str, str], ...]:
    try:
        decoded = {key.decode(): text.decode() for key, text in (metadata.metadata or {}).items()}
    except UnicodeDecodeError as error:
        raise RefusedError(Problem("R-FILE-01")) from error
    return tuple(
        (key.strip(), text.strip())
        for key, text in decoded.items()
        if not key.startswith(_OWN_PROPERTIES)
    )
