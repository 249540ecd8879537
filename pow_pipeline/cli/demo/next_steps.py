"""Closing message of the demonstration: results to look at and commands to try."""

import sys
from pathlib import Path

from schemas.programme.programme import Programme


def say_what_next(directory: Path, period: str, programme: Programme) -> None:
    """Print where everything is, and commands that show more.

    Args:
        directory: the workspace.
        period: the period to look at first.
        programme: its programme.
    """
    current = directory / "published" / "current" / period
    called = Path(sys.argv[0])
    command = called if called.name == "pow" else "pow"
    figure = f"{period} {programme.categories[-1].code} {programme.scale[-1].code}"
    region = programme.regions[0].code
    print(
        f"""
Where everything is
  the sheet             {current / "public" / f"sheet.{programme.language}.html"}
  tables and database   {current / "public"}
  full database         {current / "restricted" / "pow.duckdb"}
  what senders got      {directory / "outbox"}
  the record            {directory / "record"}

What to try next
  {command} status {period} --home {directory}
  {command} trace {figure} --home {directory}
  {command} sql "{_TREND}" --home {directory}
  {command} sql "{_LONG_AT_WORST}" --home {directory}
  {command} decide withdraw {region} {period} --why "to see what happens" --home {directory}
  {command} diff {period} --home {directory}
  {command} publish {period} --home {directory} --yes
  {command} rebuild --verify --home {directory}"""
    )


_TREND = (
    "SELECT period, status, change, matched_change, flag FROM summary.status_trend "
    "WHERE scope = 'programme' AND category = 'total'"
)
_LONG_AT_WORST = (
    "SELECT region_code, activity_id, activity_name, run FROM summary.activity_history "
    "WHERE is_long_at_worst ORDER BY run DESC LIMIT 10"
)
