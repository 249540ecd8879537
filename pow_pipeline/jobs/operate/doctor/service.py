"""Examines the services around a workspace: the fonts of documents, and the Prefect server."""

import os
import urllib.error
import urllib.request
from typing import Final

from pow_pipeline.jobs.operate.doctor.examined import Examined
from pow_pipeline.publication.files.upload import without_credentials
from pow_pipeline.publication.sheet.typefaces import missing_fonts

_SECONDS: Final = 5


def examine_fonts() -> Examined:
    """Examine whether the font files of this package are present."""
    if missing := missing_fonts():
        names = ", ".join(path.name for path in missing)
        remedy = "install pow-pipeline again: they are part of it"
        return Examined("fonts", "missing", f"not there: {names}", remedy)
    return Examined("fonts", "ok", "all of ours are there")


def examine_server() -> Examined:
    """Examine the health endpoint of the Prefect server in PREFECT_API_URL."""
    address = os.environ.get("PREFECT_API_URL", "")
    if not address:
        remedy = "pow up starts one, or name yours in PREFECT_API_URL"
        return Examined("Prefect server", "lacking", "PREFECT_API_URL is not set", remedy)
    shown = without_credentials(address)
    if not address.startswith(("http://", "https://")):
        remedy = "write it as http://127.0.0.1:4200/api"
        return Examined("Prefect server", "missing", f"{shown} is not a valid address", remedy)
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=_SECONDS):  # noqa: S310 -- http
            return Examined("Prefect server", "ok", f"reached at {shown}")
    except (OSError, urllib.error.URLError) as error:
        remedy = "start it (pow up, or its unit), or fix PREFECT_API_URL"
        found = f"{shown}: {getattr(error, 'reason', type(error).__name__)}"
        return Examined("Prefect server", "missing", found, remedy)
