"""Detects the kind of a file from its content, never from its name.

Protected and packed files are kinds too; `read.py` refuses them.
"""

import re
from collections.abc import Collection
from typing import Final, Literal

Kind = Literal[
    "xlsx",
    "opendocument",
    "parquet",
    "archive",
    "text",
    "empty",
    "protected",
    "other spreadsheet",
    "packed",
    "no table",
]
Named = tuple[Kind, str]

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_END_OF_ZIP: Final = b"PK\x05\x06"
_END_OF_ZIP_BYTES: Final = 22
# First bytes of a file, its kind for this package, and the common name of the format.
_BEGINNINGS: Final[tuple[tuple[bytes, Kind, str], ...]] = (
    (b"PAR1", "parquet", "Parquet"),
    (b"%PDF", "no table", "PDF"),
    (b"\x89PNG", "no table", "PNG"),
    (b"\xff\xd8\xff", "no table", "JPEG"),
    (b"GIF8", "no table", "GIF"),
    (b"II*\0", "no table", "TIFF"),
    (b"MM\0*", "no table", "TIFF"),
    (b"{\\rtf", "no table", "RTF"),
    (b"SQLite format 3\0", "no table", "SQLite"),
    (b"7z\xbc\xaf\x27\x1c", "packed", "7-Zip"),
    (b"Rar!\x1a\x07", "packed", "RAR"),
    (b"\x1f\x8b", "packed", "gzip"),
    (b"BZh", "packed", "bzip2"),
    (b"\xfd7zXZ\0", "packed", "xz"),
)
# First bytes that only a pattern can match.
_PATTERNS: Final[tuple[tuple[re.Pattern[bytes], Kind, str], ...]] = (
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "no table", "WebP"),
    (re.compile(rb"BM.{4}\0\0\0\0", re.DOTALL), "no table", "BMP"),
    (re.compile(rb"....ftyp(?:hei|hev|mif1|msf1|avif)", re.DOTALL), "no table", "HEIC"),
    (
        re.compile(
            rb"(?:From|Received|Return-Path|MIME-Version|Delivered-To|Message-ID|X-[\w-]+): ",
            re.IGNORECASE,
        ),
        "no table",
        "e-mail",
    ),
)
# Signs of markup languages in text, the most specific first.
_MARKUP: Final = re.compile(r"\s*<[!?a-z]", re.IGNORECASE)
_ANY_MARKUP: Final = "XML"
_DECLARED: Final = re.compile(r"\s*<(?:\?|!--|!doctype)", re.IGNORECASE)
_CLOSED: Final = re.compile(r"(?:</[a-z][^<>]*|/)>\s*$|-->\s*$", re.IGNORECASE)
_MARKED_UP: Final[tuple[tuple[str, Kind, str], ...]] = (
    ("urn:schemas-microsoft-com:office:spreadsheet", "other spreadsheet", "XML 2003"),
    ("urn:oasis:names:tc:opendocument", "other spreadsheet", "FODS"),
    ("<html", "no table", "HTML"),
    ("<!doctype html", "no table", "HTML"),
    ("<table", "no table", "HTML"),
    ("", "no table", _ANY_MARKUP),
)
_MARKUP_WITHIN: Final = 4000  # characters
# Archive entries that identify the kind of the archive.
_ENTRIES: Final[tuple[tuple[str, Kind, str], ...]] = (
    ("xl/workbook.bin", "other spreadsheet", "XLSB"),
    ("xl/workbook.xml", "xlsx", "XLSX"),
    ("word/document.xml", "no table", "DOCX"),
    ("ppt/presentation.xml", "no table", "PPTX"),
    ("Index/Document.iwa", "other spreadsheet", "Numbers"),
    ("Index.zip", "other spreadsheet", "Numbers"),
    ("content.xml", "opendocument", "ODS"),
)
_MACROS: Final = ("vbaproject.bin", "xl/macrosheets/")
_STREAMS: Final[tuple[tuple[str, Kind, str], ...]] = (
    ("EncryptedPackage", "protected", "XLSX"),
    ("__substg1.0_", "no table", "e-mail"),
    ("WordDocument", "no table", "DOC"),
    ("PowerPoint Document", "no table", "PPT"),
    ("Workbook", "other spreadsheet", "XLS"),
    ("Book", "other spreadsheet", "XLS"),
)
_OPENDOCUMENTS: Final[dict[bytes, Named]] = {
    b"spreadsheet": ("opendocument", "ODS"),
    b"spreadsheet-template": ("opendocument", "ODS"),
    b"text": ("no table", "ODT"),
    b"presentation": ("no table", "ODP"),
    b"graphics": ("no table", "ODG"),
}


def kind_of(content: bytes) -> Named:
    """Return the kind of a file and the common name of its format."""
    if not content.strip(b"\0 \t\r\n"):
        return "empty", ""
    if content.startswith(_OLE):
        return _kind_of_ole(content)
    for beginning, kind, name in _BEGINNINGS:
        if content.startswith(beginning):
            return kind, name
    for pattern, kind, name in _PATTERNS:
        if pattern.match(content):
            return kind, name
    if content.startswith(_ZIP) or content[-_END_OF_ZIP_BYTES:].startswith(_END_OF_ZIP):
        return "archive", "ZIP"
    return "text", ""


def kind_of_text(text: str) -> Named:
    """Return the kind of a text: a markup language, or plain text for its parser."""
    if not _MARKUP.match(text):
        return "text", ""
    start = text[:_MARKUP_WITHIN].lower()
    kind, name = next((kind, name) for mark, kind, name in _MARKED_UP if mark in start)
    is_markup = (
        name != _ANY_MARKUP or _DECLARED.match(text) or _CLOSED.search(text[-_MARKUP_WITHIN:])
    )
    return (kind, name) if is_markup else ("text", "")  # text such as "<concept> Rapportage"


def kind_of_archive(names: Collection[str]) -> Named:
    """Return the kind of an archive from the names of its entries."""
    for entry, kind, name in _ENTRIES:
        if entry in names:
            has_macros = any(macro in name.lower() for name in names for macro in _MACROS)
            return ("other spreadsheet", "XLSM") if kind == "xlsx" and has_macros else (kind, name)
    return "packed", "ZIP"


def kind_of_opendocument(entries: dict[str, bytes]) -> Named:
    """Return the kind of an archive with a `content.xml`, from its manifest and media type."""
    if b"encryption-data" in entries.get("META-INF/manifest.xml", b""):
        return "protected", "ODS"
    kind = entries.get("mimetype", b"").strip().removeprefix(b"application/vnd.oasis.opendocument.")
    return _OPENDOCUMENTS.get(kind, ("packed", "ZIP"))


def _kind_of_ole(content: bytes) -> Named:
    """Return the kind of an old or protected Office file, from its stream names in UTF-16."""
    for stream, kind, name in _STREAMS:
        if stream.encode("utf-16-le") in content:
            return kind, name
    return "no table", "Office 97"
