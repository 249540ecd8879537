"""What the sheet says of what was not reported: the bounds, and on what condition they hold."""

import duckdb

from schemas.language import Language
from schemas.programme import TOTAL, Programme


def bounds_in_words(
    connection: duckdb.DuckDBPyConnection,
    period: str,
    *,
    programme: Programme,
    language: Language,
) -> str:
    """Return between what the share of the first status would lie, had everyone reported.

    Nothing where nothing is missing. Whole percentages, rounded outward by integers.
    """
    status = programme.scale[0]
    found = connection.execute(
        """
        SELECT count, measured, missing
        FROM summary.activity_overview
        WHERE period = ? AND scope = 'programme' AND category = ? AND state = ?
        """,
        [period, TOTAL, status.code],
    ).fetchone()
    count, measured, missing = found or (0, 0, 0)
    if missing is None:
        return language.sheet["no_bounds"]
    if not missing:
        return ""
    whole = measured + missing
    return language.sheet["bounds"].format(
        missing=missing,
        status=status.label[language.code],
        lower=100 * count // whole,
        upper=-(-100 * (count + missing) // whole),
    )
