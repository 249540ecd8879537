"""The pages of a concept that are about one region, in the outbox of that region alone."""

import shutil
from pathlib import Path

from pow_pipeline.durable import make_folder, write_files
from pow_pipeline.faults import fault_point
from pow_pipeline.workspace import Workspace
from schemas.programme.programme import Programme


def give_pages(workspace: Workspace, programme: Programme, period: str) -> tuple[str, ...]:
    """Put each region's own pages of the present concept into its outbox; return the regions.

    What is there of an earlier concept is replaced. Doing so again changes nothing.
    """
    pages = workspace.concepts / period / "restricted" / "regions"
    given = {
        region.code: own
        for region in programme.regions
        if (own := sorted(pages.glob(f"{region.code}.*")))
    }
    contents = [
        (_folder(workspace, code, period) / path.name, path.read_bytes())
        for code, own in given.items()
        for path in own
    ]
    for code in given:
        make_folder(_folder(workspace, code, period))
    write_files(contents)
    _remove_others(workspace, period, {path for path, _ in contents})
    fault_point("concept_given")
    return tuple(given)


def remove_pages(workspace: Workspace) -> None:
    """Remove the pages of all concepts from all outboxes."""
    for folder in workspace.outbox.glob("*/concept-*"):
        shutil.rmtree(folder)


def _folder(workspace: Workspace, region: str, period: str) -> Path:
    return workspace.outbox / region / f"concept-{period}"


def _remove_others(workspace: Workspace, period: str, given: set[Path]) -> None:
    for folder in workspace.outbox.glob(f"*/concept-{period}"):
        for path in folder.iterdir():
            if path not in given:
                path.unlink()
        if not any(folder.iterdir()):
            folder.rmdir()
