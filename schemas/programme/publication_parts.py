"""Settings of a programme for its publications: conditions, appearance and colophon."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.programme.parts import Colour, Labels, Part

Address = Annotated[str, Field(pattern=r"^(https://|mailto:)[!-~]+$")]
FontFile = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _.-]*\.ttf$")]
WebAddress = Annotated[str, Field(pattern=r"^https?://[!-~]+$")]

Form = Literal["sheet", "dashboard", "regions", "tables", "workbooks", "sqlite"]
FORMS: tuple[Form, ...] = ("sheet", "dashboard", "regions", "tables", "workbooks", "sqlite")


class Publication(Part):
    """What must be done before a period is published, and what is made for whom.

    Attributes:
        sign_off: another than who made the draft must sign its figures off.
        forms: in which forms a release comes besides its databases: the sheet with its charts, the
            dashboard, a page for each region, tables as CSV, JSON and Parquet, workbooks, SQLite.
        when_complete: whether a period is published as soon as nobody is silent.
    """

    sign_off: bool = False
    forms: tuple[Form, ...] = FORMS
    when_complete: bool = False


class Catalogue(Part):
    """What catalogues of data need beside the colophon; where all is said there is an entry.

    Attributes:
        address: where `published/current` is to be found, such as https://example.org/figures.
        publisher_address: the address that identifies the publisher.
        licence: that of the terms under which the data may be used.
        theme: a code of the European list of data themes.
    """

    address: WebAddress | None = None
    publisher_address: WebAddress | None = None
    licence: WebAddress | None = None
    theme: Annotated[str, Field(pattern=r"^[A-Z]{4}$")] = "SOCI"


class Tile(Part):
    """The place of a region on the tile map of the sheet, from 1."""

    region: str
    row: int = Field(ge=1, le=100)
    column: int = Field(ge=1, le=100)


class Look(Part):
    """How what is published looks; the colours of the statuses stand with the statuses.

    Attributes:
        ink: the colour of text.
        accent: that of headings, links and regions that have reported, on white.
        logo_alt: what the logo shows, for those who do not see it; the logo is `logo.svg` in the
            folder.
        fonts: the files of the family in which the sheet is set, one for each weight and style.
    """

    ink: Colour = "#1A1A1A"
    accent: Colour = "#154273"
    fonts: tuple[FontFile, ...] = ()
    logo_alt: Labels | None = None


class Colophon(Part):
    """Who answers for what is published.

    Attributes:
        publisher: who publishes it.
        contact: where readers can ask.
        contact_link: a page, or an address for mail.
        accessibility_statement: the address of the statement on how accessible this is.
    """

    publisher: Labels | None = None
    contact: Labels | None = None
    contact_link: Address | None = None
    accessibility_statement: Address | None = None
