"""A form while it is being understood, and what is known of it once it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pow_pipeline.model import Delivery, Extension, Finding, Reading
from pow_pipeline.validation.header import Header
from schemas.programme.programme import Programme
from schemas.text.matching import matching_key
from schemas.text.values import stored_number

Row = tuple[int, tuple[str, ...]]  # its number in the sheet, from 1, and its cells


@dataclass(frozen=True)
class Table:
    """A table of a form: its header, and those of the rows below it that count."""

    header: Header
    rows: tuple[Row, ...]

    def texts(self, column: str) -> list[str]:
        """Return the text of a column in each row, '' where there is no value or no such column."""
        place = self.header.columns.get(column)
        if place is None:
            return [""] * len(self.rows)
        lacking = self.header.sheet.valueless
        if not lacking:
            return [cells[place] for _, cells in self.rows]
        return ["" if (row, place) in lacking else cells[place] for row, cells in self.rows]

    def numbers(self, column: str) -> list[str]:
        """Return the same of a column of numbers; one that was stored as such has one meaning."""
        texts, place = self.texts(column), self.header.columns.get(column)
        stored = {row for row, at in self.header.sheet.stored_numbers if at == place}
        if not stored:
            return texts
        return [
            stored_number(text) if number in stored else text
            for text, (number, _) in zip(texts, self.rows, strict=True)
        ]

    def address(self, column: str, row: int, *, instead: str) -> str:
        """Return the address of a column's cell in a row, or of another column's if it is lacking.

        Args:
            column: the column that is meant.
            row: the number of the row in the sheet.
            instead: a column that every such table has.
        """
        columns = self.header.columns
        return self.header.sheet.address(columns.get(column, columns[instead]), row)


@dataclass(frozen=True)
class Form:
    """A delivery whose layout is understood.

    Attributes:
        activities: one row is one activity.
        nothing: the rows that declare a category to have no activities.
        answers: one row is the answer to one question, if the form has any.
    """

    delivery: Delivery
    region_code: str
    period: str
    activities: Table
    nothing: tuple[Row, ...] = ()
    answers: Table | None = None

    @property
    def sheet(self) -> str:
        """The name of the sheet with the activities."""
        return self.activities.header.sheet.name

    def declared_rows(self, programme: Programme) -> dict[str, int]:
        """Return the number of the row that declares a category to be empty, by its code.

        Left out: rows that name no category of the programme.
        """
        place = self.activities.header.columns["category"]
        named = ((matching_key(cells[place]), number) for number, cells in self.nothing)
        codes = programme.category_codes
        return {codes[key]: number for key, number in named if key in codes}

    def declared_empty(self, programme: Programme) -> tuple[str, ...]:
        """Return the codes of the categories that it declares to have no activities."""
        return tuple(sorted(self.declared_rows(programme)))


@dataclass(frozen=True)
class Layout:
    """What is known of a form while it is being understood; findings are gathered on the way.

    Attributes:
        asked: the period that is asked for; the latest that has opened if None.
        extensions: those in force for this delivery, of any region, in order of decision.
    """

    reading: Reading
    programme: Programme
    header: Header
    asked: str | None
    extensions: Sequence[Extension]
    findings: list[Finding]

    @property
    def delivery(self) -> Delivery:
        """The delivery that is being understood."""
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
        """Add a finding about a place in this form; in the sheet of the header if none is named."""
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
        """Return the address of a cell in the sheet of the header."""
        return self.header.sheet.address(column, row)

    @property
    def sheets_to_go(self) -> set[str]:
        """The names of further sheets with activities; what they say otherwise goes with them."""
        doubled = (each.expected for each in self.findings if each.rule == "R-LAYOUT-05")
        return {name for expected in doubled for name in expected}

    def extended_until(self, region: str | None, period: str) -> date | None:
        """Return the last day on time that a decision gave a region, if one did."""
        days = [
            each.until
            for each in self.extensions
            if (each.region_code, each.period) == (region, period)
        ]
        return days[-1] if days else None

    def arrived_on(self) -> date:
        """Return the day of arrival in the programme's time zone."""
        return self.delivery.arrival.astimezone(self.programme.zone).date()
