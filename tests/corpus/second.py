"""A second programme: English, quarterly, two categories, four steps, targets required."""

from collections.abc import Sequence
from datetime import UTC, datetime

from tests.corpus.case import Case
from tests.harness.builders import workbook

FIRST = datetime(2022, 4, 20, 9, 0, tzinfo=UTC)
SECOND = datetime(2022, 7, 20, 9, 0, tzinfo=UTC)
HEADER = ("Ref", "Project", "Priority", "RAG", "Commentary", "Target", "Achieved", "Unit")
PROJECTS = (
    ("P1", "High street", "Communities & place", "Green", "", 40, 12, "shopfronts"),
    ("P2", "Digital basics", "People and skills", "ahead", "", "1,250.5", 1200, "hours"),
)


def returned(council: str, quarter: str, projects: Sequence[Sequence[object]] = PROJECTS) -> bytes:
    """Return a form as an authority of this programme sends it."""
    return workbook([("Lead authority", council), ("Quarter", quarter), (), HEADER, *projects])


def case(
    name: str, reason: str, make, outcome: str, *found, expected=(), sender="NE01", at=SECOND
) -> Case:
    """Return a case of this programme."""
    return Case(
        name,
        reason,
        make,
        outcome,
        found,
        expected,
        sender=sender,
        at=at,
        programme="shared_prosperity",
    )


CASES = (
    case("a return", "as it is meant", lambda: returned("Northfield", "2022-Q2"), "accepted"),
    case(
        "a season that the programme maps",
        "a name for a quarter that means one thing here alone",
        lambda: returned("Northfield Borough", "Summer 2022"),
        "rejected",
        ("R-PERIOD-02", "B2"),
        expected=("on or after 23-09-2022",),
    ),
    case(
        "a half-year",
        "a period of another programme",
        lambda: returned("NE01", "2022-H1"),
        "rejected",
        ("R-PERIOD-01", "B2"),
        expected=("second quarter of 2022",),
    ),
    case(
        "R-VALUE-01",
        "a target is required, and empty",
        lambda: returned("NE01", "Q2 2022", [(*PROJECTS[0][:5], "", 12, ""), PROJECTS[1]]),
        "accepted",
        ("R-VALUE-01", "F5"),
        expected=("QUERY R-VALUE-01", "A required field is empty", "Fill in F5."),
    ),
    case(
        "a target left out",
        "a required column was deleted",
        lambda: workbook(
            [
                ("Council", "NE01"),
                ("Quarter", "Q2 2022"),
                HEADER[:5],
                *(row[:5] for row in PROJECTS),
            ]
        ),
        "rejected",
        ("R-LAYOUT-02", "A3"),
        ("R-LAYOUT-02", "A3"),
        expected=("a column Target", "a column Achieved"),
    ),
    case(
        "an authority that came later",
        "it is expected from the third quarter on",
        lambda: returned("Haven Bay", "Q2 2022"),
        "rejected",
        ("R-REGION-05", ""),
        sender="SW03",
    ),
    case(
        "the quarter before",
        "what the next one compares with",
        lambda: returned("South-wick", "first quarter 2022"),
        "accepted",
        sender="SW01",
        at=FIRST,
    ),
    case(
        "the quarter after",
        "delayed now, without a word",
        lambda: returned(
            "SW01", "2022-06-30", [(*PROJECTS[0][:3], "amber", "", *PROJECTS[0][5:]), PROJECTS[1]]
        ),
        "accepted",
        ("R-HISTORY-08", "E5"),
        expected=("before, the status was green (first quarter of 2022)",),
        sender="SW01",
    ),
)
