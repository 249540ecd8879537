"""Loads the prepared questions: one file each, in the SQL of SQLite."""

from collections.abc import Collection
from typing import Final

from schemas.language import Language
from schemas.programme.programme import Programme
from schemas.sql import read_sql

# The number of each question in docs/analysis.md, and the tables that it needs.
_QUESTIONS: Final = {
    "distribution": ("1", ("status_distribution", "reporting_rate")),
    "reporting": ("2", ("reporting_rate",)),
    "silence": ("3", ("reporting_rate",)),
    "worst": ("4", ("status_distribution", "reporting_rate")),
    "long_at_worst": ("5", ("activity_history",)),
    "change": ("7", ("status_trend", "reporting_rate")),
    "answers": ("8", ("answer_distribution",)),
    "failing": ("9", ("submission_outcomes",)),
    "findings": ("10", ("finding_summary",)),
}


def saved_questions(
    programme: Programme, language: Language, tables: Collection[str]
) -> list[dict[str, str]]:
    """Return each question that these tables can answer: its number, its text and its SQL."""
    words = {
        "worst": programme.scale[-1].code,
        "questions": _rows_of_questions(programme, language),
    }
    return [
        {
            "number": number,
            "label": language.dashboard[f"question_{name}"],
            "sql": read_sql(__file__, f"questions/{name}").format(**words).strip(),
        }
        for name, (number, needed) in _QUESTIONS.items()
        if set(needed) <= set(tables) and (name != "answers" or programme.questions)
    ]


def _rows_of_questions(programme: Programme, language: Language) -> str:
    """Return the questions of the programme as rows of SQL, because no table has their texts."""
    questions = programme.questions.asked if programme.questions else ()
    labels = [
        (question.code, question.label[language.code].replace("'", "''")) for question in questions
    ]
    rows = (f"({place}, '{code}', '{label}')" for place, (code, label) in enumerate(labels, 1))
    return ",\n    ".join(rows)
