"""The figures once more, slow and obvious, from a history of `histories` as of an event."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from tests.warehouse.twins.histories import (
    CATEGORIES,
    DEADLINES,
    MINIMUM,
    MINIMUM_COVERAGE,
    OPENS,
    PERIODS,
    STATUSES,
    Decided,
    History,
    Register,
    Row,
    Sent,
    Withdrawn,
)

Code = tuple[str, str]  # region and id of an activity, the id in small letters
SCALE = [code for code, kind in STATUSES.items() if kind == "scale"]
STATES = [
    *(code for kind in ("open", "scale", "final") for code in STATUSES if STATUSES[code] == kind),
    "not_received",
]


@dataclass(frozen=True)
class Known:
    """How an activity stands by the end of a period."""

    activity_id: str
    category: str
    status: str
    state: str
    is_reported: bool
    last_period: str
    submission: int
    is_mapped: bool


@dataclass(frozen=True)
class Arrived:
    """A file that has arrived: the number it was, and whether it was withdrawn."""

    number: int
    sent: Sent
    is_withdrawn: bool


@dataclass(frozen=True)
class RegionReport:
    """What one report says of an activity, with the codes that it has had since."""

    period: str
    codes: list[Code]
    row: Row
    submission: int

    @property
    def is_mapped(self) -> bool:
        return len(self.codes) > 1


def register_of(history: History, as_of: int) -> Register:
    """Return the programme in force."""
    return [step for step in history[:as_of] if isinstance(step, Register)][-1]


def arrived(history: History, as_of: int) -> list[Arrived]:
    """Return the files that have arrived, in their order."""
    sent: list[Sent] = []
    withdrawn = set()
    for step in history[:as_of]:
        if isinstance(step, Sent):
            sent.append(step)
        if isinstance(step, Withdrawn) and sent:
            withdrawn.add(step.which % len(sent))
    return [Arrived(i + 1, each, i in withdrawn) for i, each in enumerate(sent)]


def in_force(history: History, as_of: int) -> dict[tuple[str, str], Arrived]:
    """Return the report that counts, by region and period."""
    return {
        (each.sent.region, each.sent.period): each  # a later arrival takes its place
        for each in arrived(history, as_of)
        if each.sent.rows is not None and not each.is_withdrawn
    }


def decided(history: History, as_of: int, decision: str, period: str) -> list[Decided]:
    """Return the decisions of a kind about a period."""
    return [
        step
        for step in history[:as_of]
        if isinstance(step, Decided) and (step.decision, step.period) == (decision, period)
    ]


def codes_until(register: Register, expected: str, period: str, code: Code) -> list[Code]:
    """Return the codes that an activity had, from the period it was told of until another."""
    for step in register.mappings:
        if (step.from_region, step.from_id.lower()) == code and expected < step.period <= period:
            after = step.to_region, step.to_id.lower()
            return [code, *codes_until(register, step.period, period, after)]
    return [code]


def known(history: History, period: str, as_of: int) -> dict[Code, Known]:
    """Return the activities that are known by the end of a period, by their code in it."""
    register = register_of(history, as_of)
    result: dict[Code, list[RegionReport]] = {}
    for (region, about), report in in_force(history, as_of).items():
        for row in report.sent.rows or ():
            if about <= period:
                code = region, row.activity_id.lower()
                codes = codes_until(register, about, period, code)
                result.setdefault(codes[-1], []).append(
                    RegionReport(about, codes, row, report.number)
                )
    return {
        code: _latest(register, reports, period)
        for code, reports in result.items()
        if code[0] in register.regions(period)
    }


def _latest(register: Register, reports: list[RegionReport], period: str) -> Known:
    order = sorted((step.from_region, step.from_id) for step in register.mappings)
    places = {(region, activity.lower()): place for place, (region, activity) in enumerate(order)}
    latest = max(each.period for each in reports)
    result = min(
        (each for each in reports if each.period == latest),
        key=lambda each: places[each.codes[0]] if each.is_mapped else -1,
    )
    new_ids = {(step.to_region, step.to_id.lower()): step.to_id for step in register.mappings}
    status = result.row.status
    is_known = latest == period or STATUSES[status] == "final"
    return Known(
        activity_id=new_ids[result.codes[-1]] if result.is_mapped else result.row.activity_id,
        category=result.row.category,
        status=status,
        state=status if is_known else "not_received",
        is_reported=latest == period,
        last_period=latest,
        submission=result.submission,
        is_mapped=any(each.is_mapped for each in reports),
    )


@dataclass(frozen=True)
class Cell:
    """The activities in one category, or in all, of one region or of all."""

    states: Counter[str]
    missing: int | None
    flags: str

    @property
    def known(self) -> int:
        return self.states.total()

    @property
    def measured(self) -> int:
        return sum(self.states[status] for status in SCALE)

    @property
    def coverage(self) -> Fraction | None:
        whole = self.measured + (self.missing or 0)
        return Fraction(self.measured, whole) if self.missing is not None and whole else None


def cells(history: History, period: str, as_of: int) -> dict[tuple[str | None, str], Cell]:
    """Return a cell for each region, and for none, and each category, and the total."""
    register = register_of(history, as_of)
    activities = known(history, period, as_of)
    heard_of = {region for region, about in in_force(history, as_of) if about <= period}
    heard_of |= {region for region, _ in activities}
    flags = "" if decided(history, as_of, "final", period) else "p"
    found = {}
    for region in [None, *register.regions(period)]:
        taken = [each for each in register.regions(period) if region in (None, each)]
        planned = [register.planned[each] for each in taken if each not in heard_of]
        breaks = "b" if is_broken(register, period, region) else ""
        for category in ["total", *CATEGORIES]:
            states = Counter(
                each.state
                for code, each in activities.items()
                if code[0] in taken and category in ("total", each.category)
            )
            missing = None if None in planned else states["not_received"] + sum(planned)
            cell = Cell(states, missing, "")
            found[region, category] = Cell(states, missing, flags + breaks + _unreliable(cell))
    return found


def _unreliable(cell: Cell) -> str:
    if cell.missing is None:
        return "u"
    coverage = cell.coverage
    return "u" if coverage is not None and coverage < Fraction(str(MINIMUM_COVERAGE)) else ""


def is_broken(register: Register, period: str, region: str | None) -> bool:
    """Whether figures break with those of the period before."""
    if period == PERIODS[0]:
        return False
    before = PERIODS[PERIODS.index(period) - 1]
    changed = set(register.regions(before)) ^ set(register.regions(period))
    for step in register.mappings:
        if step.period == period:
            changed |= {step.from_region, step.to_region}
    return bool(changed) if region is None else region in changed


def distribution(history: History, period: str, as_of: int) -> list[tuple]:
    """Return the rows of the status distribution of one period."""
    return [
        (
            period,
            "programme" if region is None else "region",
            region,
            category,
            status,
            *figures(cell.states[status], cell.measured, cell.missing),
            cell.flags + small(cell.measured),
        )
        for (region, category), cell in cells(history, period, as_of).items()
        for status in SCALE
    ]


def figures(count: int, whole: int, missing: int | None) -> tuple:
    """Return count, denominator, share, percentage rounded half up, and the bounds."""
    share = Fraction(count, whole) if whole else None
    bounds: tuple[float | None, float | None] = (None, None)
    if missing is not None and whole:  # no bounds of a share that there is not
        lower = Fraction(count, whole + missing)
        upper = Fraction(count + missing, whole + missing)
        bounds = floor(lower * 10**6) / 10**6, ceil(upper * 10**6) / 10**6
    if share is None:
        return count, whole, None, None, *bounds
    return count, whole, count / whole, floor(share * 100 + Fraction(1, 2)), *bounds


def small(whole: int) -> str:
    """Return the flag on a denominator that is small or none."""
    if whole == 0:
        return "z"
    return "s" if whole < MINIMUM else ""


def overview(history: History, period: str, as_of: int) -> list[tuple]:
    """Return the rows of the overview of all known activities in one period."""
    return [
        (
            period,
            "programme" if region is None else "region",
            region,
            category,
            state,
            cell.states[state],
            cell.known,
            cell.measured,
            cell.missing,
            None if cell.coverage is None else float(cell.coverage),
            cell.flags + ("" if cell.known else "z"),
        )
        for (region, category), cell in cells(history, period, as_of).items()
        for state in STATES
    ]


def reporting(history: History, period: str, as_of: int) -> list[tuple]:
    """Return the rows of the reporting rate of one period."""
    regions = register_of(history, as_of).regions(period)
    by_region = {region: _reported(history, period, as_of, region) for region in regions}
    all_of_them = Counter()
    for counts in by_region.values():
        all_of_them.update(counts)
    rows = [("programme", None, all_of_them)]
    rows += [("region", region, counts) for region, counts in by_region.items()]
    return [(period, scope, region, *_rates(counts)) for scope, region, counts in rows]


def _reported(history: History, period: str, as_of: int, region: str) -> Counter[str]:
    if any(each.region == region for each in decided(history, as_of, "exempt", period)):
        has_reported = (region, period) in in_force(history, as_of)
        return Counter(expected=1, exempt=1, exempt_reported=has_reported)
    deadline = DEADLINES[period]
    for each in decided(history, as_of, "extend", period):
        if each.region == region:
            deadline = max(DEADLINES[period], each.until)  # the last that was decided
    own = [each for each in arrived(history, as_of) if each.sent.region == region]
    files = [each for each in own if _about(each.sent) == period]
    accepted = [each for each in files if each.sent.rows is not None]
    valid = [each for each in accepted if not each.is_withdrawn]
    on_time = any(each.sent.on <= deadline for each in valid)
    return Counter(
        expected=1,
        received=bool(files),
        accepted=bool(accepted),
        in_force=bool(valid),
        on_time=on_time,
        corrected_later=on_time and valid[-1].sent.on > deadline,
        late=bool(valid) and not on_time,
        silent=not valid,
        open_queries=valid[-1].sent.queries if valid else 0,
    )


def _about(sent: Sent) -> str:
    if sent.is_readable:
        return sent.period
    return max(period for period, opens in OPENS.items() if opens <= sent.on)


def _rates(counts: Counter[str]) -> tuple:
    names = ("expected", "exempt", "exempt_reported", "received", "accepted", "in_force", "on_time")
    names += ("corrected_later", "late", "silent", "open_queries")
    asked = counts["expected"] - counts["exempt"]
    result = tuple(counts[name] for name in names)
    if not asked:
        return *result, None, None, None
    percentage = floor(Fraction(100 * counts["in_force"], asked) + Fraction(1, 2))
    return *result, counts["in_force"] / asked, counts["on_time"] / asked, percentage
