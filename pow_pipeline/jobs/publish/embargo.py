"""Embargo of a release, derived from the request and from the embargoes of earlier releases.

`jobs/engine/reconcile.py` lifts an embargo that has ended.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pow_pipeline.errors import UsageError
from pow_pipeline.model.releases import Release
from pow_pipeline.warehouse.lookups.releases import held_releases
from schemas.programme.programme import Programme


def embargo_of(
    programme: Programme,
    period: str,
    releases: Sequence[Release],
    *,
    requested: str | None,
    now: datetime,
) -> datetime | None:
    """Return the moment at which a release becomes current; None if it does so at once.

    A release also shows the figures of earlier periods. If no embargo is requested, it is therefore
    under the latest embargo on a release of an earlier period or on an earlier version of itself.

    Args:
        programme: the programme, whose time zone applies to moments without one.
        period: code of the period to be released.
        releases: all earlier releases.
        requested: the requested moment, as typed by a user; None without a request.
        now: the current time.

    Raises:
        UsageError: the text is not a moment, the moment has passed, or figures under a longer
            embargo would be released.
    """
    held = [release for release in held_releases(releases) if release.period <= period]
    if requested is None:
        return held[-1].embargo if held else None
    moment = _moment(requested, programme.zone)
    if moment <= now:
        raise UsageError(f"{requested} has passed; name a moment to come, or leave --embargo out")
    for release in held:
        if release.period < period and release.embargo and release.embargo > moment:
            message = (
                f"a release of {period} shows the figures of {release.period} too, and "
                f"{release.name} is under embargo until {held_until(release, programme.zone)}; "
                "name no earlier moment"
            )
            raise UsageError(message)
    return moment


def held_until(release: Release | None, zone: ZoneInfo) -> str:
    """Return the end of the embargo of a release, as text; '' if it is not under embargo."""
    if release is None or release.embargo is None or not release.is_held:
        return ""
    return in_words(release.embargo, zone)


def in_words(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment as local time in a time zone, with the name of the time zone."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})"


def _moment(text: str, zone: ZoneInfo) -> datetime:
    """Parse a moment and return it in UTC.

    A local time that occurs twice or never, because the clock changes, means the later moment.

    Raises:
        UsageError: the text is not a moment.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        message = (
            f"{text!r} is not a moment; write it as 2021-08-20T09:30, or 2021-08-20 for its start"
        )
        raise UsageError(message) from error
    if moment.tzinfo:
        return moment.astimezone(UTC)
    return max(moment.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
