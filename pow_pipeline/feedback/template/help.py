"""Writes the worksheet of a form that explains how to fill it in and what each status means."""

from collections.abc import Iterator
from typing import Final

from pow_pipeline.feedback.book import Book, Sheet, fit_row, print_on_width, protect
from pow_pipeline.feedback.template.form_data import Template
from schemas.programme.parts import Status

_WIDTHS: Final = (24, 100)


def add_help(book: Book, template: Template) -> None:
    """Add the worksheet with instructions."""
    words = template.language.template
    sheet = book.add_sheet(words["help"])
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    book.write(sheet, 0, 0, words["help_title"], "title")
    steps = list(enumerate(_steps(template), start=1))
    for number, step in steps:
        book.write(sheet, 1 + number, 0, number, "fact")
        book.write(sheet, 1 + number, 1, step, "text")
        fit_row(sheet, 1 + number, [(step, _WIDTHS[1])])
    below = len(steps) + 3
    book.write(sheet, below, 0, words["statuses"], "title")
    for row, status in enumerate(template.programme.statuses, start=below + 2):
        _write_status(book, sheet, row, status, template)
    print_on_width(sheet)
    protect(sheet)


def _steps(template: Template) -> Iterator[str]:
    """Yield what to do, in order."""
    programme, language = template.programme, template.language
    labels = {name: column.label[language.code] for name, column in programme.columns.items()}
    final = [status.word[language.code] for status in programme.statuses if status.kind == "final"]
    required = [labels[name] for name in programme.required_columns if name in labels]
    steps = ["reference", "status", "optional", "new", "nothing", "personal", "send"]
    if "explanation" in labels:
        steps.insert(2, "explanation")
    if template.known.activities:
        steps.insert(2, "previous")
    if final:
        steps.insert(steps.index("nothing"), "ended")
    if programme.questions:
        steps.insert(steps.index("personal"), "questions")
    for step in steps:
        yield language.template[f"step_{step}"].format(
            sheet=language.template["sheet"],
            questions=language.template["questions"],
            reference=language.day(template.period.reference),
            status=labels["status"],
            required=language.enumeration(required),
            explanation=labels.get("explanation", ""),
            final=language.choice([f"'{word}'" for word in final]),
            nothing=programme.nothing.label[language.code],
            opens=language.day(template.period.opens),
            deadline=language.day(template.deadline),
            region=template.region.code,
        )


def _write_status(book: Book, sheet: Sheet, row: int, status: Status, template: Template) -> None:
    """Write a status with its colour, its symbol and its meaning."""
    language = template.language
    colours = {"bg_color": status.colour, "font_color": status.text_colour}
    word = f"{status.symbol} {status.word[language.code]}"
    book.write(sheet, row, 0, word, "locked", **colours)
    meaning = (status.meaning or status.label)[language.code]
    requirement = language.template.get(f"explanation_{status.explanation}", "")
    text = f"{meaning} {requirement}".strip()
    book.write(sheet, row, 1, text, "text")
    fit_row(sheet, row, [(text, _WIDTHS[1])])
