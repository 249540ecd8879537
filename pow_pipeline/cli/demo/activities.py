"""Example activities, and the status of each in six periods.

The number of activities with each status is given for one period. For the other periods, a path is
drawn for each activity with a fixed seed, so every run gives the same result.
"""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from schemas.programme.programme import Programme

_DRIFTS: Final = (-1, 0, 0, 0, 1)  # of the score that a region gives, from its usual one


@dataclass(frozen=True)
class ExampleActivity:
    """One activity as a region reports it in one period."""

    activity_id: str
    name: str
    category: str
    status: str
    explanation: str = ""


@dataclass(frozen=True)
class RegionReport:
    """What a region has to report about a period; `answers` are scores by code of the question."""

    activities: tuple[ExampleActivity, ...]
    answers: dict[str, int]


@dataclass(frozen=True)
class Example:
    """The period whose counts are given, and what each region has to report in each period."""

    given: str
    reports: dict[str, dict[str, RegionReport]]  # by period and region


@dataclass(frozen=True)
class _Path:
    """The statuses that an activity goes through, by period; empty where it is not reported.

    Attributes:
        often: weight with which it is drawn from all possible paths.
    """

    often: int
    statuses: dict[str, str]


@dataclass(frozen=True)
class _Files:
    """The files of the folder `example` of a programme."""

    counts: list[dict[str, str]]
    paths: list[_Path]
    names: dict[str, list[str]]  # by category
    explanations: list[str]


def make_example(folder: Path, programme: "Programme") -> Example:
    """Make the example from the files in a programme's `example` folder."""
    files = _read_files(folder)
    given = files.counts[0]["period"]
    reports: dict[str, dict[str, RegionReport]] = {period: {} for period in files.paths[0].statuses}
    for region in programme.regions:
        chance = random.Random(region.code)  # noqa: S311 -- an example, not a secret
        lives = list(_live(region.code, given, files, programme, chance))
        usual = _draw_usual(programme, chance)
        for period, by_region in reports.items():
            activities = tuple(_report(lives, period, files, programme, chance))
            by_region[region.code] = RegionReport(activities, _answer(usual, programme, chance))
    return Example(given, reports)


def _live(
    region: str, given: str, files: _Files, programme: "Programme", chance: random.Random
) -> Iterator[tuple[ExampleActivity, _Path]]:
    """Yield each activity of a region with its path: counted ones and others."""
    counted = [
        (row["category"], row["status"])
        for row in files.counts
        if row["region_code"] == region
        for _ in range(int(row["count"]))
    ]
    scale = {status.code for status in programme.scale}
    others = [path for path in files.paths if path.statuses[given] not in scale]
    drawn = [
        (category, _draw([each for each in files.paths if each.statuses[given] == status], chance))
        for category, status in counted
    ]
    drawn += [(category, _draw(others, chance)) for category, _ in counted]
    there = ((category, path) for category, path in drawn if any(path.statuses.values()))
    for number, (category, path) in enumerate(there, start=1):
        names = files.names[category]
        name = names[number % len(names)]
        yield ExampleActivity(f"{region}-{number:03d}", name, category, ""), path


def _draw(paths: list[_Path], chance: random.Random) -> _Path:
    (path,) = chance.choices(paths, [option.often for option in paths])
    return path


def _report(
    lives: list[tuple[ExampleActivity, _Path]],
    period: str,
    files: _Files,
    programme: "Programme",
    chance: random.Random,
) -> Iterator[ExampleActivity]:
    """Yield the activities that are reported in a period, with explanations where needed."""
    with_explanation = {status.code for status in programme.scale[1:]}
    for activity, path in lives:
        status = path.statuses[period]
        if status:
            why = chance.choice(files.explanations) if status in with_explanation else ""
            yield ExampleActivity(
                activity.activity_id, activity.name, activity.category, status, why
            )


def _draw_usual(programme: "Programme", chance: random.Random) -> dict[str, int]:
    questions = programme.questions
    if not questions:
        return {}
    return {
        question.code: chance.randint(questions.lowest + 1, questions.highest)
        for question in questions.asked
    }


def _answer(usual: dict[str, int], programme: "Programme", chance: random.Random) -> dict[str, int]:
    questions = programme.questions
    if not questions:
        return {}
    return {
        question: max(questions.lowest, min(score + chance.choice(_DRIFTS), questions.highest))
        for question, score in usual.items()
    }


def _read_files(folder: Path) -> _Files:
    names: dict[str, list[str]] = {}
    for row in _read(folder / "activities.csv"):
        names.setdefault(row["category"], []).append(row["name"])
    return _Files(
        counts=_read(folder / "counts.csv"),
        paths=[_Path(int(row.pop("often")), row) for row in _read(folder / "paths.csv")],
        names=names,
        explanations=(folder / "explanations.txt").read_text(encoding="utf-8").splitlines(),
    )


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
