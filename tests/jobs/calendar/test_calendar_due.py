"""What is due on a day: tables of days, with both neighbours, and whatever the clock does."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pow_pipeline.jobs.calendar.due import publication_due, reminders_due, running_periods
from pow_pipeline.model.regions import RegionState
from pow_pipeline.record.decisions import Extended
from pow_pipeline.record.events import Released
from pow_pipeline.record.reminders import Reminded
from schemas.programme.parts import Reminders

DEADLINE = date(2021, 7, 31)  # of 2021-H1; reminders go 14 and 3 days before, 1 and 7 after


def at(day: str, time: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{time}:00+00:00")


def state(region="AM12", *, deadline=DEADLINE, delivery=None, queries=0, is_exempt=False):
    return RegionState(region, deadline, is_exempt, delivery is not None, delivery, queries)


def reminded(days: int, sent: datetime, *, regions=("AM12",), deadline=DEADLINE):
    return Reminded(at=sent, period="2021-H1", deadline=deadline, days=days, regions=regions)


def due(programme, now, region_states=None, events=()):
    period = programme.period("2021-H1")
    found = reminders_due(programme, period, region_states or [state()], events, now=now)
    return [(str(each.deadline), each.days, *each.regions) for each in found]


@pytest.mark.parametrize(
    ("day", "days"),
    [
        ("2021-07-16", None),
        ("2021-07-17", -14),
        ("2021-07-18", -14),  # missed on its day
        ("2021-07-27", -14),
        ("2021-07-28", -3),
        ("2021-07-31", -3),
        ("2021-08-01", 1),
        ("2021-08-06", 1),
        ("2021-08-07", 7),
        ("2021-09-14", 7),
        ("2021-09-15", None),  # the figures are released
        ("2022-02-01", None),
    ],
)
def test_only_the_last_reminder_whose_day_has_come_goes(programme, day, days):
    assert due(programme, at(day)) == ([("2021-07-31", days, "AM12")] if days else [])


@pytest.mark.parametrize(
    ("now", "days"),
    [
        (datetime(2021, 7, 16, 21, 59, 59, tzinfo=UTC), None),  # 23:59:59 in Amsterdam
        (datetime(2021, 7, 16, 22, 0, 0, tzinfo=UTC), -14),
        (datetime(2021, 7, 31, 21, 59, 59, tzinfo=UTC), -3),
        (datetime(2021, 7, 31, 22, 0, 0, tzinfo=UTC), 1),
    ],
)
def test_a_day_is_one_in_the_time_zone_of_the_programme(programme, now, days):
    assert due(programme, now) == ([("2021-07-31", days, "AM12")] if days else [])


@pytest.mark.parametrize(
    ("hours", "days"),
    [  # on 28 March 2021 the clock goes from 2 to 3 at night, on 31 October from 3 to 2
        ((2021, 3, 27, 22, 59), 0),
        ((2021, 3, 27, 23, 0), 1),
        ((2021, 3, 28, 0, 59), 1),
        ((2021, 3, 28, 1, 0), 1),
        ((2021, 3, 28, 21, 59), 1),
        ((2021, 3, 28, 22, 0), 2),
        ((2021, 10, 30, 21, 59), 0),
        ((2021, 10, 30, 22, 0), 1),
        ((2021, 10, 31, 0, 30), 1),
        ((2021, 10, 31, 1, 30), 1),
        ((2021, 10, 31, 22, 59), 1),
        ((2021, 10, 31, 23, 0), 2),
    ],
)
def test_nights_that_are_shorter_or_longer_change_nothing(programme, hours, days):
    now = datetime(*hours, tzinfo=UTC)
    deadline = date(2021, 3, 27) if now.month < 6 else date(2021, 10, 30)
    daily = programme.model_copy(
        update={"reminders": Reminders(days_before=(0,), days_after=(1, 2))}
    )
    period = programme.period("2021-H1").model_copy(update={"deadline": deadline})
    found = reminders_due(daily, period, [state(deadline=deadline)], [], now=now)
    assert [each.days for each in found] == [days]


@pytest.mark.parametrize(
    ("about", "is_reminded"),
    [
        ({}, True),
        ({"is_exempt": True}, False),
        ({"delivery": "AM12-2-1"}, False),
        ({"delivery": "AM12-2-1", "queries": 1}, True),
        ({"delivery": "AM12-2-1", "queries": 1, "is_exempt": True}, False),
    ],
)
def test_who_is_silent_or_has_open_queries_is_reminded(programme, about, is_reminded):
    assert bool(due(programme, at("2021-07-17"), [state(**about)])) == is_reminded


def test_an_extension_moves_the_reminders_of_its_region(programme):
    later = state("AM13", deadline=date(2021, 8, 15))
    both = (state("AM12"), later, state("AM14"))
    assert due(programme, at("2021-08-01"), both) == [
        ("2021-07-31", 1, "AM12", "AM14"),
        ("2021-08-15", -14, "AM13"),
    ]
    result = reminded(-3, at("2021-07-28"), regions=("AM13",))
    assert due(programme, at("2021-08-11"), [later], [result]) == [("2021-08-15", -14, "AM13")]
    result = reminded(1, at("2021-08-01"), regions=("AM13",))  # as long ago as that day
    assert due(programme, at("2021-08-11"), [later], [result]) == []
    assert due(programme, at("2021-08-12"), [later], [result]) == [("2021-08-15", -3, "AM13")]


@pytest.mark.parametrize(
    ("expected", "sent", "now", "days"),
    [
        (-14, "2021-07-17", "2021-07-17", None),  # once
        (-14, "2021-07-17", "2021-07-27", None),
        (-14, "2021-07-17", "2021-07-28", -3),
        (-14, "2021-07-17", "2021-07-10", None),  # the clock goes back
        (-3, "2021-07-28", "2021-08-01", 1),
        (7, "2021-08-20", "2021-07-17", -14),  # the clock had gone ahead: nothing is lost
        (7, "2021-08-20", "2021-08-07", None),  # but what went then does not go again
        (7, "2021-08-20", "2021-09-01", None),
    ],
)
def test_whatever_the_clock_does_each_goes_once(programme, expected, sent, now, days):
    found = due(programme, at(now), events=[reminded(expected, at(sent))])
    assert found == ([("2021-07-31", days, "AM12")] if days else [])


def test_another_region_or_period_holds_nothing_back(programme):
    events = [
        reminded(-14, at("2021-07-17"), regions=("AM13",)),
        reminded(-14, at("2021-07-17")).model_copy(update={"period": "2020-H2"}),
    ]
    assert due(programme, at("2021-07-17"), events=events) == [("2021-07-31", -14, "AM12")]


@pytest.mark.parametrize(("day", "is_due"), [("2021-08-03", True), ("2021-08-04", False)])
def test_nobody_is_reminded_of_what_is_not_taken_any_more(programme, day, is_due):
    period = programme.period("2021-H1").model_copy(update={"closes": date(2021, 8, 3)})
    found = reminders_due(programme, period, [state()], [], now=at(day))
    assert bool(found) == is_due


@pytest.mark.parametrize(
    ("day", "running"),
    [
        ("2021-05-31", []),
        ("2021-06-01", ["2021-H1"]),
        ("2021-09-14", ["2021-H1"]),
        ("2021-09-15", []),
        ("2021-12-01", ["2021-H2"]),
    ],
)
def test_a_period_runs_from_its_opening_until_its_publication(programme, day, running):
    found = running_periods(programme, [], date.fromisoformat(day))
    assert [period.code for period in found] == running


def test_a_period_runs_on_where_a_region_has_more_time(programme):
    until = date(2021, 9, 30)
    decided = Extended(
        at=at("2021-07-01"), by="me", why="x", region_code="AM12", period="2021-H1", until=until
    )
    late = [state(deadline=until)]
    last = until + timedelta(days=7 + 7)
    for day, is_running in ((last - timedelta(days=1), True), (last, False)):
        assert bool(running_periods(programme, [decided], day)) == is_running
    assert due(programme, at("2021-09-27"), late) == [("2021-09-30", -3, "AM12")]
    assert due(programme, at("2021-10-07"), late) == [("2021-09-30", 7, "AM12")]
    assert due(programme, at("2021-10-13"), late) == [("2021-09-30", 7, "AM12")]
    assert due(programme, at("2021-10-14"), late) == []


@pytest.mark.parametrize(
    ("day", "released", "period"),
    [
        ("2021-09-14", [], "2020-H2"),
        ("2021-09-15", [], "2021-H1"),
        ("2021-09-15", [("2021-H1", "2021-09-14")], "2021-H1"),  # a provisional one
        ("2021-09-15", [("2021-H1", "2021-09-15")], None),
        ("2021-09-15", [("2020-H2", "2021-09-15")], "2021-H1"),
        ("2022-03-14", [("2021-H1", "2021-10-01")], None),
        ("2019-09-14", [], None),  # before the first
    ],
)
def test_the_last_period_whose_day_has_come_is_published(programme, day, released, period):
    events = [
        Released(at=at(on), period=code, version=1, as_of=1, figures="", manifest="")
        for code, on in released
    ]
    found = publication_due(programme, events, date.fromisoformat(day))
    assert (found.code if found else None) == period
