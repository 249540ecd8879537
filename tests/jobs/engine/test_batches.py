"""How deliveries are cut into batches never changes what becomes of them."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pow_pipeline.errors import UsageError
from tests.harness.builders import NOW, ask, command, drop, form, ingest_at, wait_for_tick
from tests.harness.invariants import facts
from tests.harness.story import NOW_TEXT, copy_workspace, let_purple_be_red
from tests.jobs.ingest.test_ingest import withdraw_now

CONTENTS = {
    "green": [("1", "x", "Aanbod", "groen", "")],
    "red": [("1", "x", "Aanbod", "rood", "Later."), ("2", "", "Route", "oranje", "")],
    "purple": [("1", "x", "Aanbod", "paars", "Later.")],  # unknown until the programme knows it
    "orange": [("1", "x", "Aanbod", "oranje", ""), ("3", "z", "Vraag", "groen", "")],
    "wrong": [("1", "x", "Aanbod", "roze", ""), ("1", "y", "Aanbod", "groen", "")],
}
SENT = st.lists(
    st.tuples(
        st.sampled_from(["AM01", "AM12"]),
        st.sampled_from(
            ["green", "red", "purple", "orange", "wrong", "nonsense", "early", "before", "ended"]
        ),
    ),
    min_size=1,
    max_size=7,
)


def content_of(region: str, kind: str) -> bytes:
    if kind == "nonsense":
        return b"nonsense"
    if kind == "early":
        return form(region, "2021-H2", CONTENTS["green"])
    if kind == "before":  # what later reports are held against
        return form(region, "2020-H2", CONTENTS["red"])
    if kind == "ended":
        return form(region, "2020-H1", [("3", "z", "Vraag", "gestopt", "")])
    return form(region, rows=CONTENTS[kind])


def withdraw_one(workspace) -> None:
    with suppress(UsageError):  # nothing of this region counted at that moment
        withdraw_now(workspace, "AM12")


def erase_one(workspace) -> None:
    last = "SELECT max_by(delivery, sequence) FROM record.delivery WHERE sender = 'AM12'"
    ((delivery,),) = ask(workspace, last)
    if delivery:
        command(workspace, "decide", "erase", delivery, "--yes", "--why", "a test", "--by", "me")


def revalidate(workspace) -> None:
    let_purple_be_red(workspace)
    command(workspace, "programme", "activate", "--yes")
    command(workspace, "rerun", "2021-H1", "--yes", "--why", "a test", "--by", "me")


def live(template: Path, folder: Path, sent, cuts, batch_size: int, deeds):
    """Receive in batches that end at `cuts`, validate at most `batch_size` at once.

    `deeds` says after which delivery an operator does something.
    """
    workspace = copy_workspace(template, folder)
    for number, (region, kind) in enumerate(sent):
        path = drop(workspace, region, content_of(region, kind), f"{number:02d}.xlsx")
        wait_for_tick(path)
        done_now = [deed for deed, after in deeds.items() if after == number]
        if done_now or number in cuts or number == len(sent) - 1:
            ingest_at(workspace, NOW, batch_size)
        for deed in done_now:
            deed(workspace)
    return facts(workspace)


AFTER = st.integers(0, 9)  # from 7 on it is never done
CUT_ANYHOW = given(
    sent=SENT,
    cuts=st.sets(st.integers(0, 6)),
    batch_size=st.integers(1, 7),
    deeds=st.fixed_dictionaries({withdraw_one: AFTER, erase_one: AFTER, revalidate: AFTER}),
)


@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@CUT_ANYHOW
def test_any_way_of_cutting_gives_the_same(
    template, tmp_path_factory, monkeypatch, sent, cuts, batch_size, deeds
):
    monkeypatch.setenv("POW_NOW", NOW_TEXT)
    assert_the_same(template, tmp_path_factory.mktemp("cut"), sent, cuts, batch_size, deeds)


@pytest.mark.prove
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@CUT_ANYHOW
def test_any_way_of_cutting_gives_the_same_on_many_examples(
    template, tmp_path_factory, monkeypatch, sent, cuts, batch_size, deeds
):
    monkeypatch.setenv("POW_NOW", NOW_TEXT)
    assert_the_same(template, tmp_path_factory.mktemp("cut"), sent, cuts, batch_size, deeds)


def assert_the_same(template, folder, sent, cuts, batch_size, deeds):
    (folder / "one").mkdir()
    (folder / "other").mkdir()
    at_once = live(template, folder / "one", sent, set(), 2000, deeds)
    in_parts = live(template, folder / "other", sent, cuts, batch_size, deeds)
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
