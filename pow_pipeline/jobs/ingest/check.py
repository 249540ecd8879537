"""Validates files before they are sent, without storing or changing anything."""

import stat
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pow_pipeline.errors import UsageError
from pow_pipeline.feedback.message import Message
from pow_pipeline.feedback.preview import put_check_into_words
from pow_pipeline.jobs.engine.feedback import contents_of
from pow_pipeline.jobs.engine.require import require_period, require_region
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.setup.initialise import find_programme
from pow_pipeline.machine_faults import raise_machine_fault
from pow_pipeline.model.deliveries import Delivery, Extension
from pow_pipeline.model.documents import Contents, Reading
from pow_pipeline.model.findings import Finding, Severity, ValidatedBatch, ValidationResult
from pow_pipeline.parsing.sandbox.sandbox import Sandbox
from pow_pipeline.validation.evidence import findings_of
from pow_pipeline.validation.validate import validate_batch
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.pending import extensions_in_force
from pow_pipeline.warehouse.rehearsal import rehearse
from schemas.language import read_language
from schemas.programme.folder import read_programme, read_programme_folder
from schemas.programme.programme import Programme
from schemas.rules import Counts, count_findings
from schemas.text.text_forms import TextForms


@dataclass(frozen=True)
class Checked:
    """Validation result of one file.

    Attributes:
        findings: all findings in order, as (severity, finding).
        contents: the worksheets of the file; None if it could not be parsed.
        extended_until: the last day of the extension that a decision gave the region for this
            period; None without an extension.
    """

    file: Path
    result: ValidationResult
    findings: tuple[tuple[Severity, Finding], ...]
    contents: Contents | None
    extended_until: date | None = None

    @property
    def counts(self) -> Counts:
        """Number of errors, queries and notices, including those of the history rules."""
        return count_findings(severity for severity, _ in self.findings)

    @property
    def is_acceptable(self) -> bool:
        """Whether the file would be accepted."""
        return self.result.outcome == "accepted"


@dataclass(frozen=True)
class Rules:
    """Rules and data that files are checked against.

    Attributes:
        warehouse: the warehouse with earlier submissions; None without a workspace.
        compares_history: whether the history rules compare files with the warehouse.
    """

    programme: Programme
    warehouse: Path | None = None
    compares_history: bool = True


@dataclass(frozen=True)
class Offered:
    """A file that is offered for a check.

    Attributes:
        file: its path, or the name under which it was uploaded.
        size: size in bytes.
        content: returns the bytes.
    """

    file: Path
    size: int
    content: Callable[[], bytes]


def check(
    run: Run, files: Sequence[Path], *, rules: Rules, region: str | None, period: str | None
) -> list[Checked]:
    """Validate files and return the result of each.

    Args:
        run: the run.
        files: the files.
        rules: rules and data to check them against.
        region: code of the region that would send them; None to take it from each file.
        period: code of the period they should be about; None for the current reporting period.

    Raises:
        UsageError: a file cannot be opened, or the programme has no such region or period.
        LockedError: another process kept the warehouse locked until the wait timed out.
    """
    requested = require_period(rules.programme, period).code if period else None
    sender = require_region(rules.programme, region).code if region else ""
    offered = [Offered(file, _size(file), file.read_bytes) for file in files]
    with closing(Sandbox(run.limits)) as sandbox:
        return check_offered(
            offered,
            rules=rules,
            sender=sender,
            requested=requested,
            now=run.clock(),
            sandbox=sandbox,
        )


def check_offered(
    offered: Sequence[Offered],
    *,
    rules: Rules,
    sender: str,
    requested: str | None,
    now: datetime,
    sandbox: Sandbox,
) -> list[Checked]:
    """Validate offered files and return the result of each.

    Args:
        offered: the files.
        rules: rules and data to check them against.
        sender: code of the region that would send them; '' to take it from each file.
        requested: code of the period they should be about; None for the current reporting period.
        now: the current time.
        sandbox: the processes that parse the files.

    Raises:
        LockedError: another process kept the warehouse locked until the wait timed out.
    """
    by_name = {f"{number}": file for number, file in enumerate(offered, start=1)}
    deliveries = [
        Delivery(name, 0, int(name), sender, file.file.name, name, file.size, now)
        for name, file in by_name.items()
    ]
    readings = _read(deliveries, by_name, rules.programme.text_forms, sandbox)
    whole = [reading for reading in readings if not reading.failure]
    extensions = _extensions(rules, now)
    batch = validate_batch(
        whole,
        programme=rules.programme,
        programme_event=0,
        previous={},
        extensions=extensions,
        requested=requested,
    )
    findings = _findings(rules, [reading.delivery for reading in whole], batch)
    results = _results(batch, readings)
    contents = {
        reading.delivery.delivery: contents_of(reading, rules.programme)
        for reading in whole
        if reading.sheets
    }
    until = {(granted.region_code, granted.period): granted.until for granted in extensions}
    return [
        Checked(
            file.file,
            results[name],
            findings.get(name, ()),
            contents.get(name),
            until.get((results[name].region_code or "", results[name].period or "")),
        )
        for name, file in by_name.items()
    ]


def _findings(
    rules: Rules, validated: Sequence[Delivery], batch: ValidatedBatch
) -> Mapping[str, tuple[tuple[Severity, Finding], ...]]:
    """Return the findings by delivery, with those of the history rules if they run."""
    if rules.warehouse and rules.compares_history and validated:
        return rehearse(rules.warehouse, validated, batch)
    return findings_of(batch)


def _extensions(rules: Rules, now: datetime) -> list[Extension]:
    """Return the extensions in force.

    Another process may hold the warehouse for a while. Without the history rules it is therefore
    read only if an extension can change the outcome, that is, if a period has closed.
    """
    today = now.astimezone(rules.programme.zone).date()
    periods = rules.programme.periods
    has_closed = any(period.closes and period.closes < today for period in periods)
    if not rules.warehouse or not (rules.compares_history or has_closed):
        return []
    with read_warehouse(rules.warehouse) as connection:
        return extensions_in_force(connection)


def _results(batch: ValidatedBatch, readings: Sequence[Reading]) -> dict[str, ValidationResult]:
    """Return the result on each file, including files whose parsing failed through a bug."""
    results = {result.delivery: result for result in batch.results}
    for reading in readings:
        name = reading.delivery.delivery
        if reading.failure:
            results[name] = ValidationResult(name, "failed", "", error=reading.failure)
    return results


def say(checked: Checked, programme: Programme, language: str) -> Message:
    """Return the message about a checked file in a language."""
    return put_check_into_words(
        checked.file.name,
        checked.result,
        checked.findings,
        extended_until=checked.extended_until,
        programme=programme,
        language=read_language(language),
    )


def rules_to_check_by(run: Run, name: str | None) -> Rules:
    """Return the rules of the named programme, else of the workspace, else of the built-in one.

    Raises:
        UsageError: there is no such programme.
    """
    return source_of_rules(run, name)()


def source_of_rules(run: Run, name: str | None) -> Callable[[], Rules]:
    """Return a function that returns the rules to check by, current at each call.

    Raises:
        UsageError: there is no such programme.
    """
    workspace = run.workspace
    if name or not workspace.journal.is_dir():
        rules = Rules(read_programme(read_programme_folder(find_programme(name))))
        return lambda: rules
    return lambda: Rules(
        run.programme(), workspace.warehouse if workspace.warehouse.exists() else None
    )


def _read(
    deliveries: Sequence[Delivery],
    offered: Mapping[str, Offered],
    forms: TextForms,
    sandbox: Sandbox,
) -> list[Reading]:
    """Parse each file in the sandbox, as deliveries are parsed, and return the readings."""
    readings: list[Reading] = []
    while len(readings) < len(deliveries):
        left = deliveries[len(readings) :]
        readings += sandbox.read(left, lambda file: offered[file.delivery].content(), forms)
    return readings


def _size(file: Path) -> int:
    """Return the size of a readable file in bytes.

    Raises:
        UsageError: the path is not a regular file, or the file cannot be opened.
    """
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UsageError(f"{file}: not a file; name a file")
        with file.open("rb"):
            return status.st_size
    except OSError as error:
        raise_machine_fault(error)
        raise UsageError(f"{file}: cannot be opened ({error.strerror}); name a file") from error
