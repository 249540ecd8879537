"""The questions that stand ready to be asked in SQL: one file each, in SQLite's SQL."""

from collections.abc import Collection
from pathlib import Path
from string import Template
from typing import Final

from schemas.language import Language
from schemas.programme import Programme

_FOLDER: Final = Path(__file__).parent / "questions"
# The number of the question in docs/analysis.md, and the tables that it needs.
_ASKED: Final = {
    "standing": ("1", ("status_distribution", "reporting_rate")),
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
    """Return each question that these tables can answer: its number, its words and its SQL."""
    return [
        {"number": number, "label": language.dashboard[f"question_{name}"], "sql": sql}
        for name, (number, needed) in _ASKED.items()
        if set(needed) <= set(tables)
        for sql in [question_sql(name, programme)]
    ]


def question_sql(name: str, programme: Programme) -> str:
    """Return the SQL of a question, with the programme's last status on the scale in it."""
    content = (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    return Template(content).substitute(worst=programme.scale[-1].code).strip()
