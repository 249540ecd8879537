"""Courses of a report in the demonstration: deliveries of a region and decisions about them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

from pow_pipeline.cli.demo.activities import RegionReport

When = Literal["on the last day", "late", "after publication"]
Change = Callable[[RegionReport], RegionReport]


@dataclass(frozen=True)
class Sent:
    """One file: when it is sent, what its name ends with, and how it departs from the truth."""

    when: When
    suffix: str = ""
    change: Change | None = None


@dataclass(frozen=True)
class Course:
    """What happens in the course of a period.

    Attributes:
        what: it in words, after the code of the region.
        sent: the files, in order.
        decided: when something is decided about it.
    """

    what: str
    sent: tuple[Sent, ...] = ()
    decided: When | None = None


def _with_unknown_status(report: RegionReport) -> RegionReport:
    first, *others = report.activities
    return replace(report, activities=(replace(first, status="paars"), *others))


def _with_another_status(report: RegionReport) -> RegionReport:
    first, *others = report.activities
    other = next(activity.status for activity in others if activity.status != first.status)
    return replace(report, activities=(replace(first, status=other), *others))


def _unexplained(report: RegionReport) -> RegionReport:
    return replace(
        report,
        activities=tuple(replace(activity, explanation="") for activity in report.activities),
    )


def _unanswered(report: RegionReport) -> RegionReport:
    return replace(report, answers={})


IN_TIME: Final = Course("", (Sent("on the last day"),))

# By the word that an example's `scenario.csv` uses.
COURSES: Final = {
    "silent": Course("sends nothing"),
    "exempt": Course("is exempt", decided="on the last day"),
    "extended": Course("is given two weeks more", (Sent("late"),), decided="on the last day"),
    "late": Course("is late", (Sent("late"),)),
    "after_publication": Course("reports after publication", (Sent("after publication"),)),
    "twice": Course("sends the same file twice", (Sent("on the last day"), Sent("late"))),
    "rejected": Course(
        "names a status that nobody knows", (Sent("on the last day", "", _with_unknown_status),)
    ),
    "repaired": Course(
        "names a status that nobody knows, and corrects it",
        (Sent("on the last day", "", _with_unknown_status), Sent("late", "_hersteld")),
    ),
    "corrected": Course(
        "sends a correction",
        (Sent("on the last day", "", _with_another_status), Sent("late", "_correctie")),
    ),
    "withdrawn": Course(
        "sends a second version, which is withdrawn",
        (Sent("on the last day"), Sent("late", "_nieuw", _with_another_status)),
        decided="late",
    ),
    "unexplained": Course("explains nothing", (Sent("on the last day", "", _unexplained),)),
    "unanswered": Course("answers no questions", (Sent("on the last day", "", _unanswered),)),
    "final": Course("its figures are made final", decided="late"),
}
