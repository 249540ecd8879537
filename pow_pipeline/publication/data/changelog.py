"""Writes `CHANGELOG.md`: all releases of a programme up to this one, from the record alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import duckdb

from pow_pipeline.model.releases import Change
from pow_pipeline.publication.files.release import ReleasePlan
from pow_pipeline.publication.reopening import Reopening, read_reopenings
from schemas.language import Language, read_language
from schemas.programme.programme import Programme
from schemas.published import SCHEMA_CHANGES
from schemas.sql import read_sql

CHANGELOG: Final = "CHANGELOG.md"


@dataclass(frozen=True)
class _Entry:
    """One release.

    Attributes:
        day: the day of publication.
        changed: how its tables differ from those of the previous release.
        as_of: the event whose state it shows.
    """

    period: str
    version: int
    day: date
    changed: Change | None
    as_of: int

    @property
    def name(self) -> str:
        return f"{self.period}.v{self.version}"

    @property
    def before(self) -> str:
        return f"{self.period}.v{self.version - 1}"


def write_changelog(full: Path, folder: Path, *, plan: ReleasePlan, programme: Programme) -> None:
    """Write `CHANGELOG.md` from the staged full database, the newest release first."""
    own = _Entry(plan.period, plan.version, plan.issued, plan.changed, plan.as_of)
    entries = [own, *reversed(_before(full, programme))]
    reopened = read_reopenings(full, programme.zone)
    language = read_language(programme.language)
    text = "\n\n".join(_paragraphs(entries, reopened, plan.name, programme, language))
    (folder / CHANGELOG).write_text(f"{text}\n", encoding="utf-8")


def _before(full: Path, programme: Programme) -> list[_Entry]:
    with duckdb.connect(full, read_only=True) as connection:
        rows = connection.execute(read_sql(__file__, "queries/releases_so_far")).fetchall()
    return [
        _Entry(period, version, _day(moment, programme), changed, as_of)
        for period, version, moment, changed, as_of in rows
    ]


def _day(moment: datetime, programme: Programme) -> date:
    return moment.replace(tzinfo=UTC).astimezone(programme.zone).date()


def _paragraphs(
    entries: Sequence[_Entry],
    reopened: Sequence[Reopening],
    release: str,
    programme: Programme,
    language: Language,
) -> list[str]:
    words = language.data
    paragraphs = [
        f"# {words['changelog_title'].format(programme=programme.name[language.code])}",
        words["changelog_intro"].format(release=release),
    ]
    for entry in entries:
        day = language.day(entry.day)
        paragraphs.append(f"## {words['changelog_entry'].format(release=entry.name, day=day)}")
        paragraphs.append(_sentence(entry, language))
        paragraphs += [
            words["changelog_reopened"].format(day=language.day(reopening.on), why=reopening.why)
            for reopening in _reopened_for(entry, entries, reopened)
        ]
    paragraphs.append(f"## {words['changelog_tables']}")
    paragraphs += [
        f"- {words['changelog_version'].format(version=version, change=change)}"
        for version, change in sorted(SCHEMA_CHANGES.items(), reverse=True)
    ]
    return paragraphs


def _reopened_for(
    entry: _Entry, entries: Sequence[_Entry], reopened: Sequence[Reopening]
) -> list[Reopening]:
    """Return the reopenings of the period between the previous release and this one."""
    earlier = [
        other.as_of
        for other in entries
        if other.period == entry.period and other.version < entry.version
    ]
    since = max(earlier, default=0)
    return [
        reopening
        for reopening in reopened
        if reopening.period == entry.period and since < reopening.event <= entry.as_of
    ]


def _sentence(entry: _Entry, language: Language) -> str:
    pattern = language.data[f"changelog_{entry.changed or 'first'}"]
    return pattern.format(before=entry.before, period=language.period(entry.period))
