"""Histories by chance: regions that come, go, split, correct and withdraw, and what they report.

A history is a list of steps; step number n is event n. Ids, categories and statuses are few, so
that activities start, end, reopen, change category, are left out and come back.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import strategies as st

from schemas.programme.parts import MappedActivity

PERIODS = ("2020-H1", "2020-H2", "2021-H1", "2021-H2")
OPENS = {
    "2020-H1": date(2020, 6, 1),
    "2020-H2": date(2020, 12, 1),
    "2021-H1": date(2021, 6, 1),
    "2021-H2": date(2021, 12, 1),
}
DEADLINES = {period: opens + timedelta(days=60) for period, opens in OPENS.items()}
REGIONS = ("R1", "R2", "R3", "R4")
CATEGORIES = ("pathway", "training")
STATUSES = {
    "on_track": "scale",
    "behind": "scale",
    "off_track": "scale",
    "not_started": "open",
    "finished": "final",
    "stopped": "final",
}
IDS = ("1", "2", "a", "A", "b")
MINIMUM = 5
MINIMUM_COVERAGE = 0.6


@dataclass(frozen=True)
class Row:
    """One activity in one report."""

    activity_id: str
    category: str
    status: str


@dataclass(frozen=True)
class Register:
    """A programme: where each region is expected, what its plan holds, what goes over to whom."""

    expected: dict[str, tuple[str, ...]]
    planned: dict[str, int | None] = field(default_factory=dict)
    mappings: tuple[MappedActivity, ...] = ()

    def regions(self, period: str) -> list[str]:
        """Return the regions that are expected in a period."""
        return [region for region, periods in self.expected.items() if period in periods]


@dataclass(frozen=True)
class Sent:
    """A file that came in and was validated at once.

    Attributes:
        rows: what it reports; None when it was rejected.
        is_readable: whether it could be known what period it is about.
        queries: the number of queries about it.
    """

    region: str
    period: str
    rows: tuple[Row, ...] | None
    on: date
    is_readable: bool = True
    queries: int = 0


@dataclass(frozen=True)
class Withdrawn:
    """A delivery, counted round those that have arrived, is withdrawn."""

    which: int


@dataclass(frozen=True)
class Decided:
    """A decision about a period: exempt or extend a region, or final."""

    decision: str
    period: str
    region: str | None = None
    until: date | None = None


Step = Register | Sent | Withdrawn | Decided
History = tuple[Step, ...]

SPANS = st.sampled_from([PERIODS, PERIODS, PERIODS[:2], PERIODS[2:], PERIODS[1:3]])
PERIOD = st.sampled_from(PERIODS)
REGION = st.sampled_from(REGIONS)
ROWS = st.lists(
    st.builds(Row, st.sampled_from(IDS), st.sampled_from(CATEGORIES), st.sampled_from([*STATUSES])),
    max_size=5,
    unique_by=lambda row: row.activity_id.lower(),
).map(tuple)


@st.composite
def registers(draw) -> Register:
    """A programme in which the first region is always there, so that no period is empty."""
    expected = {region: PERIODS if region == "R1" else draw(SPANS) for region in REGIONS}
    planned = {region: draw(st.sampled_from([None, 0, 1, 3])) for region in REGIONS}
    mapped = draw(
        st.lists(
            st.builds(
                MappedActivity,
                from_region=REGION,
                from_id=st.sampled_from(IDS),
                to_region=REGION,
                to_id=st.sampled_from(IDS),
                period=PERIOD,
            ),
            max_size=4,
            unique_by=(
                lambda each: (each.from_region, each.from_id.lower()),
                lambda each: (each.to_region, each.to_id.lower()),
            ),
        )
    )
    return Register(expected, planned, tuple(each for each in mapped if _can_be(each, expected)))


def _can_be(mapped: MappedActivity, expected: dict[str, tuple[str, ...]]) -> bool:
    before = mapped.from_region, mapped.from_id.lower()
    after = mapped.to_region, mapped.to_id.lower()
    return before != after and mapped.period in expected[mapped.to_region]


@st.composite
def sent(draw) -> Sent:
    """A file that comes about the deadline of its period."""
    period = draw(PERIOD)
    after = draw(st.sampled_from([-9, 0, 1, 9]))
    is_accepted = draw(st.integers(0, 9)) > 0
    return Sent(
        draw(REGION),
        period,
        draw(ROWS) if is_accepted else None,
        DEADLINES[period] + timedelta(days=after),
        is_readable=is_accepted or draw(st.booleans()),
        queries=draw(st.integers(0, 2)) if is_accepted else 0,
    )


@st.composite
def decided(draw) -> Decided:
    """A decision about a period."""
    decision, period = draw(st.sampled_from(["exempt", "extend", "final"])), draw(PERIOD)
    region = None if decision == "final" else draw(REGION)
    until = DEADLINES[period] + timedelta(days=draw(st.sampled_from([-3, 1, 5])))
    return Decided(decision, period, region, until if decision == "extend" else None)


@st.composite
def histories(draw) -> History:
    """A programme, then files and decisions, and sometimes another programme among them."""
    steps: list[Step] = [draw(registers())]
    steps += draw(
        st.lists(
            st.one_of(
                sent(), sent(), sent(), sent(), st.builds(Withdrawn, st.integers(0, 9)), decided()
            ),
            max_size=16,
        )
    )
    if draw(st.booleans()):
        steps.insert(draw(st.integers(1, len(steps))), draw(registers()))
    return tuple(steps)
