"""Writes the worksheet with the questions of a programme to a region, if there are any."""

from typing import Final

from pow_pipeline.feedback.book import Book, fit_row, offer_list, print_on_width, protect
from pow_pipeline.feedback.template.form_data import Template

_HEADER_ROW: Final = 3  # from 0
_WIDTHS: Final = {"question": 60, "score": 10, "remark": 60}


def add_questions(book: Book, template: Template) -> None:
    """Add the worksheet with the questions."""
    questions, language = template.programme.questions, template.language
    if not questions:
        return
    words = language.template
    sheet = book.add_sheet(words["questions"])
    instruction = words["questions_instruction"].format(
        lowest=questions.lowest, highest=questions.highest
    )
    book.write(sheet, 0, 0, words["questions"], "title")
    book.write(sheet, 1, 0, instruction, "label")
    names = [name for name in _WIDTHS if name in questions.columns]
    labels = {str(name): column.label[language.code] for name, column in questions.columns.items()}
    for column, name in enumerate(names):
        book.write(sheet, _HEADER_ROW, column, labels[name], "header")
        sheet.set_column(column, column, _WIDTHS[name])
    for row, question in enumerate(questions.asked, start=_HEADER_ROW + 1):
        score, remark = template.known.answers.get(question.code, (None, ""))
        book.write(sheet, row, 0, question.label[language.code], "locked")
        book.write(sheet, row, 1, score, "number")
        if "remark" in names:
            book.write(sheet, row, 2, remark, "field")
            fit_row(sheet, row, [(remark, _WIDTHS["remark"])])
    last = _HEADER_ROW + len(questions.asked)
    offer_list(sheet, (_HEADER_ROW + 1, 1, last, 1), "score", language)
    sheet.freeze_panes(_HEADER_ROW + 1, 0)
    print_on_width(sheet)
    protect(sheet)
