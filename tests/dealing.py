"""How tests are dealt out to processes: by files, those that share a costly fixture together."""

import re
from functools import cache
from pathlib import Path

import pytest
from xdist.scheduler import LoadFileScheduling

# To make one of these takes many seconds, in each process anew.
_COSTLY = re.compile(r"\b(lived|of_the_sheet|regional)\b")


class _Dealing(LoadFileScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return _group(self.config.rootpath / nodeid.partition("::")[0])


@cache
def _group(file: Path) -> str:
    found = _COSTLY.search(file.read_text(encoding="utf-8"))
    return found[0] if found else str(file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadFileScheduling:
    """Return what deals out the tests."""
    return _Dealing(config, log)
