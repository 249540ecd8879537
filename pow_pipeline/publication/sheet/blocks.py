"""The content of a sheet as plain blocks, from which the HTML and the PDF are made.

Both contain only these blocks, so they have the same texts and numbers. No figure is computed after
this point.
"""

from dataclasses import dataclass
from typing import Literal

from schemas.programme.editorial import Span


@dataclass(frozen=True)
class Fact:
    """One fact about the release, such as its reference date, with a link address if it has one."""

    label: str
    value: str
    address: str = ""


@dataclass(frozen=True)
class Text:
    """A paragraph; a notice is displayed separately."""

    text: str
    is_notice: bool = False
    kind: Literal["text"] = "text"


@dataclass(frozen=True)
class Prose:
    """Text written by people: a paragraph or a list, in spans that may be emphasised."""

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
    """A symbol and a term with its meaning."""

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
    """The heading of a column of a table.

    Attributes:
        colour, text_colour: the colours of the status that the column is about, if any.
        is_change: whether it belongs to the column before it, and is set smaller.
        is_text: whether it holds texts, not numbers.
    """

    label: str
    symbol: str = ""
    colour: str = ""
    text_colour: str = ""
    is_change: bool = False
    is_text: bool = False


@dataclass(frozen=True)
class Link:
    """A text with a link address."""

    text: str
    address: str


@dataclass(frozen=True)
class Mark:
    """A text with a symbol before it; the symbol adds nothing to the text."""

    symbol: str
    text: str


@dataclass(frozen=True)
class Row:
    """A row of a table: its label, and the content of each further column.

    Attributes:
        links: the content of the last column, if it consists of links.
    """

    label: str
    cells: tuple[str | Mark, ...]
    is_total: bool = False
    symbol: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table with a header; each row starts with a label.

    Attributes:
        columns: the headings, that of the labels first.
        note: the text directly below the table.
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
        name: the name of its files.
        svg: the image.
        alt: a description with its figures, for people who cannot see the image.
        is_narrow: whether it needs at most two thirds of the width of a page.
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
    """A complete sheet in one language.

    Attributes:
        kicker: the small line above the title.
        facts: the release and its dates.
        notices: texts to read first, such as that the release is revised.
        sentences: the figures in sentences.
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
