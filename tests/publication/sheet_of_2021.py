"""The activities that the published sheet of 2021-H1 tells of, as their numbers are known."""

import csv
from collections import defaultdict
from pathlib import Path

FACTS = Path(__file__).parent / "facts"
_WORDS = {"green": "groen", "orange": "oranje", "red": "rood"}


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def regional_counts() -> dict[str, list[tuple[str, str]]]:
    """Return the category and status of each activity, by region."""
    counts = defaultdict(list)
    for row in read_csv(FACTS / "regional_counts_840.csv"):
        for colour, word in _WORDS.items():
            counts[row["region_code"]] += [(row["category"], word)] * int(row[colour])
    return counts


def spread(fixture: str, regions: list[str]) -> dict[str, list[tuple[str, str]]]:
    """Return the same of other numbers that give the same percentages, spread over regions."""
    activities = [
        (row["category"], word)
        for row in read_csv(FACTS / "sheet_counts.csv")
        if row["fixture"] == fixture
        for colour, word in _WORDS.items()
        for _ in range(int(row[colour]))
    ]
    return {region: activities[place :: len(regions)] for place, region in enumerate(regions)}
