"""Whether a workbook's archive is what it says: counted and checked while it inflates.

The reader of workbooks believes what an archive and a sheet claim, and builds it. So their claims
are checked first: a small file may claim gigabytes, or one cell in the last row of the last column.
"""

import io
import re
import struct
import zipfile
import zlib
from typing import Final

from pow_pipeline.model import Problem
from pow_pipeline.reading.limits import Limits, RefusedError, refuse_beyond

_LOCAL_HEADER: Final = struct.Struct("<26xHH")
_DECLARATIONS: Final = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"))
_ADDRESS: Final = re.compile(rb'\br="([A-Za-z]*)([0-9]+)"')
_MOST_DIGITS: Final = 12  # a longer number is no row, and no reader takes it for one
_SHEETS: Final = "xl/worksheets/"
_IS_PROTECTED: Final = 0x1
_DAMAGES: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    NotImplementedError,
    OSError,
)


def list_archive(content: bytes, limits: Limits) -> list[zipfile.ZipInfo]:
    """Return the entries of an archive.

    Raises:
        RefusedError: it is damaged, or has too many.
    """
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except _DAMAGES as error:
        raise RefusedError(Problem("R-FILE-01")) from error
    refuse_beyond("R-FILE-07", len(entries), limits.entries)
    return entries


def check_archive(content: bytes, entries: list[zipfile.ZipInfo], limits: Limits) -> bool:
    """Check an XLSX archive; returns whether a cell may hold a formula or an error.

    Raises:
        RefusedError: it is damaged, protected, holds too much, or declares a document type.
    """
    left, is_calculated = limits.inflated_bytes, False
    for entry in entries:
        try:
            inflated = _inflate(content, entry, left)
        except _DAMAGES as error:
            raise RefusedError(Problem("R-FILE-01")) from error
        left -= len(inflated)
        is_calculated |= _check_entry(entry.filename, inflated, limits)
    return is_calculated


def _inflate(content: bytes, entry: zipfile.ZipInfo, left: int) -> bytes:
    """Return what an entry holds, stopping as soon as it is more than is left of the cap."""
    if entry.flag_bits & _IS_PROTECTED:
        raise RefusedError(Problem("R-FILE-05"))
    names = _LOCAL_HEADER.unpack_from(content, entry.header_offset)
    start = entry.header_offset + 30 + sum(names)
    packed = memoryview(content)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_DEFLATED:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        inflated = inflater.decompress(packed, left + 1)
    elif entry.compress_type == zipfile.ZIP_STORED:
        inflated = bytes(packed)
    else:
        raise zipfile.BadZipFile
    refuse_beyond("R-FILE-08", len(inflated), left)
    if len(inflated) != entry.file_size or zlib.crc32(inflated) != entry.CRC:
        raise zipfile.BadZipFile
    return inflated


def _check_entry(name: str, inflated: bytes, limits: Limits) -> bool:
    if not name.endswith((".xml", ".rels")):
        return False
    if any(declaration in inflated for declaration in _DECLARATIONS):
        raise RefusedError(Problem("R-FILE-01", found="DOCTYPE"))
    if not name.startswith(_SHEETS):
        return False
    letters, digits = _places(inflated)
    rows = max((int(row) for row in digits if len(row) <= _MOST_DIGITS), default=0)
    columns = max(map(_number_of, letters), default=0)
    refuse_beyond("R-FILE-09", rows, limits.rows)
    refuse_beyond("R-FILE-10", columns, limits.columns)
    return b"<f" in inflated or b't="e"' in inflated


def _places(sheet: bytes) -> tuple[set[bytes], set[bytes]]:
    """Return the letters and the digits of all addresses in a sheet."""
    places = _ADDRESS.findall(sheet)
    return {letters for letters, _ in places}, {digits for _, digits in places}


def _number_of(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - ord("A") + 1
    return number
