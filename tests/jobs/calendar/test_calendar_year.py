"""A year lived through: what goes is what an obvious list says, and no file of it goes twice.

Regions are on time, late, silent, exempt, given more time, rejected, asked and withdrawn; runs are
missed, doubled and at a moment that the clock got wrong.
"""

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest

from pow_pipeline.jobs.calendar.record_done import record_done
from pow_pipeline.jobs.decide.decide import exempt, extend
from pow_pipeline.jobs.decide.withdraw import withdraw
from pow_pipeline.record.events import Released
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.reminders import CalendarTaskDone
from pow_pipeline.workspace import Workspace
from tests.harness.builders import drop, form, ingest_at, publish_at, run_at
from tests.harness.invariants import assert_invariants
from tests.jobs.calendar.calendar_runs import mail_server, reminded_in, run_calendar_at

pytestmark = pytest.mark.prove  # days and days of runs

WHO = {"by": "me", "why": "a test"}
CLEAN = [("1", "Jobhunters", "Aanbod", "groen", ""), ("2", "Markt", "Vraag", "groen", "")]
ASKED = [("1", "Jobhunters", "Aanbod", "rood", ""), ("2", "Markt", "Vraag", "groen", "")]
CORRECTED = [
    ("1", "Jobhunters", "Aanbod", "groen", ""),
    ("2", "Markt", "Vraag", "oranje", "Later."),
]


@dataclass(frozen=True)
class Round:
    """The days of one period, as the twin knows them."""

    code: str
    opens: date
    deadline: date
    publication: date


FIRST = Round("2021-H1", date(2021, 6, 1), date(2021, 7, 31), date(2021, 9, 15))
SECOND = Round("2021-H2", date(2021, 12, 1), date(2022, 1, 31), date(2022, 3, 15))


@dataclass
class Twin:
    """What each region has done, and the list of what should have gone to it."""

    reported: set = field(default_factory=set)
    asked: set = field(default_factory=set)
    exempt: set = field(default_factory=set)
    until: dict = field(default_factory=dict)
    gone: dict = field(default_factory=dict)  # (period, region, deadline, days): when

    def due(self, each: Round, regions: list[str], now: datetime) -> set:
        """Return what should go now, and keep that it has."""
        today = (now + timedelta(hours=2 if 4 <= now.month <= 10 else 1)).date()
        if not each.opens <= today < each.publication:
            return set()
        found = {
            (each.code, region, deadline, days[-1])
            for region in regions
            for deadline in [self.until.get((each.code, region), each.deadline)]
            if (days := [n for n in (-14, -3, 1, 7) if deadline + timedelta(n) <= today])
            and self.needs_reminder(each.code, region)
            and self.is_next(each.code, region, deadline, days[-1], now)
        }
        self.gone |= dict.fromkeys(found, now)
        return found

    def needs_reminder(self, period: str, region: str) -> bool:
        about = (period, region)
        return about not in self.exempt and (about not in self.reported or about in self.asked)

    def is_next(self, period: str, region: str, deadline: date, days: int, now: datetime) -> bool:
        if (period, region, deadline, days) in self.gone:
            return False
        return not [
            1
            for (code, who, until, n), when in self.gone.items()
            if (code, who) == (period, region)
            and when <= now
            and until + timedelta(n) >= deadline + timedelta(days)
        ]


@dataclass
class Year:
    """A workspace, its twin, and what was collected from its outboxes."""

    workspace: Workspace
    chance: random.Random
    twin: Twin = field(default_factory=Twin)
    collected: Counter = field(default_factory=Counter)

    def send(self, each: Round, region: str, rows: list, *, is_asked: bool = False) -> None:
        name = f"{self.chance.random()}.xlsx"
        drop(self.workspace, region, form(region, each.code, rows=rows), name)
        self.twin.reported.add((each.code, region))
        (self.twin.asked.add if is_asked else self.twin.asked.discard)((each.code, region))

    def withdraw(self, each: Round, region: str, now: datetime) -> None:
        ingest_at(self.workspace, now)
        run = run_at(self.workspace, now)
        withdraw(run, region, each.code, all_versions=True, **WHO)
        self.twin.reported.discard((each.code, region))

    def extend(self, each: Round, region: str, until: date, now: datetime) -> None:
        extend(run_at(self.workspace, now), region, each.code, until=until, **WHO)
        self.twin.until[each.code, region] = until

    def exempt(self, each: Round, region: str, now: datetime) -> None:
        exempt(run_at(self.workspace, now), region, each.code, **WHO)
        self.twin.exempt.add((each.code, region))

    def collect(self) -> None:
        """Let the regions take what lies in their outboxes, as by SFTP."""
        for path in [*self.workspace.outbox.glob("*/reminder-*/*")]:
            self.collected[str(path.relative_to(self.workspace.outbox))] += 1
        for path in [*self.workspace.outbox.glob("*/*.xlsx")]:
            self.collected[str(path.relative_to(self.workspace.outbox))] += 1
            path.unlink()
        for path in [*self.workspace.outbox.glob("*/reminder-*")]:
            shutil.rmtree(path)


Act = Callable[[datetime], None]


def plan(  # noqa: C901 -- one branch for each kind of region
    year: Year, each: Round, regions: list[str]
) -> Iterator[tuple[date, Act]]:
    """Yield what happens in a period, each on its day."""

    def day(first: date, last: date) -> date:
        return first + timedelta(year.chance.randrange((last - first).days + 1))

    early = each.opens + timedelta(5), each.deadline - timedelta(15)
    due = each.deadline - timedelta(14), each.deadline
    late = each.deadline + timedelta(1), each.publication - timedelta(20)
    for place, region in enumerate(regions):
        match place % 12:
            case 0 | 1 | 2 | 3:  # on time, some at the last moment
                when = day(*early) if place % 2 else day(*due)
                yield when, lambda _, region=region: year.send(each, region, CLEAN)
            case 4:  # on time, with a query that is answered after the deadline
                yield day(*due), lambda _, r=region: year.send(each, r, ASKED, is_asked=True)
                yield day(*late), lambda _, r=region: year.send(each, r, CLEAN)
            case 5:  # on time, with a query that stays
                yield day(*early), lambda _, r=region: year.send(each, r, ASKED, is_asked=True)
            case 6:  # late
                yield day(*late), lambda _, r=region: year.send(each, r, CLEAN)
            case 7:  # more time, and late all the same
                until = each.deadline + timedelta(day(*late).day % 12 + 3)
                yield day(*due), lambda n, r=region, u=until: year.extend(each, r, u, n)
                yield until + timedelta(2), lambda _, r=region: year.send(each, r, CLEAN)
            case 8:  # nonsense first
                yield day(*early), lambda _, r=region: drop(year.workspace, r, b"?") and None
                yield day(*late), lambda _, r=region: year.send(each, r, CLEAN)
            case 9:  # exempt
                yield day(*due), lambda n, r=region: year.exempt(each, r, n)
            case 10:  # on time, then withdrawn
                yield early[0], lambda _, r=region: year.send(each, r, CLEAN)
                yield day(*due), lambda n, r=region: year.withdraw(each, r, n)
            case 11:  # corrected after the figures were released
                yield day(*due), lambda _, r=region: year.send(each, r, CLEAN)
                yield (
                    each.publication + timedelta(10),
                    lambda _, r=region: year.send(each, r, CORRECTED),
                )


def moments(chance: random.Random, each: Round, day: date) -> list[datetime]:
    """Return when the calendar is kept on a day, by a clock that is wrong at times."""
    hours = chance.choice(([], [6], [6], [6, 18], [22, 23]))
    found = []
    for hour in hours:
        now = datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)
        if chance.random() < 0.08:  # back or ahead, but in the same period
            now += timedelta(chance.randint(-20, 20))
            first = datetime.combine(each.opens, now.timetz()) + timedelta(1)
            last = datetime.combine(each.publication, now.timetz()) - timedelta(2)
            now = min(max(now, first), last)
        found.append(now)
    return found


def live(year: Year, rounds: list[Round], regions: list[str], *, days: Callable) -> None:
    """Live through the rounds: on each day what happens, then the runs of that day."""
    for each in rounds:
        happens = sorted(plan(year, each, regions), key=lambda it: it[0])
        for day in days(each):
            while happens and happens[0][0] <= day:
                happens.pop(0)[1](datetime(day.year, day.month, day.day, 5, tzinfo=UTC))
            for now in moments(year.chance, each, day):
                keep_and_compare(year, rounds, regions, now)


def keep_and_compare(year: Year, rounds: list[Round], regions: list[str], now: datetime) -> None:
    workspace, before = year.workspace, reminded_in(year.workspace)
    if year.chance.random() < 0.1:  # two at once
        runs = [Thread(target=run_calendar_at, args=(workspace, now)) for _ in range(2)]
        for run in runs:
            run.start()
        for run in runs:
            run.join()
    kept = run_calendar_at(workspace, now)
    assert kept.problems == ()
    went = reminded_in(workspace)[len(before) :]
    expected = set().union(*(year.twin.due(each, regions, now) for each in rounds))
    assert {(period, region, until, days) for period, until, days, region in went} == expected
    year.collect()
    for overdue in kept.overdue:
        is_new = record_done(
            run_at(workspace, now), overdue.period, "overdue", day=overdue.deadline
        )
        assert is_new is not overdue.is_notified
    if kept.publication:
        publish_at(workspace, kept.publication, now)
        record_done(run_at(workspace, now), kept.publication, "published", day=kept.day)


def every_day(each: Round) -> Iterator[date]:
    """Yield the days of a round and three weeks more; once nobody keeps it for eleven days."""
    for number in range((each.publication - each.opens).days + 21):
        day = each.opens + timedelta(number)
        if not date(2021, 7, 24) <= day < date(2021, 8, 4):
            yield day


def some_days(each: Round) -> Iterator[date]:
    """Yield some days of a round, those of its reminders among them."""
    yield each.opens
    for days in (-14, -2, 1, 8, 20):
        yield each.deadline + timedelta(days)


def assert_each_went_once(year: Year, postbox, regions: list[str], rounds: list[Round]) -> None:
    went = reminded_in(year.workspace)
    assert len(went) == len(set(went))
    assert {(period, region, until, days) for period, until, days, region in went} == {
        *year.twin.gone
    }
    assert set(year.collected.values()) == {1}
    forms = [path for path in year.collected if path.endswith(".xlsx")]
    assert len(forms) == len(regions) * len(rounds)
    pages = [path for path in year.collected if path.endswith("reminder.html")]
    assert len(pages) == len(went) == len(postbox.received)
    assert len({key for _, key in postbox.sent()}) == len(went)
    assert_invariants(year.workspace)


@pytest.fixture
def postbox(workspace, monkeypatch):
    regions = sorted(path.name for path in workspace.inbox.iterdir())
    addresses = "".join(f"{region},{region}@example.nl\n" for region in regions)
    workspace.contacts.write_text(f"region,address\n{addresses}")
    with mail_server() as (postbox, port):
        monkeypatch.setenv("POW_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("POW_SMTP_PORT", str(port))
        monkeypatch.setenv("POW_SMTP_STARTTLS", "false")
        monkeypatch.setenv("POW_SMTP_FROM", "rapportage@example.nl")
        yield postbox


def test_some_days_of_one_period(workspace, postbox):
    regions = sorted(path.name for path in workspace.inbox.iterdir())
    year = Year(workspace, random.Random(7))
    live(year, [FIRST], regions, days=some_days)
    assert len(year.twin.gone) > len(regions)
    assert_each_went_once(year, postbox, regions, [FIRST])


@pytest.mark.prove
def test_a_year_of_two_periods(workspace, postbox):
    regions = sorted(path.name for path in workspace.inbox.iterdir())
    year = Year(workspace, random.Random(1))
    live(year, [FIRST, SECOND], regions, days=every_day)
    assert_each_went_once(year, postbox, regions, [FIRST, SECOND])
    events = list(Journal(workspace.journal).read())
    done = Counter((e.period, e.done) for e in events if isinstance(e, CalendarTaskDone))
    for each in (FIRST, SECOND):
        assert done[each.code, "forms"] == done[each.code, "published"] == 1
        assert done[each.code, "overdue"]  # once for each deadline after which somebody is silent
    last = datetime(2022, 4, 20, 9, tzinfo=UTC)
    for each in (FIRST, SECOND):
        assert publish_at(workspace, each.code, last).is_new  # what was corrected since
        assert not publish_at(workspace, each.code, last).is_new
    assert sorted((e.period, e.version) for e in events if isinstance(e, Released)) == [
        ("2021-H1", 1),
        ("2021-H2", 1),
    ]
