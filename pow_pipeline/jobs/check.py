"""Check: what the rules say of files before they are sent. Nothing is kept or changed."""

import stat
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pow_pipeline.errors import UsageError
from pow_pipeline.feedback.message import Message
from pow_pipeline.feedback.preview import put_check_into_words
from pow_pipeline.jobs.asked import asked_period, asked_region
from pow_pipeline.jobs.feedback import contents_of
from pow_pipeline.jobs.initialise import find_programme
from pow_pipeline.judging.evidence import findings_of
from pow_pipeline.judging.judge import judge
from pow_pipeline.limits import WorkLimits
from pow_pipeline.model import Contents, Delivery, Finding, Reading, Severity, Verdict
from pow_pipeline.reading.sandbox import Sandbox
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.warehouse.rehearsal import rehearse
from pow_pipeline.workspace import Workspace, open_workspace
from schemas.language import read_language
from schemas.programme import Programme
from schemas.programme_folder import read_programme, read_programme_folder
from schemas.text_forms import TextForms


@dataclass(frozen=True)
class Checked:
    """What the rules say of one file.

    Attributes:
        findings: everything they have to say, in order, as (severity, finding).
        contents: what the file holds; None when it could not be read.
    """

    file: Path
    verdict: Verdict
    findings: tuple[tuple[Severity, Finding], ...]
    contents: Contents | None

    @property
    def queries(self) -> int:
        """How many queries there are, those of history among them."""
        return sum(severity == "query" for severity, _ in self.findings)

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
    whole = [each for each in readings if not each.failure]
    judgement = judge(whole, programme=programme, programme_event=0, standing={}, asked=asked)
    judged = [each.delivery for each in whole]
    findings = (
        rehearse(rules.warehouse, judged, judgement)
        if rules.warehouse and judged
        else findings_of(judgement)
    )
    verdicts = {verdict.delivery: verdict for verdict in judgement.verdicts}
    verdicts |= {
        each.delivery.delivery: Verdict(each.delivery.delivery, "failed", "", error=each.failure)
        for each in readings
        if each.failure
    }
    contents = {
        each.delivery.delivery: contents_of(each, programme) for each in whole if each.sheets
    }
    return [
        Checked(file, verdicts[name], findings.get(name, ()), contents.get(name))
        for name, file in by_name.items()
    ]


def say(checked: Checked, programme: Programme, language: str) -> Message:
    """Return what is told of a file that was checked, in a language."""
    return put_check_into_words(
        checked.file.name,
        checked.verdict,
        checked.findings,
        programme=programme,
        language=read_language(language),
    )


def rules_to_check_by(home: Path, name: str | None) -> Rules:
    """Return the rules of the programme that is named, else of the workspace, else built in.

    Raises:
        WorkspaceError: there is no workspace where one is said to be.
        UsageError: there is no such programme.
    """
    is_given = home != Path()
    workspace = open_workspace(home) if is_given and not name else Workspace(home.absolute())
    if name or not workspace.journal.is_dir():
        return Rules(read_programme(read_programme_folder(find_programme(name))))
    programmes = ArchivedProgrammes(Journal(workspace.journal), Blobs(workspace.blobs))
    warehouse = workspace.warehouse if workspace.warehouse.exists() else None
    return Rules(programmes.latest(), warehouse)


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
        raise UsageError(f"{file}: cannot be opened ({error.strerror}); name a file") from error
