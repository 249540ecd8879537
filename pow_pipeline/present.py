"""Check of the current time, which refuses a clock that cannot be right.

The time of an event is permanent. A time in the year 9999, caused by a dead battery or a typing
error in `POW_NOW`, would end embargoes and reminders early, and cannot be converted to every time
zone.
"""

from datetime import datetime
from typing import Final

from pow_pipeline.machine_faults import MachineFaultError

_YEARS: Final = range(2000, 2200)


def is_credible(moment: datetime) -> bool:
    """Return whether a moment can be the current time, that is, lies in the accepted years."""
    return moment.year in _YEARS


def refuse_incredible(moment: datetime) -> None:
    """Refuse a time that only a wrong clock can give.

    Raises:
        MachineFaultError: the moment cannot be the current time.
    """
    if not is_credible(moment):
        message = (
            f"the clock shows {moment:%Y-%m-%d}, expected a year from {_YEARS[0]} to "
            f"{_YEARS[-1]}; set the clock of this machine, and run the command again"
        )
        raise MachineFaultError(message)
