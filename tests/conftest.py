"""Fixtures: the built-in programme, and workspaces made from one template."""

import gc
import os
import shutil
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from pow_pipeline.jobs.engine import worker
from pow_pipeline.jobs.setup.initialise import find_programme
from pow_pipeline.parsing.sandbox.sandbox import Sandbox
from pow_pipeline.workspace import Workspace
from schemas.programme.folder import read_programme, read_programme_folder
from schemas.programme.programme import Programme
from tests.corpus.sending import send_all
from tests.harness.browser import browser, open_page, used_page  # noqa: F401 -- fixtures
from tests.harness.builders import NOW, choose_forms, initialise_at, publish_at, send_one_each
from tests.harness.hostile_reader import HOSTILE_READER
from tests.harness.once import make_once
from tests.harness.stand_ins import connect_for_small_tables, stand_ins, use_real
from tests.harness.story import copy_workspace
from tests.harness.tiers import tier_of
from tests.libreoffice.office import Office, running_office
from tests.publication.fixtures import (  # noqa: F401 -- fixtures
    bare_template,
    few_template,
    lived,
    lived_bare,
    lived_whole,
    of_the_sheet,
    publish_once,
    recent_template,
)
from tests.publication.regions.example_release import regional  # noqa: F401 -- a fixture
from tests.schedule import pytest_xdist_make_scheduler  # noqa: F401 -- a hook

_ROOM = 8 * 2**30  # bytes; a run writes some gigabytes


def pytest_configure() -> None:
    """Let the processes that tests start stop at SIGINT, even if this run was told to ignore it.

    A script that runs the tests in the background ignores the signal, and children inherit that.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    connect_for_small_tables()
    _write_to_memory()


def pytest_collection_finish() -> None:
    """Look for garbage less often, and never among the modules and tests that stay until the end.

    That takes a twentieth of the time of a run.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def _write_to_memory() -> None:
    """Put the files of tests into memory where that has room: they are synced all the time."""
    memory = Path("/dev/shm")  # noqa: S108 -- pytest makes a private folder in it
    if memory.is_dir() and shutil.disk_usage(memory).free > _ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


_TESTS = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each test its tier, and start with the system tests, which take longest."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        item.add_marker(tier_of(item.path.relative_to(_TESTS), fixtures))
    items.sort(key=lambda item: item.get_closest_marker("system") is None)


settings.register_profile("noisy machine", deadline=None)  # a time is no part of what is shown
settings.load_profile("noisy machine")


@pytest.fixture(scope="session", autouse=True)
def _stand_ins() -> Iterator[None]:
    with stand_ins():
        yield


@pytest.fixture
def real_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse in confined processes, check with Great Expectations, and sync files."""
    use_real(monkeypatch)


@pytest.fixture(autouse=True)
def _receive_at_once(monkeypatch) -> None:
    """Files of tests are complete when they are there; commands need not wait for them."""
    monkeypatch.setenv("POW_STABLE_SECONDS", "0")


@pytest.fixture(scope="session")
def programme() -> Programme:
    return read_programme(read_programme_folder(find_programme()))


@pytest.fixture(scope="session")
def whole_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of the built-in programme."""

    def make(folder: Path) -> Path:
        workspace, _ = initialise_at(folder / "work", programme=None, now=NOW)
        return workspace.home

    return make_once(tmp_path_factory, "whole", make)


@pytest.fixture(scope="session")
def database_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with releases of databases alone: their other files take most of the time."""

    def make(folder: Path) -> Path:
        source = shutil.copytree(find_programme(), folder / find_programme().name)
        choose_forms(source)
        workspace, _ = initialise_at(folder / "work", programme=str(source), now=NOW)
        return workspace.home

    return make_once(tmp_path_factory, "databases", make)


@pytest.fixture(scope="session")
def template(database_template: Path) -> Path:
    """The workspace that most tests start from; folders may override it."""
    return database_template


@pytest.fixture
def workspace(template: Path, tmp_path: Path) -> Workspace:
    return copy_workspace(template, tmp_path)


@pytest.fixture(scope="session")
def published_once(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which every region reported one activity and 2021-H1 was published."""
    return publish_once(template, tmp_path_factory)


@pytest.fixture(scope="session")
def published_sheet_once(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Like `published_once`; its releases have sheets and tables as well."""

    def make(folder: Path) -> Path:
        name = find_programme().name
        source = shutil.copytree(template.parent / name, folder / name)
        choose_forms(source, "sheet", "tables")
        workspace, _ = initialise_at(folder / "work", programme=str(source), now=NOW)
        send_one_each(workspace)
        publish_at(workspace)
        return workspace.home

    return make_once(tmp_path_factory, "published-sheet", make, template)


@pytest.fixture
def published(published_once: Path, tmp_path: Path) -> Workspace:
    """The same, as a workspace of its own: to publish costs seconds, to copy does not."""
    return copy_workspace(published_once, tmp_path)


@pytest.fixture(scope="session")
def sent(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Workspace, str]]:
    """The whole corpus, sent: the workspace and the delivery of each case, by its name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POW_STABLE_SECONDS", "0")
        patch.setattr(worker, "Sandbox", partial(Sandbox, command=HOSTILE_READER))
        return make_once(tmp_path_factory, "corpus", send_all)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A running LibreOffice."""
    with running_office(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture
def hostile_readers(monkeypatch) -> None:
    """Let files tell their readers what to do, see `hostile`."""
    monkeypatch.setattr(worker, "Sandbox", partial(Sandbox, command=HOSTILE_READER))
