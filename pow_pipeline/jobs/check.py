"""Check: what the rules say of files before they are sent. Nothing is kept or changed."""

import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path

from pow_pipeline.errors import UsageError
from pow_pipeline.jobs.asked import asked_period, asked_region
from pow_pipeline.jobs.initialise import find_programme
from pow_pipeline.judging.judge import judge
from pow_pipeline.limits import WorkLimits
from pow_pipeline.model import Delivery, Finding, Judgement, Reading, Severity, Verdict
from pow_pipeline.reading.sandbox import Sandbox
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.warehouse.rehearsal import rehearse
from pow_pipeline.workspace import Workspace
from schemas.programme import Programme
from schemas.programme_folder import read_programme, read_programme_folder
from schemas.text_forms import TextForms


@dataclass(frozen=True)
class Checked:
    """What the rules say of one file.

    Attributes:
        findings: everything they have to say, in order, as (severity, finding).
    """

    file: Path
    verdict: Verdict
    findings: tuple[tuple[Severity, Finding], ...]

    @property
    def is_acceptable(self) -> bool:
        """Whether it would be accepted."""
        return self.verdict.outcome == "accepted"


@dataclass(frozen=True)
class Rules:
    """What files are checked by.

    Attributes:
        warehouse: with what came before, which the rules of history compare with; none without a
            workspace.
    """

    programme: Programme
    warehouse: Path | None = None


def check(
    files: Sequence[Path],
    *,
    rules: Rules,
    region: str | None,
    period: str | None,
    clock: Callable[[], datetime],
    limits: WorkLimits,
) -> list[Checked]:
    """Return what the rules say of each file.

    Args:
        files: the files.
        rules: what they are checked by.
        region: the code of the region that would send them; the one that each names if not given.
        period: the period they are meant to be about; the one asked for now if not given.
        clock: the present moment.
        limits: what a file may hold, and what reading it may cost.

    Raises:
        UsageError: a file cannot be opened, or the programme has no such region or period.
        LockedError: the warehouse was being written for longer than we wait.
    """
    programme = rules.programme
    asked = asked_period(programme, period).code if period else None
    sender = asked_region(programme, region).code if region else ""
    by_name = {f"{number}": file for number, file in enumerate(files, start=1)}
    deliveries = [
        Delivery(name, 0, int(name), sender, file.name, name, _size(file), clock())
        for name, file in by_name.items()
    ]
    readings = _read(deliveries, by_name, programme.text, limits)
    judgement = judge(readings, programme=programme, programme_event=0, standing={}, asked=asked)
    findings = _findings_by_delivery(judgement)
    if rules.warehouse:
        for severity, finding in rehearse(rules.warehouse, deliveries, judgement):
            findings[finding.delivery].append((severity, finding))
    return [
        Checked(file, verdict, tuple(findings[verdict.delivery]))
        for file, verdict in zip(files, judgement.verdicts, strict=True)
    ]


def rules_to_check_by(home: Path, name: str | None) -> Rules:
    """Return the rules of the programme that is named, else of the workspace, else built in."""
    workspace = Workspace(home.absolute())
    if name or not workspace.journal.is_dir():
        return Rules(read_programme(read_programme_folder(find_programme(name))))
    programmes = ArchivedProgrammes(Journal(workspace.journal), Blobs(workspace.blobs))
    warehouse = workspace.warehouse if workspace.warehouse.exists() else None
    return Rules(programmes.latest(), warehouse)


def _findings_by_delivery(judgement: Judgement) -> dict[str, list[tuple[Severity, Finding]]]:
    by_delivery: dict[str, list[tuple[Severity, Finding]]] = defaultdict(list)
    names = [field.name for field in fields(Finding)]
    for row in judgement.findings.to_dict("records"):
        finding = Finding(**{name: row[name] for name in names})
        by_delivery[finding.delivery].append((row["severity"], finding))
    return by_delivery


def _read(
    deliveries: Sequence[Delivery],
    files: Mapping[str, Path],
    forms: TextForms,
    limits: WorkLimits,
) -> list[Reading]:
    """Return what reading each file gave, in the processes in which deliveries are read too."""
    readings: list[Reading] = []
    with closing(Sandbox(limits)) as sandbox:
        while len(readings) < len(deliveries):
            left = deliveries[len(readings) :]
            readings += sandbox.read(left, lambda each: files[each.delivery].read_bytes(), forms)
    failed = next((each for each in readings if each.failure), None)
    if failed:
        raise RuntimeError(f"{files[failed.delivery.delivery]}: {failed.failure}")
    return readings


def _size(file: Path) -> int:
    """Return the size of a file that can be read."""
    try:
        with file.open("rb") as opened:
            return os.fstat(opened.fileno()).st_size
    except OSError as error:
        raise UsageError(f"{file}: cannot be opened ({error.strerror}); name a file") from error
