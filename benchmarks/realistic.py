"""Generates realistic submissions: every text is different, and ids have twelve digits.

Benchmarks that repeat one explanation, or that number activities from 1, hide every step whose cost
grows with the number of distinct texts. One file in ten has findings, as in practice.
"""

import csv
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import xlsxwriter

from schemas.programme.programme import Programme

COLUMNS: Final = ("activity_id", "activity_name", "category", "status", "explanation")
HEADER_ROW: Final = 3  # from 0: region, period and an empty row are above it
_CREATED: Final = datetime(2020, 1, 1, tzinfo=UTC)
_WITH_FINDINGS: Final = 10  # one file in this many has findings

_KINDS: Final = (
    *("Jobhunters", "Proefplaatsing", "Leerwerktraject", "Banenmarkt", "Matchingsgesprekken"),
    *("Omscholing", "Taaltraining", "Spreekuur", "Jobcoaching", "Praktijkleren", "Vouchers"),
)
_GROUPS: Final = (
    *("statushouders", "jongeren zonder startkwalificatie", "werkzoekenden van 55 jaar en ouder"),
    *("kandidaten uit de banenafspraak", "herintreders", "mensen met een bijstandsuitkering"),
    *("zij-instromers", "oud-leerlingen van het praktijkonderwijs"),
)
_SECTORS: Final = (
    *("de zorg", "de logistiek", "de techniek", "de bouw", "het onderwijs", "de horeca"),
    *("de groenvoorziening", "de energietransitie", "de detailhandel"),
)
_PLACES: Final = (
    *("Gouda", "'s-Hertogenbosch", "Coevorden", "Sint-Oedenrode", "Súdwest-Fryslân", "Venlo"),
    *("Zaanstad", "Goes", "Hardenberg", "Oss", "Bergen op Zoom", "Almere", "Doetinchem"),
)
_CAUSES: Final = (
    *("de trainer was enkele weken ziek", "de werkgever stelde de start uit"),
    *("de gemeente keurde het budget later goed", "er meldden zich minder deelnemers aan"),
    *("de locatie was niet beschikbaar", "het contract met de aanbieder liep af"),
)


@dataclass(frozen=True)
class Activity:
    """One activity as written in a file, in the words of the programme's language."""

    activity_id: str
    activity_name: str
    category: str
    status: str
    explanation: str


def make_activities(number: int, rows: int, programme: Programme) -> list[Activity]:
    """Return the activities of file `number`; the same number gives the same activities."""
    chance = random.Random(number)  # noqa: S311 -- an example, not a secret
    language = programme.language
    categories = [category.label[language] for category in programme.categories]
    statuses = [status.word[language] for status in programme.scale]
    first = 100_000_000_000 + number * 1_000
    activities = [
        Activity(
            f"{first + row * 7 % 1_000}",
            _name(chance, row),
            categories[row % len(categories)],
            chance.choices(statuses, (6, 3, 1))[0],
            _explanation(chance, number, row),
        )
        for row in range(1, rows + 1)
    ]
    if number % _WITH_FINDINGS:
        return activities
    flaw = _FLAWS[number // _WITH_FINDINGS % len(_FLAWS)]
    place = chance.randrange(rows)
    activities[place] = flaw(activities[place])
    return activities


def write_workbook(path: Path, activities: list[Activity], *, region: str, period: str) -> None:
    """Write activities as the workbook that a region sends; 12-digit ids are stored as numbers."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as workbook:
        workbook.set_properties({"created": _CREATED})
        sheet = workbook.add_worksheet()
        for row, cells in enumerate(_cells(activities, region, period)):
            sheet.write_row(row, 0, cells)


def write_csv(path: Path, activities: list[Activity], *, region: str, period: str) -> None:
    """Write activities as semicolon-separated text."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        width = len(COLUMNS)
        writer.writerows(
            [*cells, *[""] * (width - len(cells))] for cells in _cells(activities, region, period)
        )


def peak_memory() -> float:
    """Return the peak memory of this process so far, in MiB.

    The value comes from the kernel's statistics for this process: `getrusage` includes the memory
    that the parent used when it started this process.
    """
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    (peak,) = (line for line in lines if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


def _cells(activities: list[Activity], region: str, period: str) -> Iterator[list[str]]:
    yield ["Regio", region]
    yield ["Periode", period]
    yield []
    yield ["Activiteit-id", "Activiteit", "Categorie", "Status", "Toelichting"]
    for activity in activities:
        cells = (activity.activity_id, activity.activity_name, activity.category, activity.status)
        yield [*cells, activity.explanation]


def _name(chance: random.Random, row: int) -> str:
    kind, group = chance.choice(_KINDS), chance.choice(_GROUPS)
    return f"{kind} {row} voor {group} in {chance.choice(_SECTORS)} ({chance.choice(_PLACES)})"


def _explanation(chance: random.Random, number: int, row: int) -> str:
    reached, planned = chance.randint(2, 90), chance.randint(91, 250)
    return (
        f"Op {chance.randint(1, 28)}-{chance.randint(1, 6)}-2021 zijn {reached} van de {planned} "
        f"deelnemers in {chance.choice(_PLACES)} gestart; {chance.choice(_CAUSES)}. "
        f"Dossier {number:05d}/{row}, begroot op € {chance.randint(1_000, 90_000)}."
    )


# The ways to spoil one activity in a file with findings.
_FLAWS: Final[tuple[Callable[[Activity], Activity], ...]] = (
    lambda activity: replace(activity, status="gaat wel"),
    lambda activity: replace(activity, explanation="", status="rood"),
    lambda activity: replace(activity, explanation=f"{activity.explanation} Bel 06-12345678."),
    lambda activity: replace(activity, category=""),
    lambda activity: replace(activity, activity_id=""),
)
