"""The catalogue: `current` shows the releases that were released, and never goes back."""

from pathlib import Path

import pytest

from pow_pipeline.errors import RecordError
from pow_pipeline.model.releases import Release
from pow_pipeline.publication.files.catalogue import (
    current_releases,
    reconcile_catalogue,
    shown_catalogue,
    shown_releases,
    verify_catalogue,
)


def release(period: str, version: int, visible_since: int | None) -> Release:
    return Release(period, version, 1, "figures", "manifest", visible_since=visible_since)


FIRST = release("2020-H2", 1, 10)
SECOND = release("2021-H1", 1, 20)
REVISED = release("2020-H2", 2, 30)
HELD = release("2021-H1", 2, None)


@pytest.fixture
def published(tmp_path):
    for each in (FIRST, SECOND, REVISED, HELD):
        (tmp_path / "releases" / each.name).mkdir(parents=True)
    return tmp_path


def shown(published: Path) -> dict[str, str]:
    links = (published / "current").iterdir()
    return {link.name: link.resolve().name for link in links}


def test_without_releases_nothing_is_current(published):
    reconcile_catalogue(published, [])
    reconcile_catalogue(published, [HELD])
    assert not (published / "current").exists()
    assert shown_catalogue(published) == 0


def test_each_period_shows_what_came_out_last(published):
    reconcile_catalogue(published, [FIRST])
    assert shown(published) == {"2020-H2": "2020-H2.v1", "latest": "2020-H2.v1"}
    reconcile_catalogue(published, [FIRST, SECOND, HELD])
    assert shown_catalogue(published) == 2
    reconcile_catalogue(published, [REVISED, SECOND, FIRST])  # events decide on the order
    assert shown(published) == {
        "2020-H2": "2020-H2.v2",
        "2021-H1": "2021-H1.v1",
        "latest": "2021-H1.v1",
    }
    assert shown_catalogue(published) == 3
    assert shown_releases(published) == ["2020-H2.v2", "2021-H1.v1"]
    assert (published / "current").readlink() == Path("catalogue/3")


def test_current_releases_are_those_that_came_out(published):
    assert current_releases([REVISED, HELD, FIRST, SECOND]) == {
        "2020-H2": REVISED,
        "2021-H1": SECOND,
    }


def test_doing_so_again_changes_nothing(published):
    reconcile_catalogue(published, [FIRST, SECOND])
    before = (published / "current").lstat().st_ctime_ns
    reconcile_catalogue(published, [FIRST, SECOND])
    assert (published / "current").lstat().st_ctime_ns == before


def test_current_never_goes_back(published):
    reconcile_catalogue(published, [FIRST, SECOND])
    reconcile_catalogue(published, [FIRST])
    assert shown_catalogue(published) == 2


def lose_latest(catalogue: Path) -> None:
    (catalogue / "latest").unlink()


def show_oldest_as_latest(catalogue: Path) -> None:
    lose_latest(catalogue)
    (catalogue / "latest").symlink_to("2020-H2")


def show_another_period(catalogue: Path) -> None:
    (catalogue / "2021-H1").unlink()
    (catalogue / "2021-H1").symlink_to("../../releases/2020-H2.v2")


def lead_elsewhere(catalogue: Path) -> None:
    (catalogue / "2021-H1").unlink()
    (catalogue / "2021-H1").symlink_to("../../../releases/2021-H1.v1")


@pytest.mark.parametrize(
    "harm", [lose_latest, show_oldest_as_latest, show_another_period, lead_elsewhere]
)
def test_a_catalogue_that_was_not_made_here_is_replaced_by_an_older_one(harm, published):
    reconcile_catalogue(published, [FIRST, SECOND])
    harm(published / "catalogue" / "2")
    reconcile_catalogue(published, [FIRST])
    assert shown(published) == {"2020-H2": "2020-H2.v1", "latest": "2020-H2.v1"}


@pytest.mark.parametrize(
    ("is_there", "found"), [(False, "missing"), (True, "not a link to a catalogue")]
)
def test_a_place_without_a_catalogue_is_named(is_there, found, published):
    if is_there:
        (published / "current").mkdir()
    with pytest.raises(RecordError, match=f"current: {found}"):
        verify_catalogue(published, [FIRST])


@pytest.mark.parametrize("name", ["catalogue", "catalogue/1"])
@pytest.mark.parametrize("is_link", [False, True])
def test_what_is_shown_in_the_place_of_a_catalogue_is_set_aside(name, is_link, published):
    path = published / name
    path.parent.mkdir(exist_ok=True)
    if is_link:
        path.symlink_to(published / "releases")
    else:
        path.write_text("mine")
    reconcile_catalogue(published, [FIRST])
    assert shown(published) == {"2020-H2": "2020-H2.v1", "latest": "2020-H2.v1"}
    (aside,) = (published / "set-aside").iterdir()
    assert aside.is_symlink() == is_link
    assert len([*(published / "releases").iterdir()]) == 4


def test_what_an_interrupted_process_left_is_replaced(published):
    for left in (".1", "1"):
        (published / "catalogue" / left / "stale").mkdir(parents=True)
    reconcile_catalogue(published, [FIRST])
    assert set(shown(published)) == {"2020-H2", "latest"}
    assert [path.name for path in (published / "catalogue").iterdir()] == ["1"]


def test_what_current_shows_is_verified(published):
    reconcile_catalogue(published, [FIRST, SECOND])
    verify_catalogue(published, [FIRST, SECOND, HELD])
    with pytest.raises(RecordError, match=r"2020-H2: does not show 2020-H2\.v2"):
        verify_catalogue(published, [FIRST, SECOND, REVISED])


@pytest.mark.parametrize("is_wrong", [False, True])
def test_a_link_that_leads_nowhere_or_elsewhere_is_noticed(is_wrong, published):
    reconcile_catalogue(published, [FIRST])
    link = published / "current" / "2020-H2"
    link.unlink()
    if is_wrong:
        link.symlink_to("../../releases/2021-H1.v1")
    with pytest.raises(RecordError, match=r"does not show 2020-H2\.v1"):
        verify_catalogue(published, [FIRST])
