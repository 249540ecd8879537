"""Parses the request with which the web page sends a file, with limits on size and time."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from pow_pipeline.cli.form.refusal import RefusedError
from pow_pipeline.jobs.ingest.hand_in import Handed

_FIELDS: Final = 4
_FIELD_BYTES: Final = 1000
_AROUND_IT: Final = 2**14  # bytes of the form besides its file
_FORGOTTEN: Final = 100 * 2**20


@dataclass(frozen=True)
class Upload:
    """An upload.

    Attributes:
        token: the token entered by the sender.
        is_to_be_sent: whether to hand the file in instead of only checking it.
    """

    handed: Handed
    token: str
    is_to_be_sent: bool


async def read_upload(request: Request, *, most: int, seconds: float) -> Upload:
    """Return the upload in a request.

    Args:
        request: the request.
        most: maximum size of the file in bytes.
        seconds: maximum duration of the upload.

    Raises:
        RefusedError: the request is not a form, has no file, is too large, or takes too long.
    """
    try:
        async with asyncio.timeout(seconds):
            form = await _read_form(request, most)
    except TimeoutError as error:
        raise RefusedError(408, "too_slow") from error
    except (MultiPartException, ClientDisconnect, KeyError, UnicodeError) as error:
        raise RefusedError(400, "unreadable") from error
    try:
        return _take_file(form, most)
    finally:
        await form.close()


def _take_file(form: FormData, most: int) -> Upload:
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise RefusedError(400, "no_file")
    content = file.file.read()
    if len(content) > most:
        raise RefusedError(413, "too_large")
    return Upload(
        Handed(_own_name(file.filename), content),
        token=_text(form, "token").strip(),
        is_to_be_sent=_text(form, "do") == "send",
    )


async def forget_rest(request: Request, *, seconds: float) -> None:
    """Read what is still being sent, for some time: a browser shows no answer before it is."""
    if _claimed_size(request) > _FORGOTTEN:
        return
    with suppress(TimeoutError, ClientDisconnect, RuntimeError):  # the last: nothing is left
        async with asyncio.timeout(seconds):
            await _skip(request)


async def _skip(request: Request) -> None:
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > _FORGOTTEN:
            return


async def _read_form(request: Request, most: int) -> FormData:
    """Return the fields of a form; its file stays in memory."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise RefusedError(400, "unreadable")
    if _claimed_size(request) > most + _AROUND_IT:
        raise RefusedError(413, "too_large")
    parser = MultiPartParser(
        request.headers,
        _at_most(request, most + _AROUND_IT),
        max_files=1,
        max_fields=_FIELDS,
        max_part_size=_FIELD_BYTES,
    )
    parser.spool_max_size = most + _AROUND_IT + 1  # beyond this it would be written to disk
    return await parser.parse()


async def _at_most(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    """Yield the body of a request.

    Raises:
        RefusedError: the body is too large.
    """
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise RefusedError(413, "too_large")
        yield piece


def _claimed_size(request: Request) -> int:
    """Return the declared size of a request in bytes; 0 if it is not declared."""
    return int(request.headers.get("content-length", "0"))


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _own_name(name: str) -> str:
    """Return a file name without the folders that some programs prepend."""
    return name.replace("\\", "/").rpartition("/")[2]
