"""Parses editorial texts: lessons and recommendations in Markdown with front matter.

One file has the texts of one period in one language. Each text starts with its properties between
two lines of `---`, followed by paragraphs and lists, with placeholders for figures.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import groupby
from typing import Final, Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

_FENCE: Final = "---"
_PLACEHOLDER: Final = re.compile(r"\{([^{}\s]+)\}")
_SHOWN: Final = frozenset(
    {
        "paragraph_open",
        "paragraph_close",
        "bullet_list_open",
        "bullet_list_close",
        "list_item_open",
        "list_item_close",
        "inline",
        "text",
        "softbreak",
        "strong_open",
        "strong_close",
        "em_open",
        "em_close",
    }
)


class Head(BaseModel):
    """Properties of a text.

    Attributes:
        id: identifier that stays the same from period to period.
        theme: subject, in the language of the file.
        first_period: period in which the text was first written.
        source: person or document it is based on; not published.
        status: new, confirmed (still valid) or lapsed (no longer shown).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)
    kind: Literal["lesson", "recommendation"]
    theme: str = Field(min_length=1, max_length=100)
    first_period: str = Field(min_length=1, max_length=20)
    source: str = Field(max_length=200)
    status: Literal["new", "confirmed", "lapsed"]


@dataclass(frozen=True)
class Piece:
    """One lesson or recommendation: its properties, its Markdown, and the line of that Markdown."""

    head: Head
    text: str
    line: int = 0


@dataclass(frozen=True)
class Span:
    """A part of a text with one emphasis."""

    text: str
    is_strong: bool = False
    is_emphasised: bool = False


@dataclass(frozen=True)
class Paragraphs:
    """One paragraph, or the items of one list."""

    texts: tuple[tuple[Span, ...], ...]
    is_list: bool


class EditorialError(ValueError):
    """A file of texts is invalid; the message names the line and the remedy.

    Attributes:
        what: the message without the line.
        line: line number, from 1; 0 for the file as a whole.
    """

    def __init__(self, what: str, line: int = 0) -> None:
        super().__init__(f"line {line}: {what}" if line else what)
        self.what = what
        self.line = line


def read_pieces(content: bytes) -> tuple[Piece, ...]:
    """Return the texts in a file, in the order of the file.

    Raises:
        EditorialError: the file cannot be parsed; the message names the line.
    """
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise EditorialError("is not UTF-8; save it as UTF-8") from error
    fences = [place for place, line in enumerate(lines) if line.rstrip() == _FENCE]
    if any(line.strip() for line in lines[: fences[0] if fences else None]):
        message = f"expected {_FENCE} first, then the properties of the first text"
        raise EditorialError(message, 1)
    if len(fences) % 2:
        message = f"{_FENCE} starts the properties of a text, but no second {_FENCE} ends them"
        raise EditorialError(message, fences[-1] + 1)
    ends = [*fences[2::2], len(lines)][: len(fences) // 2]
    pieces = tuple(
        _read_piece(lines, start, end, until)
        for start, end, until in zip(fences[::2], fences[1::2], ends, strict=True)
    )
    _refuse_twice(pieces)
    return pieces


def _read_piece(lines: Sequence[str], start: int, end: int, until: int) -> Piece:
    try:
        fields = YAML(typ="safe", pure=True).load("\n".join(lines[start + 1 : end]))
        head = Head.model_validate(fields)
    except YAMLError as error:
        message = f"expected one property per line between two {_FENCE}, such as theme: vraag"
        raise EditorialError(message, start + 1) from error
    except ValidationError as error:
        wrong = error.errors()[0]
        what = ".".join(map(str, wrong["loc"])) or "properties of the text"
        raise EditorialError(f"{what}: {wrong['msg']}", start + 1) from error
    begins = next((place for place in range(end + 1, until) if lines[place].strip()), None)
    if begins is None:
        raise EditorialError(f"{head.id} has no text; write it, or leave it out", start + 1)
    piece = Piece(head, "\n".join(lines[begins:until]).rstrip(), begins + 1)
    paragraphs_of(piece)
    return piece


def _refuse_twice(pieces: Sequence[Piece]) -> None:
    seen: set[str] = set()
    for piece in pieces:
        if piece.head.id in seen:
            message = f"{piece.head.id} occurs twice; give one of the two another id"
            raise EditorialError(message, piece.line)
        seen.add(piece.head.id)


def write_pieces(pieces: Sequence[Piece]) -> str:
    """Return these texts in the format of the file."""
    writer = YAML()
    written = []
    for piece in pieces:
        head = StringIO()
        writer.dump(piece.head.model_dump(), head)
        written.append(f"{_FENCE}\n{head.getvalue()}{_FENCE}\n\n{piece.text}\n")
    return "\n".join(written)


def paragraphs_of(piece: Piece) -> tuple[Paragraphs, ...]:
    """Return the paragraphs and lists of a text.

    Raises:
        EditorialError: the text has other content, such as a heading or an image.
    """
    tokens = MarkdownIt("commonmark", {"html": False}).parse(piece.text)
    for token in tokens:
        for part in (token, *(token.children or ())):
            if part.type not in _SHOWN:
                line = piece.line + (token.map[0] if token.map else 0)
                what = part.type.removesuffix("_open").replace("_", " ")
                message = f"{what} cannot be shown; write paragraphs and lists only"
                raise EditorialError(message, line)
    return tuple(_grouped(tokens))


def _grouped(tokens: Sequence[Token]) -> Iterator[Paragraphs]:
    depth, items = 0, list[tuple[Span, ...]]()
    for token in tokens:
        if token.type == "inline":
            spans = tuple(_spans(token.children or ()))
            if depth:
                items.append(spans)
            else:
                yield Paragraphs((spans,), is_list=False)
        elif token.type == "bullet_list_open":
            depth += 1
        elif token.type == "bullet_list_close":
            depth -= 1
            if not depth:
                yield Paragraphs(tuple(items), is_list=True)
                items = []


def _spans(tokens: Sequence[Token]) -> Iterator[Span]:
    """Yield the parts of a line; neighbours with the same emphasis are merged."""
    strong = emphasised = 0
    spans = list[Span]()
    for token in tokens:
        strong += token.nesting * token.type.startswith("strong")
        emphasised += token.nesting * token.type.startswith("em_")
        text = " " if token.type == "softbreak" else token.content
        if text:
            spans.append(Span(text, strong > 0, emphasised > 0))
    for (is_strong, is_emphasised), alike in groupby(
        spans, key=lambda span: (span.is_strong, span.is_emphasised)
    ):
        yield Span("".join(span.text for span in alike), is_strong, is_emphasised)


def unknown_placeholders(piece: Piece, values: Mapping[str, str]) -> tuple[str, ...]:
    """Return the placeholders in a text that do not name a known figure."""
    return tuple(name for name in _PLACEHOLDER.findall(piece.text) if name not in values)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with figures instead of placeholders; all placeholders must be known."""
    return _PLACEHOLDER.sub(lambda match: values[match[1]], text)
