"""Checks the structure of ZIP archives and inflates their entries within limits.

The workbook parser trusts what an archive declares. If entries, directories or headers contradict
each other, parsers differ in which one they trust. An archive must therefore be complete and
unambiguous: contiguous entries from the first byte, then one central directory, then the end
record.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any, Final

from pow_pipeline.model.documents import Problem
from pow_pipeline.parsing.limits import Limits, RefusedError, refuse_beyond

_LOCAL_HEADER: Final = struct.Struct("<4s2xHH16xHH")  # signature, flags, method, lengths
_END: Final = struct.Struct("<4s4xHH8xH")  # signature, entries on this disk, all entries, comment
_LOCAL_SIGNATURE: Final = b"PK\x03\x04"
_END_SIGNATURE: Final = b"PK\x05\x06"
_IS_PROTECTED: Final = 0x1
_HAS_DESCRIPTOR: Final = 0x8
_IS_UTF_8: Final = 0x800
_FLAGS_THAT_MATTER: Final = _IS_PROTECTED | _HAS_DESCRIPTOR | _IS_UTF_8
_NO_GAP: Final[tuple[int, ...]] = (0,)
# Possible sizes in bytes of the data descriptor between an entry and the next one.
_DESCRIPTORS: Final[tuple[int, ...]] = (12, 16, 20, 24)
_DAMAGE_ERRORS: Final = (
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
        RefusedError: the archive is damaged, ambiguous, or has too many entries.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
        refuse_beyond("R-FILE-07", len(entries), limits.entries)
        _check_names(entries)
        _check_layout(content, entries, archive.start_dir)
    except _DAMAGE_ERRORS as error:
        raise RefusedError(Problem("R-FILE-01")) from error
    return entries


def inflate_archive(
    content: bytes, entries: Sequence[zipfile.ZipInfo], limits: Limits
) -> dict[str, bytes]:
    """Return the inflated content of each entry by name.

    Raises:
        RefusedError: an entry is damaged or encrypted, or the entries together are too large.
    """
    total = 0
    inflated: dict[str, bytes] = {}
    for entry in entries:
        try:
            data, is_whole = _inflate(content, entry, limits.inflated_bytes - total)
        except _DAMAGE_ERRORS as error:
            raise RefusedError(Problem("R-FILE-01")) from error
        total += len(data)
        refuse_beyond("R-FILE-08", total, limits.inflated_bytes)
        matches_header = len(data) == entry.file_size and zlib.crc32(data) == entry.CRC
        if not (is_whole and matches_header):
            raise RefusedError(Problem("R-FILE-01"))
        inflated[entry.filename] = data
    return inflated


def _check_names(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse names that leave the archive's folder, and names that differ only in case."""
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise zipfile.BadZipFile
    for entry in entries:
        name = entry.orig_filename
        if "\0" in name or "\\" in name or {"", ".", ".."} & set(name.rstrip("/").split("/")):
            raise zipfile.BadZipFile


def _check_layout(content: bytes, entries: Sequence[zipfile.ZipInfo], directory_start: int) -> None:
    """Refuse gaps and overlaps between the entries, the central directory and the end record."""
    previous_end, gaps = 0, _NO_GAP
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        _check_local_header(content, entry)
        if entry.header_offset - previous_end not in gaps:
            raise zipfile.BadZipFile
        previous_end = _data_start(content, entry) + entry.compress_size
        gaps = _DESCRIPTORS if entry.flag_bits & _HAS_DESCRIPTOR else _NO_GAP
    if directory_start - previous_end not in gaps:
        raise zipfile.BadZipFile
    end: tuple[Any, ...] = _END.unpack_from(content, len(content) - _END.size)
    if end != (_END_SIGNATURE, len(entries), len(entries), 0):
        raise zipfile.BadZipFile


def _check_local_header(content: bytes, entry: zipfile.ZipInfo) -> None:
    """Refuse an entry whose local header differs from the central directory."""
    signature, flags, method, length, _ = _LOCAL_HEADER.unpack_from(content, entry.header_offset)
    name = content[entry.header_offset + _LOCAL_HEADER.size :][:length]
    encoding = "utf-8" if entry.flag_bits & _IS_UTF_8 else "cp437"
    is_same = (
        signature == _LOCAL_SIGNATURE
        and method == entry.compress_type
        and not (flags ^ entry.flag_bits) & _FLAGS_THAT_MATTER
        and name.decode(encoding) == entry.orig_filename
    )
    if not is_same:
        raise zipfile.BadZipFile


def _data_start(content: bytes, entry: zipfile.ZipInfo) -> int:
    *_, name, extra = _LOCAL_HEADER.unpack_from(content, entry.header_offset)
    return entry.header_offset + _LOCAL_HEADER.size + int(name) + int(extra)


def _inflate(content: bytes, entry: zipfile.ZipInfo, remaining: int) -> tuple[bytes, bool]:
    """Return the content of an entry and whether it is complete.

    Args:
        content: bytes of the archive.
        entry: the entry.
        remaining: bytes left of the size limit; inflating stops one byte after it.

    Raises:
        RefusedError: the entry is encrypted.
    """
    if entry.flag_bits & _IS_PROTECTED:
        raise RefusedError(Problem("R-FILE-05"))
    start = _data_start(content, entry)
    packed = memoryview(content)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        return bytes(packed[: remaining + 1]), True
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    inflated = inflater.decompress(packed, remaining + 1)
    return inflated, inflater.eof and not inflater.unused_data
