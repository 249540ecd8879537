"""A region's report as the workbook that it would send."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import xlsxwriter

from pow_pipeline.cli.demo.activities import ExampleActivity

if TYPE_CHECKING:
    from schemas.programme import Programme

_CREATED: Final = datetime(2020, 1, 1, tzinfo=UTC)
_COLUMNS: Final = ("activity_id", "activity_name", "category", "status", "explanation")


def write_report(
    path: Path,
    activities: Sequence[ExampleActivity],
    *,
    region: str,
    period: str,
    programme: "Programme",
) -> None:
    """Write a workbook with region and period above a table of activities."""
    language = programme.language
    labels = {name: column.label[language] for name, column in programme.columns.items()}
    words = {status.code: status.word[language] for status in programme.statuses}
    words |= {category.code: category.label[language] for category in programme.categories}
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as workbook:
        workbook.set_properties({"created": _CREATED})  # the same report gives the same bytes
        bold = workbook.add_format({"bold": True})
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, [labels["region"], region])
        sheet.write_row(1, 0, [labels["period"], period])
        sheet.write_row(3, 0, [labels[name] for name in _COLUMNS], bold)
        for row, activity in enumerate(activities, start=4):
            cells = [
                activity.activity_id,
                activity.name,
                words[activity.category],
                words.get(activity.status, activity.status),
                activity.explanation,
            ]
            sheet.write_row(row, 0, cells)
        sheet.set_column(1, 1, 50)
        sheet.set_column(2, 4, 24)
