"""Drafts on disk: the last draft of each period, which the next one replaces in one step.

A draft has the same files as a release. Only a link with the name of its period points at it.
"""

from collections.abc import Iterable
from pathlib import Path

from pow_pipeline.durable import point_link, remove_tree
from pow_pipeline.faults import fault_point
from pow_pipeline.model.releases import Draft


def folder_of(folder: Path, draft: Draft) -> Path:
    """Return the folder of a draft; people open it by the name of its period."""
    return folder / f".{draft.period}.{draft.as_of}"


def reconcile_drafts(folder: Path, drafts: Iterable[Draft]) -> None:
    """Make each period show its last draft, if it exists, and remove all other files."""
    if not folder.is_dir():
        return
    shown = [draft for draft in drafts if folder_of(folder, draft).is_dir()]
    for draft in shown:
        link, target = folder / draft.period, folder_of(folder, draft).name
        if not link.is_symlink() or str(link.readlink()) != target:
            point_link(link, target)
            fault_point("draft_shown")
    used_names = {name for draft in shown for name in (draft.period, folder_of(folder, draft).name)}
    for path in folder.iterdir():
        if path.name not in used_names:
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_symlink() or not path.is_dir():
        path.unlink()
    else:
        remove_tree(path)  # the folder of a draft is read-only, for its owner too
