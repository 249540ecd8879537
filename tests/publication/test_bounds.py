"""The bounds with some regions withheld: they hold what all regions together would have shown."""

from collections import Counter
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from building import ask, drop, form, ingest_at
from test_publish import regional_counts

BEFORE = datetime(2021, 1, 10, 9, tzinfo=UTC)
NOW = datetime(2021, 7, 10, 9, tzinfo=UTC)
CODES = {"groen": "on_track", "oranje": "behind", "rood": "off_track"}


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


@pytest.mark.parametrize("withheld", [("AM01", "AM12", "AM35"), ("AM13", "AM14", "AM38")])
def test_the_bounds_hold_the_shares_of_all_regions(withheld, workspace):
    counts = regional_counts()
    send_reports(workspace, counts, "2020-H2", BEFORE)
    sent = {region: said for region, said in counts.items() if region not in withheld}
    assert len(sent) == 32
    send_reports(workspace, sent, "2021-H1", NOW)
    found = ask(
        workspace,
        "SELECT category, status, lower, upper, denominator, missing "
        "FROM summary.status_distribution('2021-H1') "
        "JOIN summary.activity_overview('2021-H1') AS overview "
        "USING (scope, category) "
        "WHERE scope = 'programme' AND state = status",
    )
    exact = shares_of(counts)
    assert len(found) == len(exact) == 15
    for category, status, lower, upper, denominator, missing in found:
        assert Fraction(str(lower)) <= exact[category, status] <= Fraction(str(upper))
        width = Fraction(missing, denominator + missing)
        assert width <= Fraction(str(upper)) - Fraction(str(lower)) <= width + Fraction(2, 10**6)
    whole = {each[0]: each[-2] + each[-1] for each in found}
    assert whole == {"total": 840, "aanbod": 268, "vraag": 187, "route": 294, "scholing": 91}
