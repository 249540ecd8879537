"""What became of deliveries, and what was found in them, once more: slow and obvious."""

from dataclasses import dataclass
from datetime import date
from statistics import median

STAGES = ("file", "layout", "rows", "submission", "history")


@dataclass(frozen=True)
class Found:
    """What a rule found in one place."""

    rule: str
    cell: str


@dataclass(frozen=True)
class Validated:
    """One batch of one delivery; `ended` is the stage of its first error, '' for none."""

    event: int
    outcome: str
    period: str | None = None
    ended: str = ""
    found: tuple[Found, ...] = ()


@dataclass(frozen=True)
class Sent:
    """One delivery, in order of arrival: who sent it, when, and every batch on it."""

    name: str
    sender: str
    day: date
    validated: tuple[Validated, ...]
    withdrawn: int | None = None


def latest(delivery, as_of):
    """Return the batch that counts at an event, if there is one."""
    known = [each for each in delivery.validated if each.event <= as_of]
    return known[-1] if known else None


def period_of(delivery, validated, opened):
    """Return the period that a delivery is about, or the latest that had opened when it came."""
    if validated.period:
        return validated.period
    before = [period for period, day in sorted(opened.items()) if day <= delivery.day]
    return before[-1] if before else None


def outcomes(sent, rules, opened, as_of):
    """Return by delivery and stage: period, reached, what it ended with, counts and rules."""
    rows = {}
    for delivery in sent:
        validated = latest(delivery, as_of)
        if validated is None:
            continue
        for stage in STAGES:
            found = [
                rules[each.rule] for each in validated.found if rules[each.rule].stage == stage
            ]
            severities = [rule.severity for rule in found]
            rows[delivery.name, stage] = (
                period_of(delivery, validated, opened),
                *way(validated, stage),
                *(severities.count(each) for each in ("error", "query", "notice")),
                sorted({rule.code for rule in found}),
            )
    return rows


def way(validated, stage):
    """Return whether a stage was reached, and what a delivery ended with there."""
    if validated.outcome == "failed":
        return None, "failed"
    if validated.outcome == "accepted":
        return True, "passed"
    if validated.outcome == "duplicate":
        return (True, "duplicate") if stage == "file" else (False, "not_reached")
    if STAGES.index(stage) < STAGES.index(validated.ended):
        return True, "passed"
    return (True, "stopped") if stage == validated.ended else (False, "not_reached")


def finding_summary(sent, opened, as_of):
    """Return the findings by period, region (None for all) and rule.

    The values are: places, deliveries, columns, corrected deliveries, median days until then.
    """
    known = [(each, latest(each, as_of)) for each in sent if latest(each, as_of)]
    of_rule = {}
    for place, (delivery, validated) in enumerate(known):
        period = period_of(delivery, validated, opened)
        for rule in {each.rule for each in validated.found}:
            cells = [each.cell for each in validated.found if each.rule == rule]
            days = next(
                (
                    (later.day - delivery.day).days
                    for later, then in known[place + 1 :]
                    if later.sender == delivery.sender
                    and then.outcome == "accepted"
                    and then.period == period
                    and not (later.withdrawn and later.withdrawn <= as_of)
                    and rule not in {each.rule for each in then.found}
                ),
                None,
            )
            for region in (None, delivery.sender):
                of_rule.setdefault((period, region, rule), []).append((cells, days))
    return {key: summed(values) for key, values in of_rule.items()}


def summed(values):
    """Return the sums over some deliveries, each given as its cells and days until corrected."""
    cells = [cell for each, _ in values for cell in each]
    days = [each for _, each in values if each is not None]
    columns = sorted({column_of(cell) for cell in cells} - {""})
    return len(cells), len(values), columns, len(days), median(days) if days else None


def column_of(cell):
    """Return the letters of a cell, or the key of a value in a record."""
    if "]." in cell:
        return cell.partition("].")[2]
    letters = cell.rstrip("0123456789")
    return letters if letters.isupper() and letters != cell else ""


def answers(reports, questions, final, minimum):
    """Return the rows of one period: question, score, count, denominator, share, percentage, flag.

    Args:
        reports: by region, the answers of the report that counts: score by question.
        questions: lowest and highest score, by question.
        final: whether the period is final.
        minimum: fewer answers are flagged as small.
    """
    rows = []
    for question, (lowest, highest) in questions.items():
        scores = [each[question] for each in reports.values() if question in each]
        scores = [score for score in scores if lowest <= score <= highest]
        whole = len(scores)
        letters = "" if final else "p"
        letters += "z" if not whole else "s" if whole < minimum else ""
        for score in range(lowest, highest + 1):
            count = scores.count(score)
            percentage = int(count * 100 / whole + 0.5) if whole else None  # exact for so few
            share = count / whole if whole else None
            rows.append((question, score, count, whole, share, percentage, letters))
    return rows
