"""The figures once more, slow and obvious, from lists of Python values."""

from fractions import Fraction
from math import floor


def distribution(reports, regions, categories, scale, minimum):
    """Return the rows of the status distribution of one period.

    Args:
        reports: by region, the versions in order of arrival; a version is None when withdrawn,
            else a list of (category, status).
        regions: the regions that are expected.
        categories: their codes, in order.
        scale: the codes of the statuses on the scale, in order.
        minimum: fewer activities are flagged as small.
    """
    standing = {}
    for region, versions in reports.items():
        kept = [version for version in versions if version is not None]
        standing[region] = kept[-1] if kept else []
    rows = []
    for region in [None, *regions]:
        scope = "programme" if region is None else "region"
        taken = [r for r in regions if region in (None, r)]
        activities = [each for r in taken for each in standing.get(r, [])]
        for category in ["total", *categories]:
            here = [s for c, s in activities if category in ("total", c) and s in scale]
            rows += [
                (scope, region, category, status, *figures(here.count(status), len(here), minimum))
                for status in scale
            ]
    return rows


def figures(count, whole, minimum):
    """Return count, denominator, share, percentage rounded half up, and flag."""
    if whole == 0:
        return count, 0, None, None, "pz"
    share = Fraction(count, whole)
    percentage = floor(share * 100 + Fraction(1, 2))
    return count, whole, count / whole, percentage, "ps" if whole < minimum else "p"
