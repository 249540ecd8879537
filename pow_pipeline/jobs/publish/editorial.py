"""Editorial texts that accompany the figures, carried over and recorded on publication."""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pow_pipeline.durable import make_folder, sync_folder, write_files
from pow_pipeline.errors import UsageError
from pow_pipeline.faults import fault_point
from pow_pipeline.jobs.engine.require import require_period
from pow_pipeline.jobs.engine.run import Run
from pow_pipeline.limits import Limits
from pow_pipeline.machine_faults import raise_machine_fault
from pow_pipeline.parsing.texts.word import read_word
from pow_pipeline.parsing.texts.word_paragraphs import WordError
from pow_pipeline.record.events import EditorialKept
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace
from schemas.programme.editorial import EditorialError, Head, Piece, read_pieces, write_pieces
from schemas.programme.programme import Programme

WORD: Final = ".docx"
_MOST_BYTES: Final = 2**20


@dataclass(frozen=True)
class EditorialFile:
    """A new file of editorial texts.

    Attributes:
        path: path of the file.
        carried_over: ids of the texts carried over from an earlier period.
    """

    path: Path
    carried_over: tuple[str, ...]


def create_editorial(run: Run, period: str, *, language: str | None) -> EditorialFile:
    """Create the text file of a period, with the texts of the last earlier file that still apply.

    Args:
        run: the run.
        period: code of the period.
        language: code of a language of the programme; None for its first.

    Raises:
        UsageError: there is no such period or language, the file exists already, or the earlier
            file cannot be read.
    """
    workspace, programme = run.workspace, run.programme()
    require_period(programme, period)
    code = language or programme.language
    if code not in programme.published_languages:
        known = ", ".join(programme.published_languages)
        raise UsageError(f"the programme has no language {code!r}; it has {known}")
    path = _path(workspace, period, code)
    if existing := [file for file in (path, path.with_suffix(WORD)) if file.exists()]:
        raise UsageError(f"{existing[0]}: already exists; edit it, or move it away first")
    carried_over = _pieces_in_force(workspace, programme, period, code)
    content = write_pieces(carried_over or [_example(period)])
    make_folder(workspace.editorial)
    write_files([(path, content.encode())])
    sync_folder(workspace.editorial)
    return EditorialFile(path, tuple(piece.head.id for piece in carried_over))


def keep_editorial(run: Run, period: str) -> None:
    """Store the current texts about a period in the record, if they differ from those stored last.

    Raises:
        UsageError: a file cannot be read; the message says where and why.
    """
    journal = run.journal
    contents = {
        code: content
        for code in run.programme().published_languages
        if (content := _written(_path(run.workspace, period, code))) is not None
    }
    files = dict(zip(contents, run.blobs.add(contents.values()), strict=True)) if contents else {}
    if files != kept_editorial(journal, period, as_of=journal.head()):
        journal.append(EditorialKept(at=run.clock(), period=period, files=files))
        fault_point("editorial")


def kept_editorial(journal: Journal, period: str, *, as_of: int) -> dict[str, str]:
    """Return the hash of the recorded texts about a period, by language, as of an event."""
    for event in journal.read_back(as_of):
        if isinstance(event, EditorialKept) and event.period == period:
            return event.files
    return {}


def current_pieces(run: Run, period: str, *, as_of: int) -> Mapping[str, tuple[Piece, ...]]:
    """Return the texts to be published about a period, by language, as of an event."""
    hashes = kept_editorial(run.journal, period, as_of=as_of)
    return {
        code: tuple(
            piece for piece in read_pieces(run.blobs.read(sha256)) if piece.head.status != "lapsed"
        )
        for code, sha256 in hashes.items()
    }


def _pieces_in_force(
    workspace: Workspace, programme: Programme, period: str, language: str
) -> list[Piece]:
    earlier = [known.code for known in programme.periods if known.code < period]
    for code in reversed(earlier):
        content = _written(_path(workspace, code, language))
        if content is not None:
            return [
                Piece(_confirmed(piece.head), piece.text)
                for piece in read_pieces(content)
                if piece.head.status != "lapsed"
            ]
    return []


def _confirmed(head: Head) -> Head:
    return head.model_copy(update={"status": "confirmed"})


def _example(period: str) -> Piece:
    head = Head(
        id="example",
        kind="lesson",
        theme="…",
        first_period=period,
        source="…",
        status="lapsed",
    )
    text = (
        "Write here, in paragraphs or lists. A figure is a placeholder, such as {total.n}.\n\n"
        "kind is lesson or recommendation, status new, confirmed or lapsed (no longer shown)."
    )
    return Piece(head, text)


def _path(workspace: Workspace, period: str, language: str) -> Path:
    return workspace.editorial / f"{period}.{language}.md"


def _written(path: Path) -> bytes | None:
    """Return the Markdown of a text file, or of the Word document that replaces it.

    Raises:
        UsageError: both files exist, or the file cannot be read.
    """
    word = path.with_suffix(WORD)
    contents = {file: content for file in (path, word) if (content := _read(file)) is not None}
    if len(contents) > 1:
        raise UsageError(f"{path} and {word.name}: both exist; keep one and move the other away")
    for file, content in contents.items():
        return _markdown_of(file, content)
    return None


def _markdown_of(path: Path, content: bytes) -> bytes:
    """Return the contents of a file as valid Markdown.

    Raises:
        UsageError: the file cannot be parsed.
    """
    try:
        word = read_word(content, Limits()) if path.suffix == WORD else None
        markdown = word.markdown.encode() if word else content
        read_pieces(markdown)
    except WordError as error:
        raise UsageError(f"{path}: {error}") from error
    except EditorialError as error:
        place = f"paragraph {word.places[error.line - 1]}: " if word and error.line else ""
        raise UsageError(f"{path}: {f'{place}{error.what}' if word else error}") from error
    return markdown


def _read(path: Path) -> bytes | None:
    """Return the content of a file; None if it does not exist.

    Raises:
        UsageError: it is not a regular file, too large or not readable.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise_machine_fault(error)
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UsageError(f"{path}: is not a regular file; move it away")
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise UsageError(f"{path}: is larger than {_MOST_BYTES:,} bytes; shorten it")
    return content
