"""The trend once more, slow and obvious, from lists and dictionaries of Python values.

An activity is described as (category, state); a state that is not of the scale, open or final is
not_received. A code is (region, id in lower case).
"""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

MINIMUM = 5
MINIMUM_COVERAGE = Fraction(1, 2)


@dataclass(frozen=True)
class Statuses:
    """The statuses of a programme, each in order."""

    scale: tuple[str, ...]
    open: tuple[str, ...]
    final: tuple[str, ...]


@dataclass(frozen=True)
class Moment:
    """How all stood by the end of one period.

    Attributes:
        known: by code, how each known activity is described.
        last: by code, the place of the period in which it was last reported.
        expected: the regions that were to report.
        reported: those that have.
        planned: by region that nothing was heard of, the number that it planned, None when unknown.
    """

    known: dict[tuple[str, str], tuple[str, str]]
    last: dict[tuple[str, str], int]
    expected: frozenset[str]
    reported: frozenset[str]
    planned: dict[str, int | None]


@dataclass(frozen=True)
class Pair:
    """One activity in two periods; None is not known."""

    region_before: str
    region: str
    before: tuple[str, str] | None
    now: tuple[str, str] | None


def pairs(before: Moment, now: Moment, moves):
    """Return each activity once, matched by the code that it has now.

    Args:
        before: the period before.
        now: the period.
        moves: by old code, the new code that takes effect in the period.
    """
    claims = {}
    for code in before.known:
        claims.setdefault(moves.get(code, code), []).append(code)
    paired = []
    for code in {**claims, **now.known}:
        first, *others = sorted(
            claims.get(code, [None]), key=lambda each: each and (-before.last[each], each in moves)
        )
        result = first[0] if first else code[0]
        paired.append(Pair(result, code[0], before.known.get(first), now.known.get(code)))
        paired += [Pair(each[0], code[0], before.known[each], None) for each in others]
    return paired


def movement(pair, category, before, now, statuses):
    """Return how an activity counts in one category, or in total, and why."""
    was = pair.before and pair.before[1] in statuses.scale and within(pair.before, category)
    is_now = pair.now and pair.now[1] in statuses.scale and within(pair.now, category)
    if was and is_now:
        return "within", None
    if is_now:
        return "entry", _entered(pair, category, before, statuses)
    if was:
        return "exit", _left(pair, category, now, statuses)
    return "outside", None


def _entered(pair, category, before, statuses):
    if pair.region_before not in before.expected:
        return "register"
    if pair.region_before not in before.reported:
        return "region_back"
    if pair.before and not within(pair.before, category):
        return "category_changed"
    if pair.before and pair.before[1] in statuses.open + statuses.final:
        return "started"
    return "new"


def _left(pair, category, now, statuses):
    if pair.region not in now.expected:
        return "register"
    if pair.region not in now.reported:
        return "region_silent"
    if pair.now and not within(pair.now, category):
        return "category_changed"
    if pair.now and pair.now[1] in statuses.open + statuses.final:
        return pair.now[1]
    return "left_out"


def within(valid, category):
    """Return whether an activity is in a category, or in the total."""
    return category in ("total", valid[0])


def status_in(valid, category):
    """Return how an activity is described as one category sees it."""
    if valid is None:
        return "not_known"
    return valid[1] if within(valid, category) else "other_category"


def transitions(paired, category, before, now, statuses):
    """Return the number of activities by way, in one category or in the total of given pairs."""
    ways = Counter()
    for pair in paired:
        if not any(each and within(each, category) for each in (pair.before, pair.now)):
            continue
        moved, kind = movement(pair, category, before, now, statuses)
        direction = None
        if moved == "within":
            step = statuses.scale.index(pair.now[1]) - statuses.scale.index(pair.before[1])
            direction = "unchanged" if step == 0 else "worsened" if step > 0 else "improved"
        recovered = None
        needing = statuses.scale[1:] + statuses.open
        if status_in(pair.before, category) in needing and (
            status_in(pair.now, category) != "other_category"
        ):
            well = (statuses.scale[0], statuses.final[0])
            recovered = pair.now is not None and pair.now[1] in well
        stood, valid = status_in(pair.before, category), status_in(pair.now, category)
        ways[stood, valid, moved, kind, direction, recovered] += 1
    return ways


@dataclass(frozen=True)
class Trend:
    """The trend of one status in one category of some activities; None where there is none."""

    activities: int
    denominator: int
    activities_before: int
    denominator_before: int
    change: Fraction | None
    bounds: tuple[int, int] | None
    flags: str
    matched_counts: tuple[int, int, int]
    parts: dict[tuple[str, str | None], Fraction] | None


def trend(paired, category, status, before, now, statuses):
    """Return the trend of one status: change, bounds, like for like, and parts that add up to it.

    Args:
        paired: the activities.
        category: a category, or total.
        status: the status.
        before: the period before; its `planned` only for the regions that are asked about.
        now: the period, likewise.
        statuses: the statuses of the programme.
    """
    entered, left, matched = {}, {}, []
    for pair in paired:
        moved, kind = movement(pair, category, before, now, statuses)
        if moved == "within":
            matched.append((pair.before[1], pair.now[1]))
        elif moved == "entry":
            entered.setdefault(kind, []).append(pair.now[1])
        elif moved == "exit":
            left.setdefault(kind, []).append(pair.before[1])
    ours = [s for _, s in matched] + [s for each in entered.values() for s in each]
    theirs = [s for s, _ in matched] + [s for each in left.values() for s in each]
    n, whole, n_before, whole_before = (
        ours.count(status),
        len(ours),
        theirs.count(status),
        len(theirs),
    )
    missing = [
        _missing(paired, category, "now", now.planned),
        _missing(paired, category, "before", before.planned),
    ]
    a, a_before = ([pair[i] for pair in matched].count(status) for i in (1, 0))
    change, bounds = None, None
    if whole and whole_before:
        change = Fraction(n, whole) - Fraction(n_before, whole_before)
        bounds = _bounds((n, whole, missing[0]), (n_before, whole_before, missing[1]))
    return Trend(
        n,
        whole,
        n_before,
        whole_before,
        change,
        bounds,
        flags_of([(whole, missing[0]), (whole_before, missing[1])], len(matched)),
        (a, a_before, len(matched)),
        _parts(status, matched, entered, left),
    )


def _missing(paired, category, side, planned):
    """Return how many are not received, with what regions never heard of planned; None: unknown."""
    known = [pair for pair in paired if getattr(pair, side)]
    if None in planned.values():
        return None
    valid = [getattr(pair, side) for pair in known]
    silent = [each for each in valid if within(each, category) and each[1] == "not_received"]
    return len(silent) + sum(planned.values())


def _bounds(now, before):
    (n, whole, missing), (n_before, whole_before, missing_before) = now, before
    if missing is None or missing_before is None:
        return None
    least, most = Fraction(n, whole + missing), Fraction(n + missing, whole + missing)
    least_before = Fraction(n_before, whole_before + missing_before)
    most_before = Fraction(n_before + missing_before, whole_before + missing_before)
    return floor(100 * (least - most_before)), ceil(100 * (most - least_before))


def flags_of(sides, matched):
    """Return the flags that follow from the counts: u, s and z.

    Args:
        sides: of both periods, the number on the scale and the number missing, None when unknown.
        matched: the number on the scale in both.
    """
    flags = "u" if any(_is_unreliable(*side) for side in sides) else ""
    flags += "s" if any(0 < whole < MINIMUM for whole, _ in sides) else ""
    return flags + ("" if matched else "z")


def _is_unreliable(whole, missing):
    if missing is None:
        return True
    return whole + missing > 0 and Fraction(whole, whole + missing) < MINIMUM_COVERAGE


def _parts(status, matched, entered, left):
    """Return the parts of a change: as design says, with shares as fractions."""
    if not matched:
        return None
    share = Fraction([s for _, s in matched].count(status), len(matched))
    share_before = Fraction([s for s, _ in matched].count(status), len(matched))
    whole = len(matched) + sum(len(each) for each in entered.values())
    whole_before = len(matched) + sum(len(each) for each in left.values())
    parts = {("within", None): share - share_before}
    for kind, those in entered.items():
        of_those = Fraction(those.count(status), len(those))
        parts["entry", kind] = Fraction(len(those), whole) * (of_those - share)
    for kind, those in left.items():
        of_those = Fraction(those.count(status), len(those))
        parts["exit", kind] = -Fraction(len(those), whole_before) * (of_those - share_before)
    return parts


def mix_and_rate(trends):
    """Return by category the parts of the total's change due to weights and to shares.

    Args:
        trends: by category, the trend of one status.
    """
    total = sum(each.denominator for each in trends.values())
    total_before = sum(each.denominator_before for each in trends.values())
    if not total or not total_before:
        return None
    return {category: _mix_and_rate(each, total, total_before) for category, each in trends.items()}


def _mix_and_rate(each, total, total_before):
    weight = Fraction(each.denominator, total)
    weight_before = Fraction(each.denominator_before, total_before)
    share = each.denominator and Fraction(each.activities, each.denominator)
    share_before = each.denominator_before and Fraction(
        each.activities_before, each.denominator_before
    )
    if not each.denominator:
        share = share_before
    if not each.denominator_before:
        share_before = share
    mix = (weight - weight_before) * Fraction(share + share_before) / 2
    rate = (share - share_before) * (weight + weight_before) / 2
    return mix, rate


def rounded(change):
    """Return a fraction in whole percentage points, halves away from zero."""
    size = floor(abs(change) * 100 + Fraction(1, 2))
    return size if change > 0 else -size


def runs(moments, moves):
    """Return by place of the period and code how long an activity has stood as it valid.

    Args:
        moments: of each period, in order.
        moves: by place of the period, the new codes that take effect in it, by old code.
    """
    lines = [_lines(moment.known, moves[place + 1 :]) for place, moment in enumerate(moments)]
    found = {}
    for place, line_of in enumerate(lines):
        for code, line in line_of.items():
            earlier = [each for each, of in lines[place - 1].items() if of == line and place]
            run = 1
            if earlier and moments[place - 1].known[earlier[0]][1] == moments[place].known[code][1]:
                run += found[place - 1, earlier[0]]
            found[place, code] = run
    return found


def _lines(known, later):
    """Return by code what ties an activity to its other periods: one code leads on, others end."""
    last = {code: _follow(code, later) for code in known}
    leading = {}
    for code in sorted(known, key=lambda each: (each != last[each], each)):
        leading.setdefault(last[code], code)
    return {code: (last[code], None if leading[last[code]] == code else code) for code in known}


def _follow(code, later):
    for moves in later:
        code = moves.get(code, code)
    return code
