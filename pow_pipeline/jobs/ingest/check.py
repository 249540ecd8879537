"""Check: what the rules say of files before they are sent. Nothing is kept or changed."""

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
from pow_pipeline.jobs.engine.require import asked_period, asked_region
from pow_pipeline.jobs.setup.initialise import find_programme
from pow_pipeline.limits import WorkLimits
from pow_pipeline.machine_faults import raise_machine_fault
from pow_pipeline.model import (
    Contents,
    Delivery,
    Extension,
    Finding,
    Judgement,
    Reading,
    Severity,
    Verdict,
)
from pow_pipeline.parsing.sandbox.sandbox import Sandbox
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.validation.evidence import findings_of
from pow_pipeline.validation.validate import judge
from pow_pipeline.warehouse.connection import read_warehouse
from pow_pipeline.warehouse.lookups.pending import extensions_in_force
from pow_pipeline.warehouse.rehearsal import rehearse
from pow_pipeline.workspace import Workspace, open_workspace
from schemas.language import read_language
from schemas.programme.folder import read_programme, read_programme_folder
from schemas.programme.programme import Programme
from schemas.rules import Counts, count_findings
from schemas.text.text_forms import TextForms


@dataclass(frozen=True)
class Checked:
    """What the rules say of one file.

    Attributes:
        findings: everything they have to say, in order, as (severity, finding).
        contents: what the file holds; None when it could not be read.
        extended_until: the last day on time that a decision gave the region that the file names.
    """

    file: Path
    verdict: Verdict
    findings: tuple[tuple[Severity, Finding], ...]
    contents: Contents | None
    extended_until: date | None = None

    @property
    def counts(self) -> Counts:
        """How many errors, queries and notices there are, those of history among them."""
        return count_findings(severity for severity, _ in self.findings)

    @property
    def is_acceptable(self) -> bool:
        """Whether it would be accepted."""
        return self.verdict.outcome == "accepted"


@dataclass(frozen=True)
class Rules:
    """What files are checked by.

    Attributes:
        warehouse: with what came before; none without a workspace.
        compares_history: whether the rules of history compare with the warehouse.
    """

    programme: Programme
    warehouse: Path | None = None
    compares_history: bool = True


@dataclass(frozen=True)
class Offered:
    """A file that is offered for a check.

    Attributes:
        file: where it is, or under which name it came.
        size: how many bytes it has.
        content: gives them.
    """

    file: Path
    size: int
    content: Callable[[], bytes]


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
    asked = asked_period(rules.programme, period).code if period else None
    sender = asked_region(rules.programme, region).code if region else ""
    offered = [Offered(file, _size(file), file.read_bytes) for file in files]
    with closing(Sandbox(limits)) as sandbox:
        return check_offered(
            offered, rules=rules, sender=sender, asked=asked, now=clock(), sandbox=sandbox
        )


def check_offered(
    offered: Sequence[Offered],
    *,
    rules: Rules,
    sender: str,
    asked: str | None,
    now: datetime,
    sandbox: Sandbox,
) -> list[Checked]:
    """Return what the rules say of each file that is offered.

    Args:
        offered: the files.
        rules: what they are checked by.
        sender: the code of the region that would send them, '' for the one that each names.
        asked: the code of the period they are meant to be about, if one is meant.
        now: the present moment.
        sandbox: where they are read.

    Raises:
        LockedError: the warehouse was being written for longer than we wait.
    """
    by_name = {f"{number}": each for number, each in enumerate(offered, start=1)}
    deliveries = [
        Delivery(name, 0, int(name), sender, each.file.name, name, each.size, now)
        for name, each in by_name.items()
    ]
    readings = _read(deliveries, by_name, rules.programme.text_forms, sandbox)
    whole = [each for each in readings if not each.failure]
    extensions = _extensions(rules, now)
    judgement = judge(
        whole,
        programme=rules.programme,
        programme_event=0,
        standing={},
        extensions=extensions,
        asked=asked,
    )
    judged = [each.delivery for each in whole]
    findings = (
        rehearse(rules.warehouse, judged, judgement)
        if rules.warehouse and rules.compares_history and judged
        else findings_of(judgement)
    )
    verdicts = _verdicts(judgement, readings)
    contents = {
        each.delivery.delivery: contents_of(each, rules.programme) for each in whole if each.sheets
    }
    until = {(each.region_code, each.period): each.until for each in extensions}
    return [
        Checked(
            each.file,
            verdicts[name],
            findings.get(name, ()),
            contents.get(name),
            until.get((verdicts[name].region_code or "", verdicts[name].period or "")),
        )
        for name, each in by_name.items()
    ]


def _extensions(rules: Rules, now: datetime) -> list[Extension]:
    """Return the extensions in force.

    The warehouse may be in use for a while, so without history it is read only where an extension
    can change the outcome: a period has closed.
    """
    today = now.astimezone(rules.programme.zone).date()
    has_closed = any(each.closes and each.closes < today for each in rules.programme.periods)
    if not rules.warehouse or not (rules.compares_history or has_closed):
        return []
    with read_warehouse(rules.warehouse) as connection:
        return extensions_in_force(connection)


def _verdicts(judgement: Judgement, readings: Sequence[Reading]) -> dict[str, Verdict]:
    """Return what became of each file, also of those that our own code failed on."""
    verdicts = {verdict.delivery: verdict for verdict in judgement.verdicts}
    for each in readings:
        name = each.delivery.delivery
        if each.failure:
            verdicts[name] = Verdict(name, "failed", "", error=each.failure)
    return verdicts


def say(checked: Checked, programme: Programme, language: str) -> Message:
    """Return what is told of a file that was checked, in a language."""
    return put_check_into_words(
        checked.file.name,
        checked.verdict,
        checked.findings,
        extended_until=checked.extended_until,
        programme=programme,
        language=read_language(language),
    )


def rules_to_check_by(home: Path, name: str | None) -> Rules:
    """Return the rules of the programme that is named, else of the workspace, else built in.

    Raises:
        WorkspaceError: there is no workspace where one is said to be.
        UsageError: there is no such programme.
    """
    return source_of_rules(home, name)()


def source_of_rules(home: Path, name: str | None) -> Callable[[], Rules]:
    """Return what gives the rules to check by, as they are whenever it is asked.

    Raises:
        WorkspaceError: there is no workspace where one is said to be.
        UsageError: there is no such programme.
    """
    is_given = home != Path()
    workspace = open_workspace(home) if is_given and not name else Workspace(home.absolute())
    if name or not workspace.journal.is_dir():
        rules = Rules(read_programme(read_programme_folder(find_programme(name))))
        return lambda: rules
    programmes = ArchivedProgrammes(Journal(workspace.journal), Blobs(workspace.blobs))
    return lambda: Rules(
        programmes.latest(), workspace.warehouse if workspace.warehouse.exists() else None
    )


def _read(
    deliveries: Sequence[Delivery],
    offered: Mapping[str, Offered],
    forms: TextForms,
    sandbox: Sandbox,
) -> list[Reading]:
    """Return what reading each file gave, in the processes in which deliveries are read too."""
    readings: list[Reading] = []
    while len(readings) < len(deliveries):
        left = deliveries[len(readings) :]
        readings += sandbox.read(left, lambda each: offered[each.delivery].content(), forms)
    return readings


def _size(file: Path) -> int:
    """Return the size of a file that can be read."""
    try:
        found = file.stat()
        if not stat.S_ISREG(found.st_mode):
            raise UsageError(f"{file}: not a file; name a file")
        with file.open("rb"):
            return found.st_size
    except OSError as error:
        raise_machine_fault(error)
        raise UsageError(f"{file}: cannot be opened ({error.strerror}); name a file") from error
