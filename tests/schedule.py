"""Which tests run in the same process: those of a file, and files that share a server."""

from typing import Any, Final

import pytest
from xdist.scheduler import LoadFileScheduling

# These use the Prefect server of `tests/flows/conftest.py`, which takes seconds to start.
_WITH_SERVER: Final = ("test_flows.py", "test_stages.py", "test_retried.py")


class LoadFilesTogether(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """Gives whole files to processes, and files with one Prefect server to one process."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return "tests/flows" if file.endswith(_WITH_SERVER) else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFilesTogether:
    """Distribute the tests over the processes of a run."""
    return LoadFilesTogether(config, log)
