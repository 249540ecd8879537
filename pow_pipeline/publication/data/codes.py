"""The labels of the codes in the published tables."""

from collections.abc import Mapping
from typing import Final

from schemas.language import Language
from schemas.programme.programme import TOTAL, Programme

_STATES: Final = ("not_received", "not_known", "other_category")
_SAME: Final = {
    "period_before": "period",
    "state": "status",
    "status_before": "status",
}


def code_labels(programme: Programme, language: Language) -> dict[str, dict[str, str]]:
    """Return the label of each code, by the column that contains it."""
    code = language.code
    categories = {category.code: category.label[code] for category in programme.categories}
    statuses = {status.code: status.label[code] for status in programme.statuses}
    questions = programme.questions.asked if programme.questions else ()
    return {
        "period": {period.code: language.period(period.code) for period in programme.periods},
        "region_code": {region.code: region.name for region in programme.regions},
        "category": {TOTAL: programme.total[code], **categories},
        "status": statuses | {state: language.data[f"state_{state}"] for state in _STATES},
        "question": {question.code: question.label[code] for question in questions},
    }


def labels_of(column: str, labels: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """Return the labels of the codes of one column; none for columns without codes."""
    return labels.get(_SAME.get(column, column), {})


def flag_labels(language: Language) -> dict[str, str]:
    """Return the meaning of each letter of a flag, in order."""
    return {letter: language.data[f"flag_{letter}"] for letter in "prbusz"}
