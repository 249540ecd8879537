"""The bounds with some regions withheld: they hold what all regions together would have shown."""

from collections import Counter
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from tests.harness.builders import ask, drop, form, ingest_at, publish_at
from tests.publication.sheet_of_2021 import read_csv, regional_counts

BEFORE = datetime(2021, 1, 10, 9, tzinfo=UTC)
NOW = datetime(2021, 7, 10, 9, tzinfo=UTC)
CODES = {"groen": "on_track", "oranje": "behind", "rood": "off_track"}
MARGIN = Fraction(1, 10**6)  # bounds are rounded outward in the sixth decimal


def send_reports(workspace, regions, period, now):
    for region, activities in regions.items():
        rows = [
            (str(number), f"Activiteit {number}", category, status, "Een hele uitleg.")
            for number, (category, status) in enumerate(activities, start=1)
        ]
        drop(workspace, region, form(region, period, rows), f"{region}.xlsx")
    ingest_at(workspace, now)


def shares_of(counts):
    """Return the exact share of each status in each category, and in the total."""
    found = {}
    for category in ("total", "Aanbod", "Vraag", "Route", "Scholing"):
        statuses = Counter(
            status
            for activities in counts.values()
            for own, status in activities
            if category in ("total", own)
        )
        for status, code in CODES.items():
            found[category.lower(), code] = Fraction(statuses[status], statuses.total())
    return found


def bounds_of(release):
    """Return the published bounds of each share of the programme, as they stand in the CSV."""
    return {
        (row["category"], row["status"]): (Fraction(row["lower"]), Fraction(row["upper"]))
        for row in read_csv(release.folder / "public" / "status_distribution.csv")
        if (row["period"], row["scope"]) == (release.release.period, "programme")
    }


def possible(counts, withheld):
    """Yield what all may have had to tell: the truth, and that all withheld stand alike."""
    yield counts
    for status in CODES:
        alike = {r: [(category, status) for category, _ in counts[r]] for r in withheld}
        yield counts | alike


# Any three; those with the most activities; those with the most off track.
@pytest.mark.parametrize(
    "withheld",
    [
        pytest.param(("AM01", "AM12", "AM35"), marks=pytest.mark.prove),
        pytest.param(("AM13", "AM14", "AM38"), marks=pytest.mark.prove),
        ("AM03", "AM23", "AM28"),
        pytest.param(("AM12", "AM14", "AM17"), marks=pytest.mark.prove),
    ],
)
@pytest.mark.prove
def test_the_bounds_hold_the_shares_of_all_regions(withheld, workspace):
    counts = regional_counts()
    send_reports(workspace, counts, "2020-H2", BEFORE)
    sent = {region: message for region, message in counts.items() if region not in withheld}
    assert len(sent) == 32
    send_reports(workspace, sent, "2021-H1", NOW)
    bounds = bounds_of(publish_at(workspace, now=NOW))
    exact = [shares_of(text) for text in possible(counts, withheld)]
    assert len(bounds) == len(exact[0]) == 15
    for share, (lower, upper) in bounds.items():
        text = [shares[share] for shares in exact]
        assert lower <= min(text) < lower + MARGIN  # hold it, and are no wider than they must be
        assert upper - MARGIN < max(text) <= upper
    assert_missing(workspace, counts, withheld)


def assert_missing(workspace, counts, withheld):
    """Assert that what is missing in each category is what was withheld."""
    found = dict(
        ask(
            workspace,
            "SELECT DISTINCT category, missing FROM summary.activity_overview('2021-H1') "
            "WHERE scope = 'programme'",
        )
    )
    missing = Counter(category.lower() for region in withheld for category, _ in counts[region])
    assert found == {"total": missing.total(), **missing}
