"""Sends the files of the current releases to an address, for the job `jobs/publish/upload.py`.

The files of the releases are sent first and `current.json` last. Nothing is removed at the address,
so the files that an earlier `current.json` names stay available.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pow_pipeline.errors import UploadError
from pow_pipeline.faults import fault_point
from pow_pipeline.publication.files.catalogue import CURRENT, shown_catalogue
from pow_pipeline.publication.files.checksums import hash_file
from pow_pipeline.publication.files.release import MANIFEST

POINTER: Final = "current.json"
_RELEASES: Final = "releases"
# Up to the last @, because a password may contain @ and /. Without a colon it is a path with an @.
_CREDENTIALS: Final = re.compile(r"//([^/]*:.*|[^/]*)@", re.DOTALL)


@dataclass(frozen=True)
class Uploads:
    """The state of an address after an upload, and the files that were sent.

    Attributes:
        address: the address without user name and password.
        catalogue: the number of the catalogue that it shows.
        releases: the names of the current releases.
        sent: the names of the releases for which files were sent.
        files: the number of files sent.
    """

    address: str
    catalogue: int
    releases: tuple[str, ...]
    sent: tuple[str, ...]
    files: int


@dataclass(frozen=True)
class _Place:
    """A folder on a file system that fsspec supports."""

    files: Any
    root: str

    def at(self, path: str) -> str:
        return f"{self.root}/{path}"

    def read(self, path: str) -> bytes | None:
        try:
            return bytes(self.files.cat_file(self.at(path)))
        except FileNotFoundError:
            return None


def upload_catalogue(
    published: Path, address: str, *, restricted: bool, again: str | None = None
) -> Uploads:
    """Upload the current releases to an address; files that are already there are not sent again.

    Args:
        published: the folder of the catalogue.
        address: a folder, or an address that fsspec supports.
        restricted: whether to send the restricted tier, which names activities, as well.
        again: the period whose files are sent in any case.

    Raises:
        UploadError: the upload failed; the message gives the reason. The next upload continues
            where this one stopped.
    """
    current = published / "catalogue" / str(shown_catalogue(published))
    tiers = ("restricted", "public") if restricted else ("public",)
    with _report_errors(address):
        place = _open(address)
        _refuse_older(place, int(current.name), address)
        folders = {link.name: link.resolve() for link in sorted(current.iterdir())}
        latest = (current / "latest").readlink().name
        del folders["latest"]
        sent = {
            folder.name: _send_release(place, folder, tiers, is_again=period == again)
            for period, folder in folders.items()
        }
        _point(place, _pointer(int(current.name), latest, folders))
    return Uploads(
        without_credentials(address),
        catalogue=int(current.name),
        releases=tuple(sent),
        sent=tuple(name for name, files in sent.items() if files),
        files=sum(sent.values()),
    )


def without_credentials(address: str) -> str:
    """Return an address without user name and password."""
    return _CREDENTIALS.sub("//", address)


def path_of(release: str) -> str:
    """Return the path of the public files of a release, relative to the address."""
    return f"{_RELEASES}/{release}/public"


def _open(address: str) -> _Place:
    import fsspec  # the import takes a tenth of a second, so only uploads pay for it

    files, root = fsspec.core.url_to_fs(address)
    files.invalidate_cache()
    return _Place(files, root.rstrip("/"))


def _refuse_older(place: _Place, catalogue: int, address: str) -> None:
    content = place.read(POINTER)
    try:
        shown = json.loads(content)["catalogue"] if content else 0
    except (ValueError, KeyError, TypeError):  # not written by this program, or incomplete
        return
    if shown > catalogue:
        message = (
            f"{without_credentials(address)}: shows catalogue {shown}, and here {CURRENT} is "
            f"catalogue {catalogue}; is this an older copy of the workspace? Upload elsewhere, or "
            f"remove {POINTER} there"
        )
        raise UploadError(message)


def _send_release(place: _Place, folder: Path, tiers: tuple[str, ...], *, is_again: bool) -> int:
    """Send the missing files of a release, its manifest last; return the number of files sent."""
    target = f"{_RELEASES}/{folder.name}"
    manifest = folder / "public" / MANIFEST
    held = place.read(f"{target}/public/{MANIFEST}")
    # An interrupted upload left files but no manifest; files of the same size are complete.
    is_other = is_again or held not in (None, manifest.read_bytes())
    there = {} if is_other else _sizes(place, target)
    paths = [path for tier in tiers for path in sorted((folder / tier).rglob("*"))]
    sent = [
        path
        for path in (*(file for file in paths if file.is_file() and file != manifest), manifest)
        if there.get(place.at(f"{target}/{path.relative_to(folder)}")) != path.stat().st_size
    ]
    for parent in sorted({path.parent.relative_to(folder) for path in sent}):
        place.files.makedirs(place.at(f"{target}/{parent}"), exist_ok=True)
    for path in sent:
        place.files.put_file(str(path), place.at(f"{target}/{path.relative_to(folder)}"))
        fault_point("upload_file")
    return len(sent)


def _sizes(place: _Place, target: str) -> dict[str, int]:
    entries = place.files.find(place.at(target), detail=True)
    return {name: details["size"] for name, details in entries.items()}


def _pointer(catalogue: int, latest: str, folders: dict[str, Path]) -> bytes:
    pointer = {
        "catalogue": catalogue,
        "latest": latest,
        "periods": {
            period: {
                "release": folder.name,
                "path": path_of(folder.name),
                "manifest": hash_file(folder / "public" / MANIFEST),
            }
            for period, folder in folders.items()
        },
    }
    return json.dumps(pointer, indent=2).encode() + b"\n"


def _point(place: _Place, content: bytes) -> None:
    """Make the address show the uploaded files.

    The pointer is written aside and then moved into place in one step.
    """
    if place.read(POINTER) == content:
        return
    aside = place.at(f".{POINTER}.aside")
    place.files.pipe_file(aside, content)
    fault_point("upload_current")
    place.files.mv(aside, place.at(POINTER))
    fault_point("upload_done")


@contextmanager
def _report_errors(address: str) -> Iterator[None]:
    """Turn errors of a file system into one line without user name and password."""
    shown = without_credentials(address)
    try:
        yield
    except UploadError:
        raise
    except ImportError as error:
        package = getattr(error.__cause__, "name", None) or "its driver"
        message = f"{shown}: needs a package that is not shipped; pip install {package}"
        raise UploadError(message) from error
    except Exception as error:  # each file system has its own errors
        kind, words = type(error).__name__, _words_of(error, address)
        message = (
            f"{shown}: not uploaded, {kind}{words}; the release stays published, "
            "fix it and go on with: pow upload"
        )
        raise UploadError(message) from error


def _words_of(error: Exception, address: str) -> str:
    """Return the message of a file system, or '' if it contains a part of the password."""
    words = str(error).replace(address, without_credentials(address))
    held = "".join(_CREDENTIALS.findall(address)).partition(":")[2]
    has_password = any(piece in words for piece in re.split("[/:@]", held) if piece)
    return "" if has_password else f": {words}"
