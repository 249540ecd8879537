"""Writes the report of a region as a workbook and puts it into the inbox."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pow_pipeline.cli.demo.activities import RegionReport
from pow_pipeline.cli.demo.scenario import Report

if TYPE_CHECKING:
    from schemas.programme.programme import Programme

_CREATED: Final = datetime(2020, 1, 1, tzinfo=UTC)
_COLUMNS: Final = ("activity_id", "activity_name", "category", "status", "explanation")
_ASKED: Final = ("question", "score")


def drop(reports: list[Report], inbox: Path, programme: "Programme") -> None:
    """Put each report into the inbox of its region, under its final name only when complete."""
    for report in reports:
        path = inbox / report.region / f"{report.region}_{report.period}{report.suffix}.xlsx"
        unfinished = path.with_name(f".{path.name}")
        _write(unfinished, report, programme)
        unfinished.rename(path)


def _write(path: Path, report: Report, programme: "Programme") -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as workbook:
        workbook.set_properties({"created": _CREATED})  # the same report gives the same bytes
        bold = workbook.add_format({"bold": True})
        _add_activities(workbook.add_worksheet(), report, programme, bold)
        if report.content.answers:
            _add_answers(workbook.add_worksheet(), report.content.answers, programme, bold)


def _add_activities(sheet: Worksheet, report: Report, programme: "Programme", bold: Format) -> None:
    """Write region and period above a table of activities."""
    language = programme.language
    labels = {name: column.label[language] for name, column in programme.columns.items()}
    sheet.write_row(0, 0, [labels["region"], report.region])
    sheet.write_row(1, 0, [labels["period"], report.period])
    sheet.write_row(3, 0, [labels[name] for name in _COLUMNS], bold)
    for row, cells in enumerate(_rows(report.content, programme), start=4):
        sheet.write_row(row, 0, cells)
    sheet.set_column(1, 1, 50)
    sheet.set_column(2, 4, 24)


def _rows(report: RegionReport, programme: "Programme") -> Iterator[list[str]]:
    """Yield the cells of each activity, and of each category without any."""
    language = programme.language
    words = {status.code: status.word[language] for status in programme.statuses}
    labels = {choice.code: choice.label[language] for choice in programme.categories}
    for activity in report.activities:
        status = words.get(activity.status, activity.status)
        category = labels[activity.category]
        yield [activity.activity_id, activity.name, category, status, activity.explanation]
    filled = {activity.category for activity in report.activities}
    for code, label in labels.items():
        if code not in filled:
            yield ["", programme.nothing.label[language], label, "", ""]


def _add_answers(
    sheet: Worksheet, answers: dict[str, int], programme: "Programme", bold: Format
) -> None:
    """Write a table of the questions that the programme asks, each with its score."""
    questions = programme.questions
    if not questions:
        return
    language = programme.language
    sheet.write_row(0, 0, [questions.columns[name].label[language] for name in _ASKED], bold)
    for row, question in enumerate(questions.asked, start=1):
        sheet.write_row(row, 0, [question.label[language], answers[question.code]])
    sheet.set_column(0, 0, 50)
