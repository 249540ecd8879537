"""Computes the bounds of a share if every region had reported, in percentages rounded outward."""

from pow_pipeline.publication.sheet.edition import Edition
from schemas.programme.parts import Status
from schemas.programme.programme import TOTAL


def bounds_of(edition: Edition, status: Status) -> tuple[str, str]:
    """Return the lowest and highest possible share of a status in the total, as text.

    Small groups get numbers instead of percentages. The number of missing activities must be known,
    and the total must not be empty.
    """
    figures = edition.figures
    share = figures.shares[figures.period, TOTAL, status.code]
    missing = figures.missing or 0
    whole, most = share.denominator + missing, share.numerator + missing
    if whole < edition.minimum:
        return edition.numbers(share.numerator, whole), edition.numbers(most, whole)
    return f"{100 * share.numerator // whole}%", f"{-(-100 * most // whole)}%"
