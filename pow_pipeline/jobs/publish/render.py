"""Writes the files of a staged release: the sheet, pages, tables and workbooks.

What takes long and does not depend on the check of the figures is written in child processes
meanwhile.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from pow_pipeline.child_processes import ChildProcesses, child_processes
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.jobs.publish.editorial import current_pieces
from pow_pipeline.jobs.publish.region_questions import ask_in_words
from pow_pipeline.jobs.publish.staging import Revision
from pow_pipeline.publication.dashboard.page import write_dashboards
from pow_pipeline.publication.data.catalogue_entry import write_entry
from pow_pipeline.publication.data.index import write_index
from pow_pipeline.publication.data.tables import open_tables
from pow_pipeline.publication.explanations import write_explanations
from pow_pipeline.publication.figures import read_figures
from pow_pipeline.publication.files.release import DATABASE, ReleasePlan
from pow_pipeline.publication.files.sqlite import write_sqlite_files
from pow_pipeline.publication.regions.write import write_regions
from pow_pipeline.publication.revisions import write_revisions
from pow_pipeline.publication.sheet.write import write_sheets
from schemas.programme.programme import Programme


@contextmanager
def start_rendering(
    staged: Path, plan: ReleasePlan, programme: Programme
) -> Iterator[ChildProcesses]:
    """Start to write the files that take long and do not depend on the check, and yield.

    The processes that still run when the block ends are ended, so leave it only after
    `write_files`, or to give up the release.
    """
    from pow_pipeline.publication.data.workbooks import write_workbooks

    public, restricted = staged / "public", staged / "restricted"
    forms = programme.publication.forms
    with child_processes() as children:
        if "workbooks" in forms:  # first, because they take longest
            for tier in (public, restricted):
                children.submit(write_workbooks, tier, plan, programme)
        if "regions" in forms:
            children.submit(
                write_regions,
                public / DATABASE,
                restricted / DATABASE,
                plan=plan,
                programme=programme,
                put_into_words=ask_in_words,
            )
        if "sqlite" in forms:
            children.submit(write_sqlite_files, staged)
        if "dashboard" in forms:
            children.submit(write_dashboards, staged, plan=plan, programme=programme)
        yield children


def write_files(
    run: Run,
    staged: Path,
    plan: ReleasePlan,
    programme: Programme,
    revision: Revision | None,
    *,
    started: ChildProcesses,
    approved_on: date | None,
) -> None:
    """Write all files of a staged release except its manifest.

    Args:
        run: the run; the record contains the editorial texts about the period.
        staged: the folder of the staged release.
        plan: the release to be made.
        programme: the programme in force.
        revision: differences from the previous release; None for a first version.
        started: the processes of `start_rendering`; their files are complete at the end.
        approved_on: day on which the release was approved despite plausibility findings; None
            without an approval.

    Raises:
        PublicationBlockedError: an editorial text refers to a figure that does not exist.
    """
    from pow_pipeline.publication.data.write import write_data

    public, restricted = staged / "public", staged / "restricted"
    forms = programme.publication.forms
    if "sheet" in forms:
        write_sheets(
            read_figures(public / DATABASE, plan.period)[None],
            public,
            plan=plan,
            programme=programme,
            revised=revision.figures if revision else None,
            approved_on=approved_on,
            editorial=current_pieces(run, plan.period, as_of=plan.as_of),
        )
    write_explanations(restricted / DATABASE, restricted, period=plan.period)
    if revision:
        write_revisions(public, revision.figures)
    write_data(staged, plan, programme)
    started.finish()
    # These describe all files.
    if "tables" in forms:
        with open_tables(public) as tables:
            write_entry(public, tables, plan=plan, programme=programme)
    write_index(public, plan=plan, programme=programme)
