"""Archives that say two things at once, and files that are two kinds at once, are refused."""

import io
import struct
import zipfile
import zlib

import pytest

from pow_pipeline.parsing.limits import Limits
from tests.harness.builders import form
from tests.harness.file_writers import archive, entries_of, with_entry
from tests.parsing.reads import problem_of, sheet_of

DAMAGED = ("R-FILE-01", "", "")
LISTED = b"PK\x01\x02"
END = b"PK\x05\x06"


FORM = form()


def shifted(content: bytes, by: int) -> bytes:
    """Return an archive whose list says that all stands so many bytes later."""
    made = bytearray(content)
    at = made.index(LISTED)
    while made[at : at + 4] == LISTED:
        (offset,) = struct.unpack_from("<I", made, at + 42)
        struct.pack_into("<I", made, at + 42, offset + by)
        lengths = struct.unpack_from("<HHH", made, at + 28)
        at += 46 + sum(lengths)
    (listed_at,) = struct.unpack_from("<I", made, at + 16)
    struct.pack_into("<I", made, at + 16, listed_at + by)
    return bytes(made)


def renamed(old: str, new: str) -> bytes:
    """Return a form in which an entry has another name of the same length, in both places."""
    assert len(old) == len(new)
    return form().replace(old.encode(), new.encode())


def renamed_in_list(old: bytes, new: bytes) -> bytes:
    content = form()
    at = content.rindex(old)
    return content[:at] + new + content[at + len(old) :]


def before_list(more: bytes) -> bytes:
    """Return a form with bytes between its last entry and the list."""
    content = bytearray(FORM)
    at = content.index(LISTED)
    struct.pack_into("<I", content, len(content) - 6, at + len(more))
    return bytes(content[:at] + more + content[at:])


def packed_with(more: bytes) -> bytes:
    """Return a form in which more bytes belong to a packed entry than it needs."""
    inside = entries_of(FORM)["xl/sharedStrings.xml"]
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packer.compress(inside) + packer.flush() + more
    content = bytearray(with_entry("xl/a.xml", lambda _: packed, FORM, zipfile.ZIP_STORED))
    first, listed = content.index(b"xl/a.xml") - 30, content.rindex(b"xl/a.xml") - 46
    for at, method, crc, size in ((first, 8, 14, 22), (listed, 10, 16, 24)):
        struct.pack_into("<H", content, at + method, zipfile.ZIP_DEFLATED)
        struct.pack_into("<I", content, at + crc, zlib.crc32(inside))
        struct.pack_into("<I", content, at + size, len(inside))
    return bytes(content)


def twice(name: str) -> bytes:
    content = io.BytesIO(form())
    with zipfile.ZipFile(content, "a") as packed, pytest.warns(UserWarning, match="Duplicate"):
        packed.writestr(name, b"other")
    return content.getvalue()


def with_end(**fields: int) -> bytes:
    """Return a form whose end says another number of entries, or that a comment follows."""
    content = bytearray(form())
    places = {"here": 8, "in_all": 10, "comment": 20}
    for name, value in fields.items():
        struct.pack_into("<H", content, len(content) - 22 + places[name], value)
    return bytes(content)


MISLEADING = {
    "bytes in front": b"MZ" + FORM,
    "bytes in front that the list knows of": b"MZ" + shifted(FORM, 2),
    "bytes behind": FORM + b"\0",
    "bytes before the list": before_list(b"x" * 12),
    "bytes behind what an entry packs": packed_with(b"x"),
    "two archives, one behind the other": form(region="AM01") + FORM,
    "two archives, both known to the list": form(region="AM01")
    + shifted(FORM, len(form(region="AM01"))),
    "a comment": with_end(comment=1) + b"x",
    "a comment that holds an end": with_end(comment=22) + FORM[-22:],
    "an entry twice": twice("xl/workbook.xml"),
    "more entries in the list than the end says": with_end(here=9, in_all=9),
    "less here than in all": with_end(here=9),
    "a name that leads up": renamed("xl/styles.xml", "../styles.xml"),
    "a name from the root": renamed("xl/styles.xml", "/l/styles.xml"),
    "a name of another system": renamed("xl/styles.xml", "xl\\styles.xml"),
    "a name with an end in it": renamed("xl/styles.xml", "xl/styl\0s.xml"),
    "another name in the list": renamed_in_list(b"xl/styles.xml", b"xl/stylez.xml"),
}


@pytest.mark.parametrize("name", MISLEADING)
def test_an_archive_that_leaves_a_choice_is_refused(name):
    assert problem_of(MISLEADING[name]) == DAMAGED


def test_an_archive_made_for_these_tests_is_else_whole():
    assert problem_of(before_list(b"")) is None
    assert problem_of(packed_with(b"")) is None


def test_names_that_differ_in_case_alone_are_refused():
    assert problem_of(archive({**entries_of(FORM), "xl/Workbook.xml": b""})) == DAMAGED


def test_entries_that_overlap_are_refused():
    content = bytearray(archive({"xl/workbook.xml": b"a" * 50, "b": b"b" * 50}))
    second = content.rindex(LISTED)
    struct.pack_into("<I", content, second + 42, 0)
    assert problem_of(bytes(content)) == DAMAGED


def test_an_entry_that_inflates_to_more_than_its_bytes_hold_is_refused():
    stored = archive(entries_of(FORM), zipfile.ZIP_STORED)
    assert problem_of(stored) is None
    assert problem_of(stored.replace(b"oranje", b"groen ")) == DAMAGED


class Stream(io.RawIOBase):
    """A place to write to that cannot be gone back in, so that sizes follow their entries."""

    def __init__(self) -> None:
        self.content = b""

    def writable(self) -> bool:
        return True

    def write(self, more) -> int:
        self.content += bytes(more)
        return len(more)


def test_an_archive_written_as_a_stream_is_read():
    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, entry in entries_of(FORM).items():
            packed.writestr(name, entry)
    assert sheet_of(stream.content).rows == sheet_of(FORM).rows


def test_folders_in_an_archive_are_no_harm():
    assert sheet_of(archive({"xl/": b"", **entries_of(FORM)})).rows == sheet_of(FORM).rows


def test_a_protected_entry_is_refused():
    content = bytearray(FORM)
    for signature, flags in ((b"PK\x03\x04", 6), (LISTED, 8)):
        content[content.index(signature) + flags] |= 1
    assert problem_of(bytes(content)) == ("R-FILE-05", "", "")


def test_a_packing_method_that_is_not_known_is_refused():
    assert problem_of(archive(entries_of(FORM), zipfile.ZIP_BZIP2)) == DAMAGED


def test_entries_are_counted_together_while_they_inflate():
    bomb = with_entry("xl/media/a.bin", lambda _: b"\0" * 600_000)
    bomb = with_entry("xl/media/b.bin", lambda _: b"\0" * 600_000, bomb)
    assert problem_of(bomb, Limits(inflated_bytes=1_000_000))[0] == "R-FILE-08"
    assert problem_of(bomb, Limits(inflated_bytes=1_300_000)) is None


@pytest.mark.parametrize(
    ("declaration", "problem"),
    [
        ('<?xml version="1.0" encoding="UTF-8"?>', None),
        ("<?xml version='1.0' encoding='utf-8'?>", None),
        ('<?xml version="1.0" encoding="UTF-7"?>', DAMAGED),
        ('<?xml version="1.0" encoding="UTF-16"?>', DAMAGED),
    ],
)
def test_xml_in_which_something_could_hide_is_refused(declaration, problem):
    def declare(inside: bytes) -> bytes:
        return declaration.encode() + inside.partition(b"?>")[2]

    assert problem_of(with_entry("xl/sharedStrings.xml", declare)) == problem
