"""Open queries worded as in the feedback, for the pages of the regions in a release."""

from collections.abc import Iterable

from pow_pipeline.feedback.findings import put_into_words
from pow_pipeline.model.findings import Finding
from pow_pipeline.publication.regions.edition import Question
from schemas.language import Language


def ask_in_words(queries: Iterable[Finding], language: Language) -> tuple[Question, ...]:
    """Return open queries as text, with one entry for all queries that have the same cause."""
    findings = put_into_words((("query", query) for query in queries), language)
    return tuple(
        Question(
            title=finding.title,
            about=finding.activities or finding.place,
            found=finding.found,
            remedy=finding.remedy,
        )
        for finding in findings
    )
