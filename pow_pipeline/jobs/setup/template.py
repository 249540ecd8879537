"""Creates the forms of `pow template` with the known data of a region; keeps forms in use."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pow_pipeline.durable import create_file, make_folder, write_file
from pow_pipeline.errors import UsageError, WorkspaceError
from pow_pipeline.feedback.template.book import write_template
from pow_pipeline.feedback.template.form_data import Template
from pow_pipeline.jobs.engine.require import (
    require_expected_period,
    require_period,
    require_period_or_current,
)
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.setup.initialise import find_programme
from pow_pipeline.machine_faults import concerns_all_files
from pow_pipeline.model.regions import Known
from pow_pipeline.warehouse.lookups.known_activities import known_of_regions
from pow_pipeline.workspace import Workspace
from schemas.programme.folder import read_programme, read_programme_folder
from schemas.programme.programme import Programme

Fate = Literal["made", "replaced", "unchanged", "kept"]


@dataclass(frozen=True)
class Made:
    """Result of creating one template.

    Attributes:
        fate: `made` or `replaced`; `unchanged` if an identical file existed; `kept` if a different
            file existed and was not replaced.
    """

    region: str
    period: str
    file: Path
    fate: Fate


@dataclass(frozen=True)
class Source:
    """Data that templates are created from.

    Attributes:
        workspace: the workspace with earlier reports; None for blank templates.
    """

    programme: Programme
    workspace: Workspace | None


def find_source(run: Run, name: str | None) -> Source:
    """Return the source of templates: the named programme, else the workspace, else the built-in.

    Raises:
        UsageError: there is no such programme.
    """
    if name or not run.workspace.journal.is_dir():
        return Source(read_programme(read_programme_folder(find_programme(name))), None)
    return Source(run.programme(), run.workspace)


def make_template(
    run: Run,
    source: Source,
    region: str,
    *,
    period: str | None,
    output: Path | None,
    replace: bool,
) -> Made:
    """Create the template of one region.

    Args:
        run: the run.
        source: data to create it from.
        region: code of the region.
        period: code of the period; None for the current reporting period.
        output: path of the file; None for a file in the outbox of the region or, without a
            workspace, in the current directory.
        replace: whether to replace an existing, different file.

    Raises:
        UsageError: there is no such region or period, no report of the region is expected, or the
            path is a folder.
        LockedError: another process kept the warehouse locked until the wait timed out.
        WarehouseError: the warehouse cannot be read.
    """
    period_code = require_period_or_current(source.programme, period, run.clock()).code
    require_expected_period(source.programme, region, period_code)
    (template,) = _templates(source, period_code, [region])
    return _save(template, output or _place(template, source.workspace), replace=replace)


def make_all_templates(
    run: Run, source: Source, *, period: str | None, replace: bool
) -> list[Made]:
    """Create the templates of all regions expected to report about a period, see `make_template`.

    Raises:
        UsageError: there is no workspace, or no such period.
        WorkspaceError: some templates could not be written; all others were.
    """
    if not source.workspace:
        raise UsageError(
            "there is no workspace, so there are no outboxes; name it with --home, or name a "
            "region, such as: pow template --region AM12"
        )
    period_code = require_period_or_current(source.programme, period, run.clock()).code
    codes = [region.code for region in source.programme.regions]
    expected = [code for code in codes if source.programme.expects(code, period_code)]
    made: list[Made] = []
    failed: list[str] = []
    for template in _templates(source, period_code, expected):
        place = _place(template, source.workspace)
        try:
            made.append(_save(template, place, replace=replace))
        except OSError as error:
            if concerns_all_files(error):
                raise
            failed.append(f"{place} ({error.strerror})")
        run.progress(len(made) + len(failed), len(expected))
    if failed:
        message = f"made {len(made)} forms, but not these; fix their folders and run this again: "
        raise WorkspaceError(message + ", ".join(failed))
    return made


def _templates(source: Source, period_code: str, regions: list[str]) -> list[Template]:
    """Return the templates of regions, with their known data."""
    programme = source.programme
    known = known_of_regions(source.workspace.warehouse, period_code) if source.workspace else {}
    period = require_period(programme, period_code)
    matches = (programme.region(code) for code in regions)
    return [
        Template(programme, region, period, known.get(region.code, Known()))
        for region in matches
        if region
    ]


def _place(template: Template, workspace: Workspace | None) -> Path:
    folder = workspace.outbox / template.region.code if workspace else Path()
    return folder / template.file_name


def _save(template: Template, file: Path, *, replace: bool) -> Made:
    """Write a template, unless a different file exists that a person may have filled in."""
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
