"""Open queries in the words of feedback, for the pages of regions in a release."""

from collections.abc import Iterable

from pow_pipeline.feedback.findings import put_into_words
from pow_pipeline.model import Finding
from pow_pipeline.publication.regions.edition import Question
from schemas.language import Language


def ask_in_words(queries: Iterable[Finding], language: Language) -> tuple[Question, ...]:
    """Return open queries in words, those with one cause together."""
    remarks = put_into_words((("query", each) for each in queries), language)
    return tuple(
        Question(
            title=each.title,
            about=each.activities or each.place,
            found=each.found,
            cure=each.cure,
        )
        for each in remarks
    )
