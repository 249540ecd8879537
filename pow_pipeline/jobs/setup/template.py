"""Forms with what is known of a region filled in; what a person may have filled in stays."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pow_pipeline.durable import create_file, make_folder, write_file
from pow_pipeline.errors import UsageError, WorkspaceError
from pow_pipeline.feedback.template.book import write_template
from pow_pipeline.feedback.template.template import Template
from pow_pipeline.jobs.engine.progress import Progress, be_silent
from pow_pipeline.jobs.engine.require import asked_expected, asked_or_present, asked_period
from pow_pipeline.jobs.setup.initialise import find_programme
from pow_pipeline.machine_faults import concerns_all_files
from pow_pipeline.model import Known
from pow_pipeline.record.blobs import Blobs
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.programmes import ArchivedProgrammes
from pow_pipeline.warehouse.lookups.known_activities import known_of_regions
from pow_pipeline.workspace import Workspace, open_workspace
from schemas.programme.folder import read_programme, read_programme_folder
from schemas.programme.programme import Programme

Fate = Literal["made", "replaced", "unchanged", "kept"]


@dataclass(frozen=True)
class Made:
    """What became of one form.

    Attributes:
        fate: made; replaced; unchanged, when the same was there; or kept, when something else was.
    """

    region: str
    period: str
    file: Path
    fate: Fate


@dataclass(frozen=True)
class Source:
    """What forms are made from.

    Attributes:
        workspace: with what the regions reported before; forms are blank without one.
    """

    programme: Programme
    workspace: Workspace | None


def find_source(home: Path, name: str | None) -> Source:
    """Return what forms are made from: the programme that is named, the workspace's, or built in.

    Raises:
        WorkspaceError: there is no workspace where one is said to be.
        UsageError: there is no such programme.
    """
    is_workspace = home != Path() or Workspace(home.absolute()).journal.is_dir()
    if name or not is_workspace:
        return Source(read_programme(read_programme_folder(find_programme(name))), None)
    workspace = open_workspace(home)
    journal = Journal(workspace.journal)
    return Source(ArchivedProgrammes(journal, Blobs(workspace.blobs)).latest(), workspace)


def make_template(
    source: Source,
    region: str,
    *,
    period: str | None,
    output: Path | None,
    replace: bool,
    now: datetime,
) -> Made:
    """Make the form of one region.

    Args:
        source: what it is made from.
        region: the code of the region.
        period: the code of the period; the one that is asked for now if None.
        output: the file; if None one in the outbox of the region, or without a workspace here.
        replace: whether to replace another form that stands there.
        now: the present moment.

    Raises:
        UsageError: there is no such region or period, the region is not expected then, or
            something stands in the way of the file.
        LockedError: the warehouse was being written for longer than we wait.
        WarehouseError: the warehouse cannot be read.
    """
    asked = asked_or_present(source.programme, period, now).code
    asked_expected(source.programme, region, asked)
    (template,) = _templates(source, asked, [region])
    return _save(template, output or _place(template, source.workspace), replace=replace)


def make_all_templates(
    source: Source,
    *,
    period: str | None,
    replace: bool,
    now: datetime,
    progress: Progress = be_silent,
) -> list[Made]:
    """Make the forms of all regions that are expected in a period, see `make_template`.

    Raises:
        WorkspaceError: some could not be written; all others were.
    """
    if not source.workspace:
        raise UsageError(
            "there is no workspace, so there are no outboxes; name it with --home, or name a "
            "region, such as: pow template --region AM12"
        )
    asked = asked_or_present(source.programme, period, now).code
    codes = [each.code for each in source.programme.regions]
    expected = [code for code in codes if source.programme.expects(code, asked)]
    made: list[Made] = []
    failed: list[str] = []
    for template in _templates(source, asked, expected):
        place = _place(template, source.workspace)
        try:
            made.append(_save(template, place, replace=replace))
        except OSError as error:
            if concerns_all_files(error):
                raise
            failed.append(f"{place} ({error.strerror})")
        progress("forms", len(made) + len(failed), len(expected))
    if failed:
        message = f"made {len(made)} forms, but not these; mend their folders and run this again: "
        raise WorkspaceError(message + ", ".join(failed))
    return made


def _templates(source: Source, period_code: str, regions: list[str]) -> list[Template]:
    """Return the forms of regions, with what is known of them."""
    programme = source.programme
    known = known_of_regions(source.workspace.warehouse, period_code) if source.workspace else {}
    period = asked_period(programme, period_code)
    found = (programme.region(code) for code in regions)
    return [
        Template(programme, region, period, known.get(region.code, Known()))
        for region in found
        if region
    ]


def _place(template: Template, workspace: Workspace | None) -> Path:
    folder = workspace.outbox / template.region.code if workspace else Path()
    return folder / template.file_name


def _save(template: Template, file: Path, *, replace: bool) -> Made:
    """Write a form, unless something else stands there that a person may have filled in."""
    if file.is_dir():
        raise UsageError(f"{file} is a folder; name a file, such as {template.file_name}")
    make_folder(file.parent)
    content = write_template(template)
    fate: Fate = "made"
    if not create_file(file, content):
        is_same = file.read_bytes() == content
        fate = "unchanged" if is_same else "replaced" if replace else "kept"
    if fate == "replaced":
        write_file(file, content)
    return Made(template.region.code, template.period.code, file, fate)
