"""Look-ups of the days, periods and regions that a user names, with errors that list valid ones."""

from datetime import date, datetime

from pow_pipeline.errors import UsageError
from pow_pipeline.validation.identity import nearest_regions
from schemas.programme.parts import Region
from schemas.programme.programme import Programme
from schemas.text.periods import Period
from schemas.text.values import read_day


def asked_day(text: str) -> date:
    """Return the day that a user typed.

    Raises:
        UsageError: the text is not a day; the message names the accepted notations.
    """
    day = read_day(text)
    if day is None:
        raise UsageError(f"{text!r} is no day; write it as 2021-08-15 or 15-08-2021")
    return day


def asked_period(programme: Programme, code: str) -> Period:
    """Return the period with a code.

    Raises:
        UsageError: the programme has no such period, in which case the message lists its periods;
            or the programme starts after the period.
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
        f"{code} lies before {programme.first_period}, the first period of the programme: nothing "
        "is expected or published about it; if regions did report about it, change first_period in "
        "programme.toml and run: pow programme activate"
    )


def asked_or_present(programme: Programme, code: str | None, now: datetime) -> Period:
    """Return the period with a code, or without a code the one regions should report on now.

    Raises:
        UsageError: the programme has no such period; the message lists its periods.
    """
    if code:
        return asked_period(programme, code)
    return programme.asked_on(now.astimezone(programme.zone).date())


def asked_expected(programme: Programme, region_code: str, period_code: str) -> Period:
    """Return the period with a code, after checking that the region is expected to report on it.

    Raises:
        UsageError: the period or region does not exist, or no report of the region is expected.
    """
    period = asked_period(programme, period_code)
    asked_region(programme, region_code)
    if not programme.expects(region_code, period_code):
        message = f"{region_code} does not exist in {period_code}, so no report is expected of it"
        raise UsageError(message)
    return period


def asked_region(programme: Programme, code: str) -> Region:
    """Return the region with a code.

    Raises:
        UsageError: the programme has no such region; the message lists its regions and those with
            the most similar codes.
    """
    region = programme.region(code)
    if region is None:
        known = ", ".join(valid.code for valid in programme.regions)
        nearest = ", ".join(nearest_regions(code, programme))
        hint = f"; did you mean {nearest}?" if nearest else ""
        raise UsageError(f"the programme has no region {code!r}; it has {known}{hint}")
    return region
