"""Pages of a draft about one region, which go only to the outbox of that region."""

import shutil
from pathlib import Path

from pow_pipeline.durable import make_folder, write_files
from pow_pipeline.faults import fault_point
from pow_pipeline.workspace import Workspace
from schemas.programme.programme import Programme


def give_pages(workspace: Workspace, programme: Programme, period: str) -> tuple[str, ...]:
    """Write each region's own pages of the current draft to its outbox; return the regions.

    Pages of an earlier draft are replaced. The function is idempotent.
    """
    pages = workspace.drafts / period / "restricted" / "regions"
    given = {
        region.code: own
        for region in programme.regions
        if (own := sorted(pages.glob(f"{region.code}.*")))
    }
    shared = sorted(pages.glob("*.css"))
    contents = [
        (_folder(workspace, code, period) / path.name, path.read_bytes())
        for code, own in given.items()
        for path in (*own, *shared)
    ]
    for code in given:
        make_folder(_folder(workspace, code, period))
    write_files(contents)
    _remove_others(workspace, period, {path for path, _ in contents})
    fault_point("draft_given")
    return tuple(given)


def remove_pages(workspace: Workspace) -> None:
    """Remove the pages of all drafts from all outboxes."""
    for folder in workspace.outbox.glob("*/draft-*"):
        shutil.rmtree(folder)


def _folder(workspace: Workspace, region: str, period: str) -> Path:
    return workspace.outbox / region / f"draft-{period}"


def _remove_others(workspace: Workspace, period: str, given: set[Path]) -> None:
    for folder in workspace.outbox.glob(f"*/draft-{period}"):
        for path in folder.iterdir():
            if path not in given:
                path.unlink()
        if not any(folder.iterdir()):
            folder.rmdir()
