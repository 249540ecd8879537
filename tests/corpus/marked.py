"""Marked workbooks that were sent back, with what the submitter says to our findings."""

from collections.abc import Callable, Sequence
from typing import Any

from schemas.language import read_language
from tests.corpus.case import Case
from tests.harness.builders import HEADER, nothing, workbook

TITLES = (("Regio", "AM12"), ("Periode", "2021-H1"))
RED = (("1", "Jobhunters", "Aanbod", "rood", ""), ("2", "Markt", "Vraag", "rood", ""))
WHY = "De werkgever is failliet gegaan."

Answer = tuple[str, str, str]  # rule, activities, explanation


def marked(
    expected: Sequence[Answer],
    rows: Sequence[Sequence[str]] = RED,
    *,
    language: str = "nl",
    region: str = "AM12",
    period: str = "2021-H1",
    sheet: str = "",
) -> bytes:
    """Return a marked workbook with these explanations, its findings on the first sheet."""
    words = read_language(language).marked
    cells = [("Regio", region), ("Periode", period), (), HEADER, *rows, *nothing(rows)]
    return workbook(
        findings_sheet(expected, language),
        sheet=sheet or words["sheet"],
        second=("Activiteiten", cells),
    )


def findings_sheet(expected: Sequence[Answer], language: str = "nl") -> list[tuple[str, ...]]:
    """Return the cells of a sheet of findings: titles, a row of labels, a row for each finding."""
    words = read_language(language).marked
    names = ("severity", "rule", "place", "activities", "title", "found", "expected", "remedy")
    rows = [
        ("VRAAG", rule, "E5", activities, "", "", "", "", explanation)
        for rule, activities, explanation in expected
    ]
    labels = tuple(words[name] for name in (*names, "answer"))
    return [("Wat u nog kunt verbeteren",), (), labels, *rows]


def _sent(
    name: str, reason: str, make: Callable[[], bytes], *found: tuple[str, str], **others: Any
) -> Case:
    return Case(name, reason, make, "accepted", found, **others)


ASKED = (("R-EXPLANATION-01", "E5"), ("R-EXPLANATION-01", "E6"))

CASES = (
    _sent(
        "a marked workbook that explains",
        "two findings of one cause are explained in one cell",
        lambda: marked([("R-EXPLANATION-01", "1\n2", WHY)]),
        *ASKED,
    ),
    _sent(
        "a marked workbook with personal data",
        "who is to be called stands in an explanation",
        lambda: marked([("R-EXPLANATION-01", "1", "Vraag het Jan Jansen, 06-12345678.")]),
        *ASKED,
        ("R-PRIVACY-03", "I4"),
    ),
    _sent(
        "a marked workbook whose sheet was renamed",
        "it is known by its labels; region and period on it are no others",
        lambda: workbook(
            [("Regio", "AM18"), ("Periode", "2020-H2"), *findings_sheet([])],
            sheet="Klaar",
            second=("Activiteiten", [*TITLES, (), HEADER, *RED, *nothing(RED)]),
        ),
        *ASKED,
    ),
    Case(
        "activities on a sheet of findings",
        "the activities were pasted below our findings",
        lambda: workbook(
            [*findings_sheet([]), (), HEADER, *RED],
            sheet="Bevindingen",
            second=("Activiteiten", [*TITLES, (), HEADER, *RED, *nothing(RED)]),
        ),
        "rejected",
        (("R-LAYOUT-05", ""),),
    ),
    Case(
        "a sheet of findings alone",
        "the sheet of activities was deleted",
        lambda: workbook(findings_sheet([("R-EXPLANATION-01", "1", WHY)])),
        "rejected",
        (("R-LAYOUT-01", ""),),
    ),
)
