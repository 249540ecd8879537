"""Looks up days, periods and regions that a user typed; an unknown one raises a usage error."""

from datetime import date, datetime

from pow_pipeline.errors import UsageError
from pow_pipeline.validation.region_and_period import nearest_regions
from schemas.programme.parts import Region
from schemas.programme.programme import Programme
from schemas.text.periods import Period
from schemas.text.values import read_day


def require_day(text: str) -> date:
    """Return the day that a text means.

    Raises:
        UsageError: the text is not a day; the message names the accepted notations.
    """
    day = read_day(text)
    if day is None:
        raise UsageError(f"{text!r} is not a day; write it as 2021-08-15 or 15-08-2021")
    return day


def require_period(programme: Programme, code: str) -> Period:
    """Return the period with a code.

    Raises:
        UsageError: the programme has no such period, or the period is before its first one.
    """
    period = programme.period(code)
    if period is None:
        if any(listed.code == code for listed in programme.listed_periods):
            raise UsageError(_before_the_first(programme, code))
        known = ", ".join(valid.code for valid in programme.periods)
        message = f"the programme has no period {code!r}; it has {known}"
        raise UsageError(message)
    return period


def _before_the_first(programme: Programme, code: str) -> str:
    return (
        f"{code} is before {programme.first_period}, the first period of the programme, so it has "
        "no reports and no figures; if regions did report about it, change first_period in "
        "programme.toml and run: pow programme activate"
    )


def require_period_or_current(programme: Programme, code: str | None, now: datetime) -> Period:
    """Return the period with a code; if the code is None, the period to report about now.

    Raises:
        UsageError: the programme has no such period.
    """
    if code:
        return require_period(programme, code)
    return programme.current_period(now.astimezone(programme.zone).date())


def require_expected_period(programme: Programme, region_code: str, period_code: str) -> Period:
    """Return the period with a code, after checking that the region is expected to report on it.

    Raises:
        UsageError: the period or region is unknown, or the region is not expected to report on it.
    """
    period = require_period(programme, period_code)
    require_region(programme, region_code)
    if not programme.expects(region_code, period_code):
        message = f"{region_code} does not exist in {period_code}, so no report is expected of it"
        raise UsageError(message)
    return period


def require_region(programme: Programme, code: str) -> Region:
    """Return the region with a code.

    Raises:
        UsageError: the programme has no such region; the message suggests similar ones.
    """
    region = programme.region(code)
    if region is None:
        known = ", ".join(valid.code for valid in programme.regions)
        nearest = ", ".join(nearest_regions(code, programme))
        hint = f"; did you mean {nearest}?" if nearest else ""
        raise UsageError(f"the programme has no region {code!r}; it has {known}{hint}")
    return region
