"""Builds the table of the activities of one region: state, duration and explanation."""

from collections.abc import Iterator

from pow_pipeline.publication.regions.edition import RegionEdition
from pow_pipeline.publication.regions.reading import Activity
from pow_pipeline.publication.sheet.blocks import Heading, Mark, Row, Section, Table, Text


def activities_section(page: RegionEdition) -> Section:
    """Return the table of all known activities."""
    blocks = (_table(page),) if page.activities else (Text(page.say("no_activities")),)
    return Section(page.say("activities"), blocks)


def _table(page: RegionEdition) -> Table:
    return Table(
        page.say("activities_caption"),
        tuple(_columns(page)),
        tuple(_row(page, activity) for activity in page.activities),
        page.say("activities_note"),
    )


def _columns(page: RegionEdition) -> Iterator[Heading]:
    yield Heading(page.say("activity"))
    yield Heading(page.say("category"), is_text=True)
    yield Heading(page.say("status"), is_text=True)
    yield Heading(page.say("run"))
    yield Heading(page.say("before"), is_text=True)
    yield Heading(page.say("explanation"), is_text=True)


def _row(page: RegionEdition, activity: Activity) -> Row:
    before: str | Mark = page.state(activity.state_before) if activity.state_before else "–"
    return Row(
        f"{activity.activity_id} {activity.name}".strip(),
        (
            page.own.categories[activity.category],
            page.state(activity.state),
            page.own.count(activity.periods_in_state),
            before,
            activity.explanation or "–",
        ),
    )
