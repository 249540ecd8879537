"""Concepts on disk: the last one of each period, which the next one replaces in one step.

A concept is a release in all but its name, and nothing points at it but the name of its period.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path

from pow_pipeline.durable import point_link
from pow_pipeline.faults import fault_point
from pow_pipeline.model import Concept


def folder_of(folder: Path, concept: Concept) -> Path:
    """Return where a concept stands; people reach it by the name of its period."""
    return folder / f".{concept.period}.{concept.as_of}"


def settle_concepts(folder: Path, concepts: Iterable[Concept]) -> None:
    """Let each period show its last concept where that is there, and remove all others."""
    if not folder.is_dir():
        return
    shown = [each for each in concepts if folder_of(folder, each).is_dir()]
    for concept in shown:
        link, target = folder / concept.period, folder_of(folder, concept).name
        if not link.is_symlink() or str(link.readlink()) != target:
            point_link(link, target)
            fault_point("concept_shown")
    kept = {name for each in shown for name in (each.period, folder_of(folder, each).name)}
    for path in folder.iterdir():
        if path.name not in kept:
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_symlink():
        path.unlink()
    else:
        shutil.rmtree(path)
