"""Data structures of a delivery during validation: its tables, its layout, and the valid form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pow_pipeline.model.deliveries import Delivery, Extension
from pow_pipeline.model.documents import Reading
from pow_pipeline.model.findings import Finding
from pow_pipeline.validation.header import Header
from schemas.programme.programme import Programme
from schemas.text.matching import matching_key
from schemas.text.values import stored_number

Row = tuple[int, tuple[str, ...]]  # row number in the worksheet, from 1, and cells


@dataclass(frozen=True)
class Table:
    """A table of a form: its header and the relevant rows below it."""

    header: Header
    rows: tuple[Row, ...]

    def texts(self, column: str) -> list[str]:
        """Return the text of a column in each row; '' if the value or the column is missing."""
        place = self.header.columns.get(column)
        if place is None:
            return [""] * len(self.rows)
        lacking = self.header.sheet.valueless
        if not lacking:
            return [cells[place] for _, cells in self.rows]
        return ["" if (row, place) in lacking else cells[place] for row, cells in self.rows]

    def numbers(self, column: str) -> list[str]:
        """Return the texts of a number column; a value stored as a number is unambiguous."""
        texts, place = self.texts(column), self.header.columns.get(column)
        stored = {row for row, at in self.header.sheet.stored_numbers if at == place}
        if not stored:
            return texts
        return [
            stored_number(text) if number in stored else text
            for text, (number, _) in zip(texts, self.rows, strict=True)
        ]

    def address(self, column: str, row: int, *, fallback: str) -> str:
        """Return the cell address of a column in a row, or of another column if it is missing.

        Args:
            column: the column.
            row: row number in the worksheet.
            fallback: column to use if the table lacks `column`; every such table has it.
        """
        columns = self.header.columns
        return self.header.sheet.address(columns.get(column, columns[fallback]), row)


@dataclass(frozen=True)
class Form:
    """A delivery with a valid layout.

    Attributes:
        activities: one row is one activity.
        declared_empty: rows that declare that a category has no activities.
        answers: one row is the answer to one question; None if the form has no answers.
    """

    delivery: Delivery
    region_code: str
    period: str
    activities: Table
    declared_empty: tuple[Row, ...] = ()
    answers: Table | None = None

    @property
    def sheet(self) -> str:
        """The name of the worksheet with the activities."""
        return self.activities.header.sheet.name

    def declared_rows(self, programme: Programme) -> dict[str, int]:
        """Return the category code to the number of the row that declares the category empty.

        Rows with an unknown category are left out.
        """
        place = self.activities.header.columns["category"]
        named = ((matching_key(cells[place]), number) for number, cells in self.declared_empty)
        codes = programme.category_codes
        return {codes[key]: number for key, number in named if key in codes}

    def empty_categories(self, programme: Programme) -> tuple[str, ...]:
        """Return the codes of the categories declared to have no activities."""
        return tuple(sorted(self.declared_rows(programme)))


@dataclass(frozen=True)
class Layout:
    """The state of a form during layout validation; collects the findings.

    Attributes:
        requested: the requested period; if None, the latest period that has opened.
        extensions: extensions in force for this delivery, of any region, in order of decision.
    """

    reading: Reading
    programme: Programme
    header: Header
    requested: str | None
    extensions: Sequence[Extension]
    findings: list[Finding]

    @property
    def delivery(self) -> Delivery:
        """The delivery being validated."""
        return self.reading.delivery

    def report(
        self,
        rule: str,
        *,
        cell: str,
        found: str = "",
        expected: Sequence[str] = (),
        sheet: str | None = None,
    ) -> None:
        """Add a finding about a place in this form, by default on the worksheet of the header."""
        self.findings.append(
            Finding(
                self.delivery.delivery,
                rule,
                sheet=self.header.sheet.name if sheet is None else sheet,
                cell=cell,
                found=found,
                expected=tuple(expected),
            )
        )

    def address(self, column: int, row: int) -> str:
        """Return the address of a cell on the worksheet of the header."""
        return self.header.sheet.address(column, row)

    @property
    def sheets_to_go(self) -> set[str]:
        """The names of further worksheets with activities, which the sender has to remove."""
        doubled = (finding.expected for finding in self.findings if finding.rule == "R-LAYOUT-05")
        return {name for expected in doubled for name in expected}

    def extended_until(self, region: str | None, period: str) -> date | None:
        """Return the last day of the extension of a region for a period, if there is one."""
        days = [
            extension.until
            for extension in self.extensions
            if (extension.region_code, extension.period) == (region, period)
        ]
        return days[-1] if days else None

    def arrived_on(self) -> date:
        """Return the day of arrival in the time zone of the programme."""
        return self.delivery.arrival.astimezone(self.programme.zone).date()
