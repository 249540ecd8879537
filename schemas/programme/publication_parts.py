"""Settings of a programme for its publications: conditions, appearance and colophon."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.programme.parts import Colour, Labels, Part

Address = Annotated[str, Field(pattern=r"^(https://|mailto:)[!-~]+$")]
FontFile = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _.-]*\.ttf$")]
WebAddress = Annotated[str, Field(pattern=r"^https?://[!-~]+$")]

Form = Literal["sheet", "dashboard", "regions", "region_documents", "tables", "workbooks", "sqlite"]
FORMS: tuple[Form, ...] = ("sheet", "dashboard", "regions", "tables", "workbooks", "sqlite")


class Publication(Part):
    """Conditions of a publication, and the forms in which a release is made.

    Attributes:
        sign_off: whether a person other than the maker of the draft must sign its figures off.
        forms: forms of a release besides its databases: the sheet with its charts, the dashboard,
            a page for each region, the same pages as PDF, tables as CSV, JSON and Parquet,
            workbooks, SQLite. All but the PDFs of the regions by default.
        when_complete: whether a period is published as soon as all regions have reported.
    """

    sign_off: bool = False
    forms: tuple[Form, ...] = FORMS
    when_complete: bool = False

    @model_validator(mode="after")
    def _check_forms(self) -> Self:
        if "region_documents" in self.forms and "regions" not in self.forms:
            raise ValueError("forms: region_documents are made with regions; add regions")
        return self


class Catalogue(Part):
    """Details for an entry in data catalogues; without all of them a release has no entry.

    Attributes:
        address: address of `published/current`, such as https://example.org/figures.
        publisher_address: address that identifies the publisher.
        licence: address of the licence of the data.
        theme: code from the European list of data themes.
    """

    address: WebAddress | None = None
    publisher_address: WebAddress | None = None
    licence: WebAddress | None = None
    theme: Annotated[str, Field(pattern=r"^[A-Z]{4}$")] = "SOCI"


class Tile(Part):
    """Position of a region on the tile map of the sheet; rows and columns start at 1."""

    region: str
    row: int = Field(ge=1, le=100)
    column: int = Field(ge=1, le=100)


class Look(Part):
    """Appearance of publications; the colours of the statuses belong to the statuses.

    Attributes:
        ink: colour of text.
        accent: colour of headings, links and regions that have reported, on white.
        logo_alt: description of the logo for people who cannot see it; the logo is `logo.svg` in
            the folder.
        fonts: font files of the sheet, one for each weight and style.
    """

    ink: Colour = "#1A1A1A"
    accent: Colour = "#154273"
    fonts: tuple[FontFile, ...] = ()
    logo_alt: Labels | None = None


class Colophon(Part):
    """Organisation that is responsible for the publications.

    Attributes:
        publisher: name of the publisher.
        contact: contact for readers.
        contact_link: address of a page, or an e-mail address.
        accessibility_statement: address of the accessibility statement.
    """

    publisher: Labels | None = None
    contact: Labels | None = None
    contact_link: Address | None = None
    accessibility_statement: Address | None = None
