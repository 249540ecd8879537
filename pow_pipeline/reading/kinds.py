"""What kind of file some bytes are, by their content and never by a name."""

from collections.abc import Collection
from typing import Final, Literal

Kind = Literal["xlsx", "archive", "text", "empty", "protected", "other spreadsheet", "no table"]

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = b"PK\x03\x04"
# How a file begins, what people call it, and what it is to us.
_BEGINNINGS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"{\\rtf", "RTF"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"\x1f\x8b", "gzip"),
    (b"From: ", "e-mail"),
    (b"Received: ", "e-mail"),
    (b"Return-Path: ", "e-mail"),
    (b"MIME-Version: ", "e-mail"),
)
# An entry that tells what an archive is.
_ENTRIES: Final[tuple[tuple[str, Kind, str], ...]] = (
    ("xl/vbaProject.bin", "other spreadsheet", "XLSM"),
    ("xl/workbook.bin", "other spreadsheet", "XLSB"),
    ("xl/workbook.xml", "xlsx", "XLSX"),
    ("word/document.xml", "no table", "DOCX"),
    ("ppt/presentation.xml", "no table", "PPTX"),
)


def kind_of(content: bytes) -> tuple[Kind, str]:
    """Return what the bytes are to us, and what people call that kind of file."""
    if not content.strip(b"\0 \t\r\n"):
        return "empty", ""
    if content.startswith(_ZIP):
        return "archive", "ZIP"
    if content.startswith(_OLE):
        return _kind_of_ole(content)
    for beginning, name in _BEGINNINGS:
        if content.startswith(beginning):
            return "no table", name
    if content[:500].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return "no table", "HTML"
    return "text", ""  # what text it is, if any, is for its reader to tell


def kind_of_archive(names: Collection[str]) -> tuple[Kind, str]:
    """Return what an archive with entries of these names is."""
    for entry, kind, name in _ENTRIES:
        if entry in names:
            return kind, name
    if {"mimetype", "content.xml"} <= set(names):
        return "other spreadsheet", "ODS"
    return "no table", "ZIP"


def _kind_of_ole(content: bytes) -> tuple[Kind, str]:
    """Tell an old or protected Office file by the names of its streams, which are UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "protected", "XLSX"
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return "other spreadsheet", "XLS"
    return "no table", "Office 97"
