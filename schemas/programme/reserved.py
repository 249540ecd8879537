"""Codes that a programme must not use, because the tables and texts use them."""

from collections.abc import Iterable
from typing import Final

# Meaning by code. One list for all kinds of codes, because `revisions.csv`, the dashboard and the
# texts of the sheet use codes of several kinds next to each other.
RESERVED: Final = {
    "total": "all categories together",
    "not_received": "activities that are known and were not reported",
    "not_known": "activities that were not known in one of two periods",
    "other_category": "activities that were in another category in one of two periods",
    "programme": "all regions together",
    "region": "one region, as opposed to the programme",
    "n": "the number of activities in a text, as in {total.n}",
}


def reserved_codes(where: str, codes: Iterable[str]) -> list[str]:
    """Return a message about each reserved code, ignoring case.

    Args:
        where: the part of the programme folder that has these codes.
        codes: the codes.
    """
    return [
        f"{where} › {code}: this code is reserved, since the tables use it for {meaning}; "
        "choose another code"
        for code in codes
        if (meaning := RESERVED.get(code.casefold()))
    ]
