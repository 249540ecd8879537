"""Derives the next steps of an operator for a period from its state, with the commands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shlex import quote
from typing import Any, Final

from pow_pipeline.warehouse.lookups.agenda import Agenda
from schemas.programme.programme import Programme
from schemas.text.periods import Period

_SHOWN: Final = 5
_REASON: Final = '--why "…"'


@dataclass(frozen=True)
class NextStep:
    """One step; it has no command if the operator only has to wait."""

    what: str
    command: str | None = None


@dataclass(frozen=True)
class Deadline:
    """The next deadline of regions that have not reported or, if there are none, of all regions.

    Attributes:
        day: the last day on time.
        regions: codes of the regions with this deadline and without a report in force; other
            regions may have a later deadline.
    """

    day: date
    regions: tuple[str, ...]


def next_deadline(overview: Mapping[str, Any], period: Period, today: date) -> Deadline | None:
    """Return the next deadline from `today` on; None if all have passed.

    Args:
        overview: the overview of the period, see `warehouse.overview`.
        period: the period.
        today: the current day in the programme's time zone.
    """
    until = {
        extended["region_code"]: max(extended["until"], period.deadline)
        for extended in overview["extended"]
    }
    given = {region: until.get(region, period.deadline) for region in overview["silent"]}
    coming = [day for day in given.values() if day >= today]
    others = [day for day in (period.deadline, *until.values()) if day >= today]
    if not (coming or others):
        return None
    day = min(coming or others)
    return Deadline(day, tuple(region for region in given if given[region] == day))


def next_steps(
    overview: Mapping[str, Any],
    agenda: Agenda,
    period: Period,
    programme: Programme,
    *,
    today: date,
    home: Path,
    stopped: Path | None = None,
) -> list[NextStep]:
    """Return the next steps, the most urgent first; an empty list if everything is done.

    Args:
        overview: the overview of the period, see `warehouse.overview`.
        agenda: the unfinished tasks.
        period: the period.
        programme: the programme in force.
        today: the current day in the programme's time zone.
        home: the workspace for the `--home` option of the commands.
        stopped: assessment page of the last attempt to publish, if it was stopped; otherwise None.
    """
    steps = [*_about_deliveries(overview, agenda, period.code)]
    if today < period.opens:
        what = f"forms can go out; reports are taken from {period.opens}"
        steps.append(NextStep(what, "pow template --all"))
    else:
        deadline = next_deadline(overview, period, today)
        steps += [*_about_silence(overview, deadline, period.code)]
        steps += [
            *_about_proposals(overview),
            *_about_queries(overview),
            *_about_stopped(stopped, period.code),
        ]
        is_ready = not (deadline and deadline.regions)
        steps += [*_about_release(overview, agenda, period, programme, today, is_ready=is_ready)]
    where = f" --home {quote(str(home))}"
    return [NextStep(step.what, step.command and step.command + where) for step in steps]


def _about_deliveries(
    overview: Mapping[str, Any], agenda: Agenda, period: str
) -> Iterator[NextStep]:
    if agenda.pending:
        yield NextStep(f"validate what is waiting: {agenda.pending}", "pow ingest")
    failed = [delivery for delivery in overview["not_accepted"] if delivery["outcome"] == "failed"]
    if failed:
        what = f"failed on a bug: {len(failed)}; once it is fixed"
        yield NextStep(what, "pow rerun --failed")
    rejected = [
        delivery for delivery in overview["not_accepted"] if delivery["outcome"] == "rejected"
    ]
    for delivery in rejected[:_SHOWN]:
        what = f"{delivery['delivery']} was rejected, and its sender has to fix it; why it was"
        yield NextStep(what, f"pow trace {delivery['delivery']}")
    if len(rejected) > _SHOWN:
        what = f"{len(rejected) - _SHOWN} more were rejected"
        yield NextStep(what, f"pow status {period} --json")


def _about_silence(
    overview: Mapping[str, Any], deadline: Deadline | None, period: str
) -> Iterator[NextStep]:
    if deadline and deadline.regions:
        count = _count(deadline.regions, "region")
        yield NextStep(f"wait for {count} until {deadline.day}: {_some(deadline.regions)}")
    if overdue := _overdue(overview, deadline):
        count = _count(overdue, "region")
        yield NextStep(
            f"ask {count} whose time has passed, or give more time: {_some(overdue)}",
            f"pow decide extend {overdue[0]} {period} --until DAY {_REASON}",
        )


def _overdue(overview: Mapping[str, Any], deadline: Deadline | None) -> list[str]:
    """Return the regions that have not reported and whose deadline has passed."""
    if deadline is None:
        return list(overview["silent"])
    later = {
        extended["region_code"]
        for extended in overview["extended"]
        if extended["until"] > deadline.day
    }
    return [region for region in overview["silent"] if region not in {*deadline.regions, *later}]


def _about_queries(overview: Mapping[str, Any]) -> Iterator[NextStep]:
    if queries := overview["queries"]:
        first = queries[0]
        cell = f" --cell {quote(first['cell'])}" if first["cell"] else ""
        yield NextStep(
            f"answer what a region told you; queries open: {len(queries)}; such as",
            f"pow decide answer {first['delivery']} --rule {first['rule']}{cell} {_REASON}",
        )


def _about_proposals(overview: Mapping[str, Any]) -> Iterator[NextStep]:
    for proposal in overview["proposals"]:
        first, region = proposal["pairs"][0], proposal["region_code"]
        count = _count(proposal["pairs"], "activity", "activities")
        answer = f"; the region says: {proposal['answer']}" if proposal["answer"] else ""
        yield NextStep(
            f"{region} seems to have given {count} other ids, such as {first['old']} → "
            f"{first['new']}{answer}; see them, and confirm or refuse",
            f"pow decide map-activities {region} {proposal['period']}",
        )


def _about_stopped(page: Path | None, period: str) -> Iterator[NextStep]:
    if page:
        what = f"publication was stopped, see {page}; if the figures are correct"
        yield NextStep(what, f"pow decide approve {period} {_REASON}")


def _about_release(
    overview: Mapping[str, Any],
    agenda: Agenda,
    period: Period,
    programme: Programme,
    today: date,
    *,
    is_ready: bool,
) -> Iterator[NextStep]:
    released = overview["last_release"]
    if released and agenda.changed_since:
        what = f"figures may have changed since {released['name']}; what differs"
        yield NextStep(what, f"pow diff {period.code}")
    if (is_ready and overview["in_force"] and not released) or (released and agenda.changed_since):
        yield _publish(agenda, period, programme)
    if released and overview["embargo"]:
        yield NextStep(f"{released['name']} is released after its embargo, by the next pow ingest")
    is_done = released and is_ready and not agenda.changed_since and not overview["queries"]
    if is_done and not overview["is_final"] and today >= period.publication:
        what = f"{released['name']} is provisional; where nothing more is to come, make it final"
        yield NextStep(what, f"pow decide final {period.code} {_REASON}")


def _publish(agenda: Agenda, period: Period, programme: Programme) -> NextStep:
    if agenda.touches_final:
        what = f"{period.code} is final; to publish other figures of it, reopen it"
        return NextStep(what, f"pow decide reopen {period.code} {_REASON}")
    if programme.publication.sign_off and not agenda.is_signed_off:
        if agenda.has_draft:
            command = f"pow decide sign-off {period.code} --by NAME {_REASON}"
            return NextStep("another than who made the draft signs its figures off", command)
        what = "freeze the figures, to be checked and signed off"
        return NextStep(what, f"pow publish {period.code} --draft")
    what = f"publish; publication is on {period.publication}"
    return NextStep(what, f"pow publish {period.code}")


def _count(things: Sequence[Any], name: str, several: str = "") -> str:
    return f"{len(things)} {name if len(things) == 1 else several or f'{name}s'}"


def _some(regions: Sequence[str]) -> str:
    more = " …" if len(regions) > _SHOWN else ""
    return ", ".join(regions[:_SHOWN]) + more
