"""How deliveries are cut into batches never changes what becomes of them."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from building import NOW, drop, form, ingest_at
from holding import facts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from story import copy_workspace
from test_ingest import withdraw_now

from pow_pipeline.errors import UsageError

CONTENTS = {
    "green": [("1", "x", "Aanbod", "groen", "")],
    "red": [("1", "x", "Aanbod", "rood", "Later."), ("2", "", "Route", "oranje", "")],
    "wrong": [("1", "x", "Aanbod", "paars", ""), ("1", "y", "Aanbod", "groen", "")],
}
SENT = st.lists(
    st.tuples(
        st.sampled_from(["AM01", "AM12"]),
        st.sampled_from(["green", "red", "wrong", "nonsense", "early"]),
    ),
    min_size=1,
    max_size=7,
)


def content_of(region: str, kind: str) -> bytes:
    if kind == "nonsense":
        return b"nonsense"
    if kind == "early":
        return form(region, "2021-H2", CONTENTS["green"])
    return form(region, rows=CONTENTS[kind])


def live(template: Path, folder: Path, sent, cuts, batch_size: int, withdraw_after: int):
    """Receive in batches that end at `cuts`, judge at most `batch_size` at once."""
    workspace = copy_workspace(template, folder)
    for number, (region, kind) in enumerate(sent):
        drop(workspace, region, content_of(region, kind), f"{number:02d}.xlsx")
        if number in cuts or number == len(sent) - 1 or number == withdraw_after:
            ingest_at(workspace, NOW, batch_size)
        if number == withdraw_after:
            with suppress(UsageError):  # nothing of this region counted at that moment
                withdraw_now(workspace, "AM12")
    return facts(workspace)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sent=SENT,
    cuts=st.sets(st.integers(0, 6)),
    batch_size=st.integers(1, 7),
    withdraw_after=st.integers(0, 9),
)
def test_any_way_of_cutting_gives_the_same(
    template, tmp_path_factory, sent, cuts, batch_size, withdraw_after
):
    folder = tmp_path_factory.mktemp("cut")
    (folder / "one").mkdir()
    (folder / "other").mkdir()
    at_once = live(template, folder / "one", sent, set(), 2000, withdraw_after)
    in_parts = live(template, folder / "other", sent, cuts, batch_size, withdraw_after)
    assert in_parts == at_once


def test_arrival_and_not_the_name_decides_which_of_two_files_comes_last(template, tmp_path):
    workspace = copy_workspace(template, tmp_path)
    drop(workspace, "AM12", form(rows=CONTENTS["green"]), "z.xlsx")
    ingest_at(workspace, NOW)
    drop(workspace, "AM12", form(rows=CONTENTS["red"]), "a.xlsx")
    ingest_at(workspace, NOW + timedelta(seconds=1))
    assert [row[:4] for row in facts(workspace)["submissions"]] == [
        ("AM12 1", "AM12", "2021-H1", 1),
        ("AM12 2", "AM12", "2021-H1", 2),
    ]
