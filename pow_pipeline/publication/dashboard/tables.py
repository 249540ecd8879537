"""The rows of the tables that are readable without scripts."""

from dataclasses import dataclass

from pow_pipeline.publication.figures import NOT_RECEIVED, Figures
from schemas.language import Language
from schemas.programme.programme import TOTAL, Programme


@dataclass(frozen=True)
class CountRow:
    """One row of counts with its label."""

    label: str
    counts: tuple[int, ...]
    is_total: bool = False


def overview_rows(figures: Figures, programme: Programme, language: Language) -> list[CountRow]:
    """Return for each category the number of known activities by state, and in total."""
    labels = {TOTAL: programme.total} | {
        category.code: category.label for category in programme.categories
    }
    states = [*(status.code for status in programme.statuses), NOT_RECEIVED]
    return [
        CountRow(
            label[language.code],
            (
                *(figures.states.get((code, state), 0) for state in states),
                figures.known.get(code, 0),
            ),
            is_total=code == TOTAL,
        )
        for code, label in labels.items()
    ]


def coverage_rows(figures: Figures, language: Language) -> list[CountRow]:
    """Return for each period how many regions were expected, exempt, on time, late and silent."""
    rows = ((period, figures.reporting_by_period[period]) for period in figures.reported_periods)
    return [
        CountRow(
            language.period(period),
            (row.expected, row.exempt, row.on_time, row.late, row.silent),
        )
        for period, row in rows
    ]
