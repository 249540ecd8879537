"""Builds the section with the answers of the regions to the questions of the programme."""

from pow_pipeline.publication.figures import Share
from pow_pipeline.publication.sheet.blocks import Heading, Row, Section, Table, Text
from pow_pipeline.publication.sheet.edition import Edition


def answers_section(edition: Edition) -> Section | None:
    """Return the answers; None if there are no questions or no answers."""
    questions = edition.programme.questions
    if not questions or not any(answer.denominator for answer in edition.figures.answers):
        return None
    scores = [*range(questions.lowest, questions.highest + 1)]
    answers = {(answer.question, answer.score): answer for answer in edition.figures.answers}
    rows = []
    for question in questions.asked:
        by_score = [answers[question.code, score] for score in scores]
        shares = (
            Share(answer.regions, answer.denominator, answer.percentage) for answer in by_score
        )
        answered = edition.count(by_score[0].denominator)
        cells = (*(edition.share(share) for share in shares), answered)
        rows.append(Row(edition.name(question.label), cells))
    labels = (edition.say("question"), *map(str, scores), edition.say("answered"))
    table = Table(edition.say("answers_caption"), tuple(map(Heading, labels)), tuple(rows))
    note = edition.say("answers_note", lowest=questions.lowest, highest=questions.highest)
    return Section(edition.say("answers"), (Text(note), table))
