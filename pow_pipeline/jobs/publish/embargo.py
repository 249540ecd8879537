"""Until when a release is under embargo: as it was asked for, and as those before it demand."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pow_pipeline.errors import UsageError
from pow_pipeline.model import Release
from pow_pipeline.warehouse.lookups.releases import held_releases
from schemas.programme.programme import Programme


def embargo_of(
    programme: Programme,
    period: str,
    releases: Sequence[Release],
    *,
    asked: str | None,
    now: datetime,
) -> datetime | None:
    """Return the moment before which a release is not to be current; None for at once.

    A release shows the figures of earlier periods as well. So without one of its own it is under
    the last embargo on any of those, and on the release of its period that it follows.

    Args:
        programme: in whose time zone a moment is written.
        period: the period that is released.
        releases: all releases before it.
        asked: the moment as a person writes it.
        now: the present moment.

    Raises:
        UsageError: it is no moment to come, or would let out what is under a longer embargo.
    """
    held = [each for each in held_releases(releases) if each.period <= period]
    if asked is None:
        return held[-1].embargo if held else None
    moment = _asked_moment(asked, programme.zone)
    if moment <= now:
        raise UsageError(f"{asked} has passed; name a moment to come, or leave --embargo out")
    for each in held:
        if each.period < period and each.embargo and each.embargo > moment:
            message = (
                f"a release of {period} shows the figures of {each.period} too, and {each.name} is "
                f"under embargo until {held_until(each, programme.zone)}; name no earlier moment"
            )
            raise UsageError(message)
    return moment


def held_until(release: Release | None, zone: ZoneInfo) -> str:
    """Return until when a release is under embargo, in words; nothing where it is under none."""
    if release is None or release.embargo is None or not release.is_held:
        return ""
    return in_words(release.embargo, zone)


def in_words(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment as a clock in a time zone shows it, with the name of that."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})"


def _asked_moment(text: str, zone: ZoneInfo) -> datetime:
    """Return a moment in UTC: the later one, where a clock shows that time twice or never."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        message = (
            f"{text!r} is no moment; write it as 2021-08-20T09:30, or 2021-08-20 for its start"
        )
        raise UsageError(message) from error
    if moment.tzinfo:
        return moment.astimezone(UTC)
    return max(moment.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
