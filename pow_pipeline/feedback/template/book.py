"""Writes a form as a workbook: its worksheets in order, and its properties."""

from pow_pipeline.feedback.book import Book, lists_of
from pow_pipeline.feedback.template.activities import add_activities
from pow_pipeline.feedback.template.form_data import VERSION, Template
from pow_pipeline.feedback.template.help import add_help
from pow_pipeline.feedback.template.questions import add_questions


def write_template(template: Template) -> bytes:
    """Return the workbook of a form; the same form gives the same bytes."""
    programme, words = template.programme, template.language.template
    labels = {name: column.label[programme.language] for name, column in programme.columns.items()}
    book = Book(
        {
            labels["region"]: template.region.code,
            labels["period"]: template.period.code,
            words["version"]: VERSION,
        }
    )
    add_activities(book, template)
    add_questions(book, template)
    add_help(book, template)
    book.add_lists(words["lists"], lists_of(programme))
    return book.content()
