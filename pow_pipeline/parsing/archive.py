"""Checks the structure of ZIP archives and inflates their entries within limits.

The workbook parser trusts the declarations in an archive, and parsers differ in which of two
conflicting entries, directories or headers they trust. An archive must therefore be complete and
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
_DESCRIPTORS: Final[tuple[int, ...]] = (
    12,
    16,
    20,
    24,
)  # possible bytes between an entry with a data descriptor and the next entry
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
        RefusedError: the archive is damaged, ambiguous, or has too many entries.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
        refuse_beyond("R-FILE-07", len(entries), limits.entries)
        _check_names(entries)
        _check_places(content, entries, archive.start_dir)
    except _DAMAGES as error:
        raise RefusedError(Problem("R-FILE-01")) from error
    return entries


def inflate_archive(
    content: bytes, entries: Sequence[zipfile.ZipInfo], limits: Limits
) -> dict[str, bytes]:
    """Return the inflated content of each entry by name.

    Raises:
        RefusedError: an entry is damaged or encrypted, or the entries together are too large.
    """
    together = 0
    inflated: dict[str, bytes] = {}
    for entry in entries:
        try:
            inside, is_whole = _inflate(content, entry, limits.inflated_bytes - together)
        except _DAMAGES as error:
            raise RefusedError(Problem("R-FILE-01")) from error
        together += len(inside)
        refuse_beyond("R-FILE-08", together, limits.inflated_bytes)
        is_sound = len(inside) == entry.file_size and zlib.crc32(inside) == entry.CRC
        if not (is_whole and is_sound):
            raise RefusedError(Problem("R-FILE-01"))
        inflated[entry.filename] = inside
    return inflated


def _check_names(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse path traversal, and names that are equal when case is ignored."""
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise zipfile.BadZipFile
    for entry in entries:
        name = entry.orig_filename
        if "\0" in name or "\\" in name or {"", ".", ".."} & set(name.rstrip("/").split("/")):
            raise zipfile.BadZipFile


def _check_places(content: bytes, entries: Sequence[zipfile.ZipInfo], listed_at: int) -> None:
    """Refuse gaps and overlaps between the entries, the central directory and the end record."""
    place, gaps = 0, _NO_GAP
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        _check_local_header(content, entry)
        if entry.header_offset - place not in gaps:
            raise zipfile.BadZipFile
        place = _start_of(content, entry) + entry.compress_size
        gaps = _DESCRIPTORS if entry.flag_bits & _HAS_DESCRIPTOR else _NO_GAP
    if listed_at - place not in gaps:
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


def _start_of(content: bytes, entry: zipfile.ZipInfo) -> int:
    *_, name, extra = _LOCAL_HEADER.unpack_from(content, entry.header_offset)
    return entry.header_offset + _LOCAL_HEADER.size + int(name) + int(extra)


def _inflate(content: bytes, entry: zipfile.ZipInfo, left: int) -> tuple[bytes, bool]:
    """Return the content of an entry and whether it is complete.

    Args:
        content: bytes of the archive.
        entry: the entry.
        left: bytes left of the size limit; inflating stops one byte after it.

    Raises:
        RefusedError: the entry is encrypted.
    """
    if entry.flag_bits & _IS_PROTECTED:
        raise RefusedError(Problem("R-FILE-05"))
    start = _start_of(content, entry)
    packed = memoryview(content)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        return bytes(packed[: left + 1]), True
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    inflated = inflater.decompress(packed, left + 1)
    return inflated, inflater.eof and not inflater.unused_data
