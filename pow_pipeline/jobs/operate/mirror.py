"""Mirrors a folder tree; each file is copied completely or not at all."""

import os
import shutil
from collections.abc import Collection, Sequence
from pathlib import Path

from pow_pipeline.durable import let_write, make_folder, put_in_place, sync_folders


def mirror(source: Path, target: Path, *, leave: Collection[Path] = ()) -> int:
    """Make a tree equal to another, except hidden entries; return the number of copied files.

    Args:
        source: the tree to copy.
        target: the tree to change.
        leave: relative paths of folders to leave unchanged in the target.
    """
    folders, files = ([path for path in paths if _is_meant(path, leave)] for paths in _tree(source))
    make_folder(target)
    let_write(target)
    _remove_others(target, {*folders, *files}, leave)
    fresh = [path for path in files if not _is_same(source / path, target / path)]
    _copy(source, target, folders, fresh)
    return len(fresh)


def add(source: Path, target: Path) -> int:
    """Copy files that the target lacks, and return their number. No file is replaced or removed."""
    folders, files = _tree(source)
    make_folder(target)
    let_write(target)
    fresh = [path for path in files if not os.path.lexists(target / path)]
    _copy(source, target, folders, fresh)
    return len(fresh)


def _copy(source: Path, target: Path, folders: Sequence[Path], files: Sequence[Path]) -> None:
    for folder in folders:
        make_folder(target / folder)
    copy_files([(source / path, target / path) for path in files])
    for folder in reversed(folders):  # contents first, because a folder may become read-only
        shutil.copymode(source / folder, target / folder)


def _tree(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the relative paths of the folders and files below a folder, without hidden ones."""
    folders, files = [Path()], []
    for place, inner, names in os.walk(folder):
        inner[:] = [name for name in inner if not name.startswith(".")]
        links = [name for name in inner if Path(place, name).is_symlink()]
        inner[:] = [name for name in inner if name not in links]
        relative = Path(place).relative_to(folder)
        folders += [relative / name for name in inner]
        files += [relative / name for name in (*names, *links) if not name.startswith(".")]
    return folders, files


def _is_meant(path: Path, leave: Collection[Path]) -> bool:
    return not any(path.is_relative_to(folder) for folder in leave)


def _remove_others(target: Path, wanted: Collection[Path], leave: Collection[Path]) -> None:
    for path in sorted(target.rglob("*"), reverse=True):  # contents before their folder
        relative = path.relative_to(target)
        if relative in wanted or not _is_meant(relative, leave):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _is_same(source: Path, target: Path) -> bool:
    """Return whether two links have the same target, or two files the same size and mtime."""
    if source.is_symlink() or target.is_symlink():
        both = source.is_symlink() and target.is_symlink()
        return both and source.readlink() == target.readlink()
    if not target.is_file():
        return False
    ours, theirs = source.stat(), target.stat()
    return (ours.st_size, ours.st_mtime_ns) == (theirs.st_size, theirs.st_mtime_ns)


def copy_files(pairs: Sequence[tuple[Path, Path]]) -> None:
    """Copy pairs of source and target files, each completely or not at all."""
    placed = []
    for source, target in pairs:
        aside = target.with_name(f".{target.name}.aside")
        aside.unlink(missing_ok=True)
        shutil.copy2(source, aside, follow_symlinks=False)
        placed.append((aside, target))
    links = [pair for pair in placed if pair[0].is_symlink()]
    put_in_place([pair for pair in placed if pair not in links])
    for aside, target in links:
        os.replace(aside, target)
    sync_folders({target.parent for _, target in links})
