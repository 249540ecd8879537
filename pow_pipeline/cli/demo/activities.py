"""Example activities of three periods: the counts of the middle one are given, the others follow.

A generator with a fixed seed moves activities from period to period, so every run is the same.
"""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemas.programme import Programme


@dataclass(frozen=True)
class ExampleActivity:
    """One activity as a region reports it in one period."""

    region_code: str
    activity_id: str
    name: str
    category: str
    status: str
    explanation: str = ""


@dataclass(frozen=True)
class Example:
    """Three periods in order of time, and what each region has to report in each."""

    periods: tuple[str, str, str]
    activities: dict[tuple[str, str], list[ExampleActivity]]  # by period and region


def make_example(folder: Path, programme: "Programme") -> Example:
    """Make the example from the files in a programme's `example` folder."""
    with (folder / "counts.csv").open(encoding="utf-8", newline="") as file:
        counts = list(csv.DictReader(file))
    names = _read_names(folder / "activities.csv")
    explanations = (folder / "explanations.txt").read_text(encoding="utf-8").splitlines()
    codes = [period.code for period in programme.periods]
    middle = codes.index(counts[0]["period"])
    before, now, after = codes[middle - 1 : middle + 2]
    scale = [status.code for status in programme.scale]
    activities: dict[tuple[str, str], list[ExampleActivity]] = {}
    for region in programme.regions:
        given = list(_expand([row for row in counts if row["region_code"] == region.code], names))
        chance = random.Random(region.code)  # noqa: S311 -- an example, not a secret
        activities[now, region.code] = given
        activities[before, region.code] = list(_earlier(given, scale, chance))
        activities[after, region.code] = list(_later(given, scale, programme, chance))
        for each in (before, now, after):
            activities[each, region.code] = [
                _explain(activity, scale, explanations, chance)
                for activity in activities[each, region.code]
            ]
    return Example((before, now, after), activities)


def _expand(counts: list[dict[str, str]], names: dict[str, list[str]]) -> Iterator[ExampleActivity]:
    """Yield one activity for each one counted."""
    number = 0
    for row in counts:
        for _ in range(int(row["count"])):
            number += 1
            name = names[row["category"]][number % len(names[row["category"]])]
            region = row["region_code"]
            yield ExampleActivity(
                region, f"{region}-{number:03d}", name, row["category"], row["status"]
            )


def _earlier(
    given: list[ExampleActivity], scale: list[str], chance: random.Random
) -> Iterator[ExampleActivity]:
    """Yield the activities as they stood a period before: some worse, some not there yet."""
    for activity in given:
        drawn = chance.random()
        if drawn < 0.12:  # noqa: PLR2004 -- how often things happen in the example
            continue
        step = 1 if drawn < 0.4 else -1 if drawn < 0.52 else 0  # noqa: PLR2004
        yield replace(activity, status=_moved(activity.status, step, scale))


def _later(
    given: list[ExampleActivity],
    scale: list[str],
    programme: "Programme",
    chance: random.Random,
) -> Iterator[ExampleActivity]:
    """Yield the activities as they stood a period later: some ended, some new."""
    final = [status.code for status in programme.statuses if status.kind == "final"]
    opened = [status.code for status in programme.statuses if status.kind == "open"]
    for activity in given:
        drawn = chance.random()
        if final and drawn < 0.1:  # noqa: PLR2004
            yield replace(activity, status=final[0] if drawn < 0.08 else final[-1])  # noqa: PLR2004
            continue
        step = -1 if drawn < 0.3 else 1 if drawn < 0.38 else 0  # noqa: PLR2004
        yield replace(activity, status=_moved(activity.status, step, scale))
    for number, activity in enumerate(given[:2], start=len(given) + 1):
        yield replace(
            activity,
            activity_id=f"{activity.region_code}-{number:03d}",
            status=opened[0] if opened and number % 2 else scale[0],
        )


def _moved(status: str, step: int, scale: list[str]) -> str:
    place = scale.index(status) + step
    return scale[max(0, min(place, len(scale) - 1))]


def _explain(
    activity: ExampleActivity, scale: list[str], explanations: list[str], chance: random.Random
) -> ExampleActivity:
    if activity.status not in scale[1:]:
        return activity
    return replace(activity, explanation=chance.choice(explanations))


def _read_names(path: Path) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names.setdefault(row["category"], []).append(row["name"])
    return names
