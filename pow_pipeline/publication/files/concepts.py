"""Drafts on disk: the last draft of each period, which the next one replaces in one step.

A draft has the same files as a release. Only a link with the name of its period points at it.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path

from pow_pipeline.durable import point_link
from pow_pipeline.faults import fault_point
from pow_pipeline.model import Concept


def folder_of(folder: Path, concept: Concept) -> Path:
    """Return the folder of a draft; people open it by the name of its period."""
    return folder / f".{concept.period}.{concept.as_of}"


def settle_concepts(folder: Path, concepts: Iterable[Concept]) -> None:
    """Make each period show its last draft, if it exists, and remove all other files."""
    if not folder.is_dir():
        return
    shown = [concept for concept in concepts if folder_of(folder, concept).is_dir()]
    for concept in shown:
        link, target = folder / concept.period, folder_of(folder, concept).name
        if not link.is_symlink() or str(link.readlink()) != target:
            point_link(link, target)
            fault_point("concept_shown")
    used_names = {
        name for concept in shown for name in (concept.period, folder_of(folder, concept).name)
    }
    for path in folder.iterdir():
        if path.name not in used_names:
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_symlink():
        path.unlink()
    else:
        shutil.rmtree(path)
