"""Writes the worksheet of a form with the activities: known values filled in, the rest empty."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from pow_pipeline.feedback.book import (
    Book,
    Cells,
    Sheet,
    Style,
    Value,
    fit_row,
    fitting_width,
    offer_choices,
    print_on_width,
    protect,
)
from pow_pipeline.feedback.template.form_data import VERSION, Template
from pow_pipeline.model.regions import KnownActivity
from schemas.evidence import DAYS, NUMBERS
from schemas.programme.parts import Column
from schemas.programme.programme import Programme

_NEW_ROWS: Final = 30
_HEADER_ROW: Final = 7  # from 0
_FROZEN_COLUMNS: Final = 2
_LOCKED: Final = ("region", "period", "activity_id", "activity_name", "category")
_FIRST: Final = ("region", "period", "activity_id", "activity_name", "category")
_WIDTHS: Final = {
    "activity_id": 16,
    "activity_name": 32,
    "previous_status": 12,
    "status": 16,
    "previous_explanation": 32,
    "explanation": 42,
    "reason": 14,
    "themes": 20,
}
_WIDTH: Final = 12
_ROOM: Final = 2  # extra width for bold letters
_WIDEST: Final = 200
_WIDEST_FROZEN: Final = 40  # frozen columns must leave room for the others
_HEADER_HEIGHT: Final = 32
_EARLIEST: Final = date(1990, 1, 1)
_LATEST: Final = date(2099, 12, 31)


@dataclass(frozen=True)
class _Field:
    """One column of the worksheet.

    Attributes:
        name: the name of a column of the programme, or of a column that only the form has.
    """

    name: str
    label: str

    @property
    def is_previous(self) -> bool:
        """Whether it shows the value of an earlier report."""
        return self.name.startswith("previous_")

    @property
    def style(self) -> Style:
        """The style of cells that can be filled in."""
        if self.is_previous:
            return "previous"
        return "day" if self.name in DAYS else "number" if self.name in NUMBERS else "field"

    @property
    def width(self) -> int:
        """The minimum width in characters, at which no word of its label is broken."""
        longest = max(map(len, self.label.split()), default=0)
        return max(_WIDTHS.get(self.name, _WIDTH), longest + _ROOM)


def add_activities(book: Book, template: Template) -> None:
    """Add the worksheet with the activities."""
    sheet = book.add_sheet(template.language.template["sheet"])
    fields, rows = _fields(template), list(_rows(template))
    _write_facts(book, sheet, template)
    widths = []
    for column, field in enumerate(fields):
        texts = [values.get(field.name) for values, _ in rows]
        most = _WIDEST_FROZEN if column < _FROZEN_COLUMNS else _WIDEST
        widths.append(fitting_width(texts, field.width, most=most))
        sheet.set_column(column, column, widths[-1])
        book.write(sheet, _HEADER_ROW, column, field.label, "header")
        cells = (_HEADER_ROW + 1, column, _HEADER_ROW + len(rows), column)
        _help_to_fill(book, sheet, cells, field, template)
    sheet.set_row(_HEADER_ROW, _HEADER_HEIGHT)
    for number, (values, is_known) in enumerate(rows, start=_HEADER_ROW + 1):
        texts = [values.get(field.name) for field in fields]
        for column, (field, value) in enumerate(zip(fields, texts, strict=True)):
            style = "locked" if is_known and field.name in _LOCKED else field.style
            book.write(sheet, number, column, value, style)
        fit_row(sheet, number, zip(texts, widths, strict=True))
    sheet.freeze_panes(_HEADER_ROW + 1, _FROZEN_COLUMNS)
    print_on_width(sheet, is_wide=True)
    sheet.repeat_rows(_HEADER_ROW)
    protect(sheet)


def _fields(template: Template) -> list[_Field]:
    """Return the columns: the activity, its status, its explanation, then the other columns."""
    programme, words = template.programme, template.language.template
    columns: Mapping[str, Column] = {
        name: column
        for name, column in programme.columns.items()
        if column.required or name not in {"region", "period"}  # these are above the table
    }
    order = [name for name in (*_FIRST, "status", "explanation") if name in columns]
    order += [name for name in columns if name not in order]
    fields = []
    for name in order:
        if name in {"status", "explanation"}:
            fields.append(_Field(f"previous_{name}", words[f"previous_{name}"]))
        fields.append(_Field(name, columns[name].label[programme.language]))
    return fields


def _write_facts(book: Book, sheet: Sheet, template: Template) -> None:
    """Write the facts about the form above the table."""
    programme, language, words = (
        template.programme,
        template.language,
        template.language.template,
    )
    period = language.period(template.period.code)
    title = words["title"].format(programme=programme.name[language.code], period=period)
    book.write(sheet, 0, 0, title, "title")
    facts: list[tuple[str, *tuple[str | date, ...]]] = [
        (programme.columns["region"].label[language.code], *_named(template)),
        (programme.columns["period"].label[language.code], template.period.code, period),
        (words["reference_date"], template.period.reference),
        (words["deadline"], template.deadline),
        (words["version"], VERSION),
    ]
    for row, (label, *values) in enumerate(facts, start=1):
        book.write(sheet, row, 0, label, "label")
        for column, value in enumerate(values, start=1):
            book.write(sheet, row, column, value, "fact")
    instruction = words["correction" if template.is_correction else "instruction"]
    book.write(sheet, _HEADER_ROW - 1, 0, instruction.format(help=words["help"]), "label")


def _named(template: Template) -> tuple[str, str]:
    return template.region.code, template.region.name


def _rows(template: Template) -> Iterator[tuple[Mapping[str, Value], bool]]:
    """Yield the values of each row by column, and whether it is a known activity."""
    programme, language = template.programme, template.language
    for activity in template.known.activities:
        yield _values(activity, template), True
    nothing = programme.nothing.label[language.code]
    for category in template.empty_categories:
        yield {"activity_name": nothing, "category": category}, False
    for _ in range(_NEW_ROWS):
        yield {}, False


def _values(activity: KnownActivity, template: Template) -> dict[str, Value]:
    programme, code = template.programme, template.language.code
    statuses = {status.code: status.word[code] for status in programme.statuses}
    categories = {category.code: category.label[code] for category in programme.categories}
    return {
        "region": template.region.code,
        "period": template.period.code,
        "activity_id": activity.activity_id,
        "activity_name": activity.activity_name,
        "category": categories.get(activity.category, activity.category),
        "previous_status": statuses.get(activity.previous_status, activity.previous_status),
        "previous_explanation": activity.previous_explanation,
        "status": statuses.get(activity.status, activity.status),
        "explanation": activity.explanation,
        "start": activity.start,
        "end": activity.end,
        "target_original": activity.target_original,
        "target": activity.target,
        "unit": activity.unit,
        "realised": activity.realised,
        "reason": _label(activity.reason, "reason", programme),
        "themes": ", ".join(_label(tag, "themes", programme) for tag in activity.themes),
    }


def _label(value: str, name: str, programme: Programme) -> str:
    """Return the label of a value of a column with choices."""
    choices = (column.choices for key, column in programme.columns.items() if key == name)
    labels = {choice.code: choice.label[programme.language] for choice in next(choices, ())}
    return labels.get(value, value)


def _help_to_fill(
    book: Book, sheet: Sheet, cells: Cells, field: _Field, template: Template
) -> None:
    """Offer choice lists, and warn about values that are not a day or number.

    The values are only validated when the form is sent.
    """
    offer_choices(book, sheet, cells, field.name, template.programme)
    if field.style in {"day", "number"}:
        sheet.data_validation(*cells, _check_of(field.style, template.language.template))


def _check_of(style: Style, words: Mapping[str, str]) -> dict[str, object]:
    is_day = style == "day"
    check: dict[str, object] = (
        {"validate": "date", "criteria": "between", "minimum": _EARLIEST, "maximum": _LATEST}
        if is_day
        else {"validate": "decimal", "criteria": ">=", "value": 0}
    )
    return check | {
        "error_type": "warning",
        "error_title": words[f"wrong_{style}_title"],
        "error_message": words[f"wrong_{style}"],
    }
