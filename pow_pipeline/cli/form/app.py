"""The web application: the page, the check of the token, and the handling of uploaded files."""

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pow_pipeline.cli.form.answer import Answer, Page
from pow_pipeline.cli.form.rate_limits import Places, Window, sender_of
from pow_pipeline.cli.form.refusal import RefusedError, Word
from pow_pipeline.cli.form.response_headers import WithResponseHeaders
from pow_pipeline.cli.form.upload import Upload, forget_rest, read_upload
from pow_pipeline.errors import LockedError, PowError, place_of
from pow_pipeline.feedback.page import message_style
from pow_pipeline.jobs.ingest.hand_in import HandIn
from schemas.language import LANGUAGES, read_language

Result = TypeVar("Result")
_OF_ANOTHER_REGION: Final = "R-REGION-02"
_FORGET_SECONDS: Final = 10
_ASSETS: Final = Path(__file__).parent / "assets"
_WORDS_OF_A_STATUS: Final[dict[int, Word]] = {404: "not_found", 405: "wrong_method"}


@dataclass(frozen=True)
class Form:
    """The page, and the job that checks and forwards its files.

    Attributes:
        thread: the one thread in which files are checked, one after the other.
        aside: another for what is quick, so that the page comes while files are checked.
        receives: whether files can be sent on.
        most, seconds: the most bytes of a file, and the time that sending it may take.
        uploads: how often one sender may hand over a file.
        wrong_tokens: how often a wrong token may be given for one region.
        places: how many files may be handed over at once.
    """

    hand_in: HandIn
    thread: Executor
    aside: Executor
    receives: bool
    most: int
    seconds: float
    uploads: Window
    wrong_tokens: Window
    places: Places

    async def answer(self, request: Request) -> Response:
        """Return the page, with the result for the file if one is uploaded."""
        page = await self._page(request)
        if request.method != "POST":
            return HTMLResponse(page.render())
        try:
            answer = await self._take(request, page)
        except RefusedError as refused:
            await forget_rest(request, seconds=_FORGET_SECONDS)
            answer = page.refused(refused)
        except Exception as error:  # noqa: BLE001 -- the outermost place: every error ends here
            answer = page.refused(_broken(error))
        return _respond(page, answer)

    async def refuse(self, request: Request, error: Exception) -> Response:
        """Return the page for an address that does not exist or a request that fails."""
        page = await self._page(request)
        status = error.status_code if isinstance(error, HTTPException) else 500
        word = _WORDS_OF_A_STATUS.get(status, "unreadable")
        response = _respond(page, page.refused(RefusedError(status, word)))
        response.headers.update(getattr(error, "headers", None) or {})
        return response

    async def _page(self, request: Request) -> Page:
        programme = await self._run(self.aside, self.hand_in.programme)
        requested = request.query_params.get("lang")
        code = requested if requested in LANGUAGES else programme.language
        return Page(programme, read_language(code), self.receives, self.most)

    async def _take(self, request: Request, page: Page) -> Answer:
        """Process an uploaded file and return the result."""
        if request.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
            raise RefusedError(403, "elsewhere")  # another page made the browser do this
        sender = sender_of(request.client.host if request.client else "")
        self.uploads.count(sender)
        with self.places.take(sender):
            upload = await read_upload(request, most=self.most, seconds=self.seconds)
            region = await self._region_of(upload, page)
            if not upload.is_to_be_sent:
                checked = await self._run(
                    self.thread, self.hand_in.check, upload.handed, region=region
                )
                return page.checked(checked)
            if not region:
                raise RefusedError(403, "no_token")
            checked, is_sent = await self._run(
                self.thread, self.hand_in.send, upload.handed, region=region
            )
        if any(finding.rule == _OF_ANOTHER_REGION for _, finding in checked.findings):
            raise RefusedError(403, "other_region")
        if is_sent:
            _print_line(f"{region}: a report of {len(upload.handed.content)} bytes is in its inbox")
        return page.sent(checked) if is_sent else page.checked(checked)

    async def _region_of(self, upload: Upload, page: Page) -> str | None:
        """Return the region of the token that was entered; None if there was no token."""
        if not self.receives or not upload.token:
            return None
        region = await self._run(self.aside, self.hand_in.region_of, upload.token)
        if region:
            return region
        claimed = _claimed_region(upload.token, page)
        try:
            self.wrong_tokens.count(claimed)
        except RefusedError:
            _print_line(f"{claimed or 'no region'}: too many wrong tokens")
            raise
        raise RefusedError(403, "wrong_token")

    async def _run(
        self, thread: Executor, do: Callable[..., Result], *values: object, **named: object
    ) -> Result:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(thread, lambda: do(*values, **named))


def make_app(form: Form, *, hosts: list[str]) -> Starlette:
    """Return the application.

    Args:
        form: the page and what is behind it.
        hosts: the names by which it may be reached; under any other one a page elsewhere could
            have a browser speak to us as if we were it.
    """
    return Starlette(
        routes=[
            Route("/", form.answer, methods=["GET", "POST"]),
            Route("/message.css", _style),
            Mount("/assets", StaticFiles(directory=_ASSETS)),
        ],
        middleware=[
            Middleware(WithResponseHeaders),
            Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
        ],
        exception_handlers={HTTPException: form.refuse},
    )


async def _style(_: Request) -> Response:
    return Response(message_style(), media_type="text/css")


def _respond(page: Page, answer: Answer) -> Response:
    headers = {"Retry-After": str(answer.retry_after)} if answer.retry_after else {}
    return HTMLResponse(page.render(answer), status_code=answer.status, headers=headers)


def _claimed_region(token: str, page: Page) -> str:
    codes = (region.code for region in page.programme.regions)
    return next((code for code in codes if token.upper().startswith(f"{code.upper()}-")), "")


def _broken(error: Exception) -> RefusedError:
    """Return what is said where we fail, and tell the operator: no contents, no traceback."""
    if isinstance(error, LockedError):
        return RefusedError(503, "too_busy", retry_after=10)
    _print_line(str(error) if isinstance(error, PowError) else f"failed: {place_of(error)}")
    return RefusedError(500, "broken")


def _print_line(line: str) -> None:
    print(f"pow form: {line}", file=sys.stderr, flush=True)
