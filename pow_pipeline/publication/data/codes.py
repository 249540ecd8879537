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
    categories = {each.code: each.label[code] for each in programme.categories}
    statuses = {each.code: each.label[code] for each in programme.statuses}
    questions = programme.questions.asked if programme.questions else ()
    return {
        "period": {each.code: language.period(each.code) for each in programme.periods},
        "region_code": {each.code: each.name for each in programme.regions},
        "category": {TOTAL: programme.total[code], **categories},
        "status": statuses | {each: language.data[f"state_{each}"] for each in _STATES},
        "question": {each.code: each.label[code] for each in questions},
    }


def labels_of(column: str, labels: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """Return the labels of the codes of one column; none for columns without codes."""
    return labels.get(_SAME.get(column, column), {})


def flag_labels(language: Language) -> dict[str, str]:
    """Return the meaning of each letter of a flag, in order."""
    return {letter: language.data[f"flag_{letter}"] for letter in "prbusz"}
