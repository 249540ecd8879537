"""What the regions answered to the questions of the programme."""

from pow_pipeline.publication.sheet.content import Heading, Row, Section, Table, Text
from pow_pipeline.publication.sheet.edition import Edition
from pow_pipeline.publication.sheet.figures import Share


def answers_section(edition: Edition) -> Section | None:
    """Return the answers; none where nothing is asked or nobody answered."""
    questions = edition.programme.questions
    if not questions or not any(each.denominator for each in edition.figures.answers):
        return None
    scores = [*range(questions.lowest, questions.highest + 1)]
    answers = {(each.question, each.score): each for each in edition.figures.answers}
    rows = []
    for question in questions.asked:
        found = [answers[question.code, score] for score in scores]
        shares = (Share(each.count, each.denominator, each.percentage) for each in found)
        number = edition.count(found[0].denominator)
        cells = (*(edition.share(share) for share in shares), number)
        rows.append(Row(edition.name(question.label), cells))
    labels = (edition.say("question"), *map(str, scores), edition.say("answered"))
    table = Table(edition.say("answers_caption"), tuple(map(Heading, labels)), tuple(rows))
    note = edition.say("answers_note", lowest=questions.lowest, highest=questions.highest)
    return Section(edition.say("answers"), (Text(note), table))
