"""Histories for the trend: drawn, put into a warehouse, and told once more slowly in Python."""

from dataclasses import dataclass

from hypothesis import strategies as st

from pow_pipeline.warehouse.apply.load import load
from tests.warehouse.twins.twin_trend import MINIMUM, MINIMUM_COVERAGE, Moment, Statuses

PERIODS = ("2020-H1", "2020-H2", "2021-H1", "2021-H2")
REGIONS = ("R1", "R2", "R3")
IDS = ("a", "b", "c", "d")
CATEGORIES = ("ca", "cb")
STATUSES = Statuses(scale=("good", "fair", "bad"), open=("new",), final=("done", "ended"))
KINDS = {
    **dict.fromkeys(STATUSES.scale, "scale"),
    **dict.fromkeys(STATUSES.open, "open"),
    **dict.fromkeys(STATUSES.final, "final"),
}
PLANNED = {"R1": 2, "R2": 0, "R3": None}


@dataclass(frozen=True)
class Report:
    """What one region said about one period: by id, a category and a status.

    Attributes:
        period: its place in PERIODS.
        withdrawn_after: the number of reports after which it was withdrawn, None for never.
    """

    region: str
    period: int
    activities: dict[str, tuple[str, str]]
    withdrawn_after: int | None = None


@dataclass(frozen=True)
class History:
    """Reports in order of arrival, and the folder of the programme.

    Attributes:
        expected: by place of the period, the regions in the register.
        moves: by place of the period, the new codes that take effect in it, by old code.
    """

    reports: tuple[Report, ...]
    expected: tuple[frozenset[str], ...] = (frozenset(REGIONS),) * len(PERIODS)
    moves: tuple[dict[tuple[str, str], tuple[str, str]], ...] = ({},) * len(PERIODS)


_CODE = st.tuples(st.sampled_from(REGIONS), st.sampled_from(IDS))
_IN_FORCE = st.tuples(st.sampled_from(CATEGORIES), st.sampled_from(tuple(KINDS)))
_OFF_THE_SCALE = st.tuples(
    st.sampled_from(CATEGORIES), st.sampled_from(STATUSES.open + STATUSES.final)
)
_REPORT = st.builds(
    Report,
    region=st.sampled_from(REGIONS),
    period=st.integers(0, len(PERIODS) - 1),
    # One report in three has nothing on the scale, so that N is 0 in one period or in both.
    activities=st.one_of(
        *[st.dictionaries(st.sampled_from(IDS), _IN_FORCE, min_size=1)] * 2,
        st.dictionaries(st.sampled_from(IDS), _OFF_THE_SCALE, min_size=1),
    ),
    withdrawn_after=st.one_of(st.none(), st.none(), st.integers(0, 12)),
)
_REGISTER = st.one_of(
    st.just(frozenset(REGIONS)), st.frozensets(st.sampled_from(REGIONS), min_size=1)
)


@st.composite
def _moves(draw):
    """No code is taken twice, and none that was taken is given up."""
    moves = tuple({} for _ in PERIODS)
    codes = draw(st.lists(_CODE, unique=True, max_size=4))
    for old, new in zip(codes[::2], codes[1::2], strict=False):
        moves[draw(st.integers(1, len(PERIODS) - 1))][old] = new
    return moves


def histories():
    """Return a strategy for histories: regions come and go, correct, withdraw, split and join."""
    return st.builds(
        History,
        reports=st.lists(_REPORT, min_size=1, max_size=12).map(tuple),
        expected=st.tuples(*[_REGISTER] * len(PERIODS)),
        moves=_moves(),
    )


def event_of(report: int) -> int:
    """Return the event that accepted a report: even, so that withdrawals fit between."""
    return 2 * report + 2


def withdrawal_of(number: int, report: Report) -> int | None:
    """Return the event that withdrew a report, after its own."""
    if report.withdrawn_after is None:
        return None
    return max(event_of(number), event_of(report.withdrawn_after)) + 1


def in_force(history: History, as_of: int | None):
    """Return by region and period what was reported and counts."""
    valid = {}
    for number, report in enumerate(history.reports):
        withdrawn = withdrawal_of(number, report)
        if as_of is not None and event_of(number) > as_of:
            continue
        if withdrawn is not None and (as_of is None or withdrawn <= as_of):
            continue
        valid[report.region, report.period] = report.activities
    return valid


def moment(history: History, place: int, as_of: int | None = None) -> Moment:
    """Return how all stood by the end of the period at `place`."""
    valid = in_force(history, as_of)
    result = {}
    for (region, period), activities in valid.items():
        for activity_id, (category, status) in activities.items():
            code = (region, activity_id)
            for later in range(period + 1, place + 1):
                code = history.moves[later].get(code, code)
            if period <= place and code[0] in history.expected[place]:
                own = code == (region, activity_id)
                result.setdefault(code, []).append((period, own, category, status))
    known, last = {}, {}
    for code, each in result.items():
        period, _, category, status = max(each)
        stays = period == place or status in STATUSES.final
        known[code] = (category, status if stays else "not_received")
        last[code] = period
    reported = frozenset(r for r, p in valid if p == place and r in history.expected[place])
    heard = {region for region, period in valid if period <= place}
    heard |= {region for region, _ in known}
    planned = {each: PLANNED[each] for each in history.expected[place] - heard}
    return Moment(known, last, history.expected[place], reported, planned)


def set_up(connection) -> None:
    """Put what all histories share into an empty warehouse."""
    connection.execute(
        "INSERT INTO reference.programme BY NAME SELECT 1 AS programme, 'test' AS code, "
        "'x' AS digest, ? AS minimum_denominator, ? AS minimum_coverage",
        [MINIMUM, float(MINIMUM_COVERAGE)],
    )
    for place, period in enumerate(PERIODS, start=1):
        connection.execute(
            "INSERT INTO reference.period BY NAME SELECT 1 AS programme, ? AS code, ? AS place, "
            "DATE '2021-06-01' AS opens, DATE '2021-06-30' AS reference, "
            "DATE '2021-07-31' AS deadline, DATE '2021-09-01' AS publication",
            [period, place],
        )
    for region in REGIONS:
        connection.execute(
            "INSERT INTO reference.region BY NAME SELECT 1 AS programme, ? AS code, 'x' AS name, "
            "? AS planned_activities, [] AS successors",
            [region, PLANNED[region]],
        )
    for place, code in enumerate(CATEGORIES, start=1):
        connection.execute(
            "INSERT INTO reference.category VALUES (1, ?, ?, ?)", [code, place, code]
        )
    for place, (code, kind) in enumerate(KINDS.items(), start=1):
        connection.execute(
            "INSERT INTO reference.status VALUES (1, ?, ?, ?, 'optional', ?)",
            [code, place, kind, code],
        )


def fill(connection, history: History) -> None:
    """Put one history in the place of another."""
    for table in (
        "record.submission",
        "record.activity_status",
        "record.decision",
        "reference.register",
        "reference.mapping",
    ):
        connection.execute(f"DELETE FROM {table}")
    for table, rows in _rows(history).items():
        load(connection, f"INSERT INTO {table} BY NAME SELECT * FROM batch", rows)


def _rows(history):
    reports = list(enumerate(history.reports))
    return {
        "record.submission": [
            {
                "submission": number + 1,
                "delivery": f"d{number}",
                "sequence": number + 1,
                "event": event_of(number),
                "region_code": report.region,
                "period": PERIODS[report.period],
                "version": number + 1,
                "received_on": "2021-07-01",
            }
            for number, report in reports
        ],
        "record.activity_status": [
            {
                "submission": number + 1,
                "activity_id": activity_id.upper() if number % 2 else activity_id,
                "activity_name": "x",
                "category": category,
                "status": status,
                "explanation": "",
                "sheet": "s",
                "status_cell": "D5",
            }
            for number, report in reports
            for activity_id, (category, status) in report.activities.items()
        ],
        "record.decision": [
            {
                "event": withdrawal_of(number, report),
                "decision": "withdraw",
                "delivery": f"d{number}",
                "decided_by": "me",
                "why": "x",
                "decided_at": "2021-07-01",
            }
            for number, report in reports
            if report.withdrawn_after is not None
        ],
        "reference.register": [
            {"programme": 1, "period": period, "region_code": region}
            for period, regions in zip(PERIODS, history.expected, strict=True)
            for region in sorted(regions)
        ],
        "reference.mapping": [
            {
                "event": 1,
                "period": period,
                "from_region": old[0],
                "from_id": old[1],
                "since": period,
                "to_region": new[0],
                "to_id": new[1].upper(),
            }
            for period, moves in zip(PERIODS, history.moves, strict=True)
            for old, new in moves.items()
        ],
    }
