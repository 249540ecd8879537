"""The present moment, refused where it cannot be true.

An event keeps its moment for good. One from the year 9999 (a dead battery, a slip in `POW_NOW`)
would end embargoes and reminders early and has no day in another time zone.
"""

from datetime import datetime
from typing import Final

from pow_pipeline.machine_faults import MachineFaultError

_YEARS: Final = range(2000, 2200)


def is_credible(moment: datetime) -> bool:
    """Whether a moment can be the present: any further period is decades away."""
    return moment.year in _YEARS


def refuse_incredible(moment: datetime) -> None:
    """Refuse a moment that a wrong clock gave.

    Raises:
        MachineFaultError: it cannot be the present.
    """
    if not is_credible(moment):
        message = (
            f"the clock shows {moment:%Y-%m-%d}, expected a year from {_YEARS[0]} to "
            f"{_YEARS[-1]}; set the clock of this machine, and run the command again"
        )
        raise MachineFaultError(message)
