"""The link `current`: whatever stands in its place, it is named, set aside, and made again."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pow_pipeline.errors import RecordError
from pow_pipeline.model.releases import Release
from pow_pipeline.publication.files.catalogue import (
    current_releases,
    reconcile_catalogue,
    shown_catalogue,
    verify_catalogue,
)
from pow_pipeline.publication.files.release import MANIFEST, remove_orphans

FIRST = Release("2021-H1", 1, as_of=4, figures="f", manifest="m", visible_since=5)
SECOND = Release("2021-H1", 2, as_of=7, figures="g", manifest="n", visible_since=8)
HELD = Release("2021-H2", 1, as_of=9, figures="h", manifest="o")


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """Two releases of one period that are out, and one that is under embargo."""
    folder = tmp_path / "published"
    for release in (FIRST, SECOND, HELD):
        (folder / "releases" / release.name / "public").mkdir(parents=True)
        (folder / "releases" / release.name / "public" / MANIFEST).write_text("{}")
    reconcile_catalogue(folder, [FIRST])
    reconcile_catalogue(folder, [FIRST, SECOND, HELD])
    return folder


def test_each_catalogue_shows_the_releases_that_were_out(published: Path):
    assert (published / "current").readlink() == Path("catalogue/2")
    assert (published / "current" / "2021-H1").resolve().name == SECOND.name
    assert (published / "catalogue" / "1" / "2021-H1").resolve().name == FIRST.name
    verify_catalogue(published, [FIRST, SECOND, HELD])


def lose_current(published: Path) -> None:
    (published / "current").unlink()


def point_at(target: str) -> Callable[[Path], None]:
    def harm(published: Path) -> None:
        elsewhere = published.parent / "elsewhere" / "2"
        shutil.copytree(published / "current", elsewhere, symlinks=True)
        lose_current(published)
        (published / "current").symlink_to(target)

    return harm


def put_file(published: Path) -> None:
    lose_current(published)
    (published / "current").write_text("precious")


def put_folder(published: Path) -> None:
    lose_current(published)
    (published / "current" / "2021-H1").mkdir(parents=True)
    (published / "current" / "2021-H1" / "figures.csv").write_text("precious")


def lose_catalogues(published: Path) -> None:
    shutil.rmtree(published / "catalogue")


def put_file_for_catalogues(published: Path) -> None:
    lose_catalogues(published)
    (published / "catalogue").write_text("precious")


def put_file_for_catalogue(published: Path) -> None:
    shutil.rmtree(published / "catalogue" / "2")
    (published / "catalogue" / "2").write_text("precious")


def redirect(name: str, target: str) -> Callable[[Path], None]:
    def harm(published: Path) -> None:
        link = published / "catalogue" / "2" / name
        link.unlink()
        link.symlink_to(target)

    return harm


def put_folder_for_period(published: Path) -> None:
    link = published / "catalogue" / "2" / "2021-H1"
    link.unlink()
    link.mkdir()
    (link / "figures.csv").write_text("precious")


def show_newer(links: dict[str, str]) -> Callable[[Path], None]:
    """Let `current` lead to a catalogue with a higher number, with these links."""

    def harm(published: Path) -> None:
        (published / "releases" / "2021-H1.v3").mkdir()
        (published / "catalogue" / "3").mkdir()
        for name, target in links.items():
            (published / "catalogue" / "3" / name).symlink_to(target)
        lose_current(published)
        (published / "current").symlink_to("catalogue/3")

    return harm


def lose_latest(published: Path) -> None:
    (published / "catalogue" / "2" / "latest").unlink()


@pytest.mark.parametrize(
    "harm",
    [
        lose_current,
        point_at("catalogue/9"),
        point_at("catalogue/1"),
        point_at("nowhere"),
        point_at("releases"),
        point_at("../elsewhere"),
        point_at("../elsewhere/2"),
        point_at("catalogue/"),
        put_file,
        put_folder,
        lose_catalogues,
        put_file_for_catalogues,
        put_file_for_catalogue,
        redirect("2021-H1", "../../releases/2021-H1.v1"),
        redirect("2021-H1", "../../releases/2021-H1.v3"),
        redirect("2021-H1", "../../../elsewhere/2021-H1.v2"),
        redirect("latest", "2020-H2"),
        put_folder_for_period,
        lose_latest,
        show_newer({}),
        show_newer({"2021-H1": "/elsewhere", "latest": "2021-H1"}),
        show_newer({"2021-H1": "../../releases/2021-H1.v3"}),
        show_newer({"2021-H1": "../../releases/2021-H1.v3", "latest": "2020-H2"}),
        show_newer({"2021-H1": "../../releases/2021-H1.v4", "latest": "2021-H1"}),
        show_newer({"2020-H2": "../../releases/2021-H1.v3", "latest": "2020-H2"}),
        show_newer({"2021-H1": "../../releases/2021-H1.v1", "latest": "2021-H1"}),
        show_newer({"2021-H2": "../../releases/2021-H2.v1", "latest": "2021-H2"}),
    ],
)
def test_damage_is_named_and_ended_by_the_next_run(harm: Callable[[Path], None], published: Path):
    releases = [FIRST, SECOND, HELD]
    harm(published)
    precious = count_precious(published)
    with pytest.raises(RecordError, match="with: pow ingest"):
        verify_catalogue(published, releases)
    reconcile_catalogue(published, releases)
    verify_catalogue(published, releases)
    assert shown_catalogue(published) == 2
    assert count_precious(published) == precious
    before = {path: path.lstat().st_ino for path in published.rglob("*")}
    reconcile_catalogue(published, releases)
    assert {path: path.lstat().st_ino for path in published.rglob("*")} == before


def count_precious(published: Path) -> int:
    paths = [path for path in published.rglob("*") if not path.is_symlink()]
    files = [path for path in paths if path.is_file() and path.name != MANIFEST]
    return sum(path.read_text() == "precious" for path in files)


def test_what_is_set_aside_twice_is_shown_side_by_side(published: Path, caplog):
    for _ in range(2):
        put_file(published)
        reconcile_catalogue(published, [FIRST, SECOND])
    aside = sorted(path.name for path in (published / "set-aside").iterdir())
    assert aside == ["current", "current.2"]
    assert re.search(r"published/current: was not made by pow; it is set aside", caplog.text)


def test_what_is_published_does_not_go_back_with_an_older_record(published: Path):
    reconcile_catalogue(published, [FIRST])
    assert shown_catalogue(published) == 2
    shutil.rmtree(published / "releases" / SECOND.name)
    reconcile_catalogue(published, [FIRST])
    assert shown_catalogue(published) == 1


def test_nothing_is_made_while_nothing_is_out(tmp_path: Path):
    reconcile_catalogue(tmp_path, [HELD])
    assert not list(tmp_path.iterdir())
    assert current_releases([HELD]) == {}
    verify_catalogue(tmp_path, [HELD])


@pytest.mark.parametrize(
    ("name", "is_removed"),
    [
        ("2021-H1.v3", True),  # was to follow the second
        ("2020-H2.v1", True),  # was to be the first
        ("2021-H1.v4", False),
        ("2021-H1.v0", False),
        ("2021-H1", False),
        ("mine", False),
        (".hidden", False),
    ],
)
def test_only_what_an_interrupted_run_left_is_removed(
    name: str, *, is_removed: bool, published: Path
):
    path = published / "releases" / name / "public"
    path.mkdir(parents=True)
    (path / MANIFEST).write_text("{}")
    remove_orphans(published / "releases", [FIRST, SECOND, HELD])
    assert not path.exists()
    assert (published / "set-aside" / name).exists() is not is_removed
    assert sorted(each.name for each in (published / "releases").iterdir()) == [
        "2021-H1.v1",
        "2021-H1.v2",
        "2021-H2.v1",
    ]


def test_a_release_of_a_lost_event_is_set_aside(published: Path):
    """Its folder cannot be written to, and `current` shows it."""
    (published / "releases" / SECOND.name).chmod(0o555)
    remove_orphans(published / "releases", [FIRST])
    assert (published / "set-aside" / SECOND.name / "public" / MANIFEST).is_file()
    reconcile_catalogue(published, [FIRST])
    verify_catalogue(published, [FIRST])


def test_a_file_in_place_of_all_releases_is_set_aside(tmp_path: Path):
    (tmp_path / "releases").write_text("precious")
    remove_orphans(tmp_path / "releases", [])
    assert (tmp_path / "set-aside" / "releases").read_text() == "precious"
