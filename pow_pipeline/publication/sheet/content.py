"""What a sheet says, as plain parts that both forms show alike; no figure is computed from here on.

A form knows only these parts, so both hold the same texts and numbers.
"""

from dataclasses import dataclass
from typing import Literal

from schemas.programme.editorial import Span


@dataclass(frozen=True)
class Fact:
    """One fact about the release, such as its reference date, with an address where it has one."""

    label: str
    value: str
    address: str = ""


@dataclass(frozen=True)
class Text:
    """A paragraph; a notice is set apart."""

    text: str
    is_notice: bool = False
    kind: Literal["text"] = "text"


@dataclass(frozen=True)
class Prose:
    """What somebody wrote: a paragraph, or the items of a list, in parts that may stand out."""

    texts: tuple[tuple[Span, ...], ...]
    is_list: bool = False
    kind: Literal["prose"] = "prose"


@dataclass(frozen=True)
class Items:
    """A list of sentences."""

    items: tuple[str, ...]
    kind: Literal["items"] = "items"


@dataclass(frozen=True)
class Term:
    """A symbol and a term, with what it means."""

    symbol: str
    term: str
    meaning: str


@dataclass(frozen=True)
class Terms:
    """The definitions of terms."""

    terms: tuple[Term, ...]
    kind: Literal["terms"] = "terms"


@dataclass(frozen=True)
class Facts:
    """Facts, each a label and a value."""

    facts: tuple[Fact, ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True)
class Heading:
    """The head of a column of a table.

    Attributes:
        colour, text_colour: those of a status, where the column is about one.
        is_change: it goes with the column before it, and is set smaller.
        is_text: it holds texts, not numbers.
    """

    label: str
    symbol: str = ""
    colour: str = ""
    text_colour: str = ""
    is_change: bool = False
    is_text: bool = False


@dataclass(frozen=True)
class Link:
    """A text that leads somewhere."""

    text: str
    address: str


@dataclass(frozen=True)
class Mark:
    """A text with a symbol before it, which says nothing that the text does not say."""

    symbol: str
    text: str


@dataclass(frozen=True)
class Row:
    """A row of a table: what it is about, and what stands in each further column.

    Attributes:
        links: what stands in the last column, where that is to lead somewhere.
    """

    label: str
    cells: tuple[str | Mark, ...]
    is_total: bool = False
    symbol: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table with a head and, in each row, a label first.

    Attributes:
        columns: the heads, that of the labels first.
        note: what belongs directly under it.
    """

    caption: str
    columns: tuple[Heading, ...]
    rows: tuple[Row, ...]
    note: str = ""
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Chart:
    """A chart.

    Attributes:
        name: that of its files.
        svg: the image.
        alt: what it shows, with its figures, for those who do not see it.
        is_narrow: it needs no more than two thirds of the width of a page.
    """

    name: str
    title: str
    svg: str
    alt: str
    is_narrow: bool = False
    kind: Literal["chart"] = "chart"


Block = Text | Prose | Items | Terms | Facts | Table | Chart


@dataclass(frozen=True)
class Section:
    """A part of the sheet under a heading."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class SheetContent:
    """A whole sheet in one language.

    Attributes:
        kicker: what stands small above the title.
        facts: what release it is, and of when.
        notices: what must be known before anything is read, such as that it is revised.
        sentences: what the figures say.
    """

    language: str
    kicker: str
    title: str
    period: str
    description: str
    facts: tuple[Fact, ...]
    notices: tuple[str, ...]
    sentences: tuple[str, ...]
    sections: tuple[Section, ...]
    footer: str
