"""Open queries worded as in the feedback, for the pages of the regions in a release."""

from collections.abc import Iterable

from pow_pipeline.feedback.findings import put_into_words
from pow_pipeline.model.findings import Finding
from pow_pipeline.publication.regions.edition import Question
from schemas.language import Language


def ask_in_words(queries: Iterable[Finding], language: Language) -> tuple[Question, ...]:
    """Return open queries as text, with one entry for all queries that have the same cause."""
    remarks = put_into_words((("query", query) for query in queries), language)
    return tuple(
        Question(
            title=remark.title,
            about=remark.activities or remark.place,
            found=remark.found,
            remedy=remark.remedy,
        )
        for remark in remarks
    )
