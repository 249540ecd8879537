"""Mirroring: a tree of files made as another one is, each file whole or not there at all."""

import os
import shutil
from collections.abc import Collection, Sequence
from pathlib import Path

from pow_pipeline.durable import let_write, make_folder, put_in_place, sync_folders


def mirror(source: Path, target: Path, *, leave: Collection[Path] = ()) -> int:
    """Make a tree as another is, without what is half made; return how many files were copied.

    Args:
        source: the tree that is copied.
        target: the tree that is to be like it.
        leave: folders, by relative path, that stay in the target as they are.
    """
    folders, files = ([each for each in found if _is_meant(each, leave)] for found in _tree(source))
    make_folder(target)
    let_write(target)
    _remove_others(target, {*folders, *files}, leave)
    fresh = [each for each in files if not _is_same(source / each, target / each)]
    _copy(source, target, folders, fresh)
    return len(fresh)


def add(source: Path, target: Path) -> int:
    """Copy what another tree has more, replace and remove nothing; return how many files it was."""
    folders, files = _tree(source)
    make_folder(target)
    let_write(target)
    fresh = [each for each in files if not os.path.lexists(target / each)]
    _copy(source, target, folders, fresh)
    return len(fresh)


def _copy(source: Path, target: Path, folders: Sequence[Path], files: Sequence[Path]) -> None:
    for folder in folders:
        make_folder(target / folder)
    copy_files([(source / each, target / each) for each in files])
    for folder in reversed(folders):  # one that is read-only comes after what is in it
        shutil.copymode(source / folder, target / folder)


def _tree(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the folders and the files below a folder, by relative path."""
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
    return not any(path.is_relative_to(each) for each in leave)


def _remove_others(target: Path, wanted: Collection[Path], leave: Collection[Path]) -> None:
    for path in sorted(target.rglob("*"), reverse=True):  # what is in a folder before the folder
        relative = path.relative_to(target)
        if relative in wanted or not _is_meant(relative, leave):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _is_same(source: Path, target: Path) -> bool:
    """Whether a file is there as it is here: by where a link leads, else by size and moment."""
    if source.is_symlink() or target.is_symlink():
        both = source.is_symlink() and target.is_symlink()
        return both and source.readlink() == target.readlink()
    if not target.is_file():
        return False
    ours, theirs = source.stat(), target.stat()
    return (ours.st_size, ours.st_mtime_ns) == (theirs.st_size, theirs.st_mtime_ns)


def copy_files(pairs: Sequence[tuple[Path, Path]]) -> None:
    """Copy files, each whole or not at all."""
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
