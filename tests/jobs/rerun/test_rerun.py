"""Rerun: today's rules on what was received before, shown first, told only where it matters."""

from datetime import timedelta
from pathlib import Path

import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.jobs.rerun import revalidate as revalidating
from pow_pipeline.record.journal import Journal
from pow_pipeline.validation.validate import validate_batch
from pow_pipeline.workspace import Workspace
from tests.harness.builders import (
    NOW,
    ask,
    command,
    counts_of,
    drop,
    feedback_of,
    form,
    ingest_at,
    send,
    wait_for_tick,
)
from tests.harness.invariants import assert_invariants
from tests.harness.story import copy_workspace

GREEN = [("1", "x", "Aanbod", "groen", ""), ("2", "y", "Vraag", "groen", "")]
RED = [("1", "x", "Aanbod", "rood", "Later."), ("2", "y", "Vraag", "groen", "")]
PURPLE = [("1", "x", "Aanbod", "paars", ""), ("2", "y", "Vraag", "groen", "")]


NOW_TEXT = "2021-07-10T09:00:00Z"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POW_NOW", NOW_TEXT)


@pytest.fixture(scope="module")
def purple_is_red_once(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of which the programme takes purple for red."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("red"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POW_NOW", NOW_TEXT)
        let_purple_be_red(workspace)
    return workspace.home


@pytest.fixture
def purple_is_red(purple_is_red_once: Path, tmp_path: Path) -> Workspace:
    return copy_workspace(purple_is_red_once, tmp_path)


@pytest.fixture(scope="module")
def rejected_once(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that rejected AM12, AM13 and AM14, before purple was taken for red."""
    workspace = copy_workspace(template, tmp_path_factory.mktemp("rejected"))
    for region in ("AM12", "AM13", "AM14"):
        drop(workspace, region, form(region, rows=PURPLE), f"{region}.xlsx")
    drop(workspace, "AM15", form("AM15"), "AM15.xlsx")
    outcomes = [result.outcome for result in ingest_at(workspace).results]
    assert outcomes == ["rejected", "rejected", "rejected", "accepted"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POW_NOW", NOW_TEXT)
        let_purple_be_red(workspace)
    return workspace.home


@pytest.fixture
def rejected(rejected_once: Path, tmp_path: Path) -> Workspace:
    return copy_workspace(rejected_once, tmp_path)


def send_in_turn(workspace: Workspace, *contents: bytes) -> list[str]:
    """Let AM12 send files one after the other, to be validated together; return the outcomes."""
    for number, content in enumerate(contents):
        wait_for_tick(drop(workspace, "AM12", content, f"{number}.xlsx"))
    return [result.outcome for result in ingest_at(workspace).results]


def change_programme(workspace: Workspace, *changes: tuple[str, str]) -> None:
    """Change words in the programme folder, given as old and new, and activate it."""
    path = workspace.programme / "programme.toml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    command(workspace, "programme", "activate", "--yes")


def let_purple_be_red(workspace: Workspace) -> None:
    red = ('aliases = ["achter", "r"]', 'aliases = ["achter", "r", "paars"]')
    change_programme(workspace, red)


def let_purple_be_unknown(workspace: Workspace) -> None:
    unknown = ('aliases = ["achter", "r", "paars"]', 'aliases = ["achter", "r"]')
    change_programme(workspace, unknown)


def rerun(workspace: Workspace, *arguments: str) -> None:
    command(workspace, "rerun", *arguments, "--yes", "--why", "a test", "--by", "an operator")


def head(workspace: Workspace) -> int:
    return Journal(workspace.journal).head()


def in_force(workspace: Workspace, as_of: int | None = None) -> list[tuple[str, int]]:
    return ask(
        workspace,
        "SELECT region_code, version FROM summary.submission_in_force('2021-H1', as_of := ?) "
        "ORDER BY ALL",
        as_of,
    )


def deliveries(workspace: Workspace) -> list[str]:
    rows = ask(workspace, "SELECT delivery FROM record.delivery ORDER BY sequence")
    return [delivery for (delivery,) in rows]


def assert_again_changes_nothing(workspace, capsys, *arguments):
    before = head(workspace)
    rerun(workspace, *arguments)
    assert "nothing has changed" in capsys.readouterr().out
    assert head(workspace) == before


def test_with_nothing_changed_there_is_no_event(workspace, capsys):
    for number, rows in enumerate((GREEN, RED, RED, PURPLE)):
        drop(workspace, "AM12", form(rows=rows), f"{number}.xlsx")
    drop(workspace, "AM13", b"nonsense")
    outcomes = [result.outcome for result in ingest_at(workspace).results]
    assert outcomes == ["accepted", "accepted", "duplicate", "rejected", "rejected"]
    assert_again_changes_nothing(workspace, capsys, "2021-H1")
    assert_again_changes_nothing(workspace, capsys, "--failed")


def test_what_was_rejected_counts_from_then_on(
    rejected: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    before = head(rejected)
    rerun(rejected, "2021-H1", "--region", "AM12", "--region", "AM15")
    output = capsys.readouterr()
    assert "AM12-2-1 (AM12.xlsx): rejected → accepted; activities that change: 2" in output.err
    assert "rules: +R-EXPLANATION-01, -R-STATUS-01" in output.err
    assert "1 of 2 deliveries are validated differently now" in output.out
    assert in_force(rejected) == [("AM12", 1), ("AM15", 1)]
    assert in_force(rejected, as_of=before) == [("AM15", 1)]
    assert counts_of(rejected)["off_track"] == 1
    again = feedback_of(rejected, "AM12-2-1.2")
    assert "Wij hebben deze aanlevering op 10-07-2021 opnieuw beoordeeld." in again
    assert "is geaccepteerd – telt mee." in again
    assert "Dit is versie 1." in again
    assert not (rejected.outbox / "AM15" / "AM15-2-4.2").exists()
    assert_invariants(rejected)
    assert_again_changes_nothing(rejected, capsys, "2021-H1", "--region", "AM12")
    rerun(rejected, "2021-H1")  # all others of the period, without --region
    regions = ("AM12", "AM13", "AM14", "AM15")
    assert in_force(rejected) == [(region, 1) for region in regions]


def test_what_was_accepted_no_longer_counts_and_the_one_before_does(
    purple_is_red: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    send_in_turn(purple_is_red, form(rows=GREEN), form(rows=PURPLE))
    let_purple_be_unknown(purple_is_red)
    before = head(purple_is_red)
    rerun(purple_is_red, "2021-H1")
    assert in_force(purple_is_red) == [("AM12", 1)]
    assert in_force(purple_is_red, as_of=before) == [("AM12", 2)]
    again = feedback_of(purple_is_red, f"{deliveries(purple_is_red)[1]}.2")
    assert "Uw bestand telt niet mee; versie 1 van 10-07-2021 blijft gelden." in again
    assert_invariants(purple_is_red)
    assert_again_changes_nothing(purple_is_red, capsys, "2021-H1")


def test_a_version_keeps_its_number_when_it_is_accepted_again(purple_is_red: Workspace) -> None:
    send_in_turn(purple_is_red, form(rows=PURPLE), form(rows=GREEN))
    let_purple_be_unknown(purple_is_red)
    rerun(purple_is_red, "2021-H1")
    send(purple_is_red, "AM12", form(rows=RED))
    let_purple_be_red(purple_is_red)
    rerun(purple_is_red, "2021-H1")
    first, *_ = sent = deliveries(purple_is_red)
    assert ask(
        purple_is_red, "SELECT DISTINCT delivery, version FROM record.submission ORDER BY version"
    ) == list(zip(sent, (1, 2, 3), strict=True))
    # The order of arrival, whatever was validated last.
    assert in_force(purple_is_red) == [("AM12", 3)]
    assert (
        "geaccepteerd, maar telt nu niet mee; versie 3 van 10-07-2021 telt mee, die daarna kwam."
        in feedback_of(purple_is_red, f"{first}.3")
    )
    assert_invariants(purple_is_red)


def test_what_was_not_accepted_before_gets_the_next_number_and_its_place_in_time(workspace):
    send_in_turn(workspace, form(rows=PURPLE), form(rows=GREEN))
    let_purple_be_red(workspace)
    rerun(workspace, "2021-H1")
    versions = ask(workspace, "SELECT version FROM record.submission ORDER BY sequence")
    assert versions == [(2,), (1,)]
    assert in_force(workspace) == [("AM12", 1)]
    assert counts_of(workspace)["off_track"] == 0
    assert_invariants(workspace)


def test_who_has_nothing_new_to_hear_is_not_reported(workspace):
    send(workspace, "AM12", form(rows=[("1", "x", "Aanbod", "amber", "Uitgesteld tot mei.")]))
    change_programme(
        workspace,
        ('"geel", "amber", "o"]', '"geel", "o"]'),
        ('"naar wens", "g"]', '"naar wens", "g", "amber"]'),
    )
    rerun(workspace, "2021-H1")
    assert counts_of(workspace) == {"on_track": 1, "behind": 0, "off_track": 0}
    assert [path.name for path in (workspace.outbox / "AM12").iterdir()] == ["AM12-2-1"]
    assert_invariants(workspace)


def test_accepted_again_and_accepted_at_last_in_one_rerun(workspace):
    amber = [("1", "x", "Aanbod", "amber", "")]
    send_in_turn(workspace, form(rows=amber), form(rows=PURPLE))
    change_programme(
        workspace,
        ('"geel", "amber", "o"]', '"geel", "o"]'),
        ('["achter", "r"]', '["achter", "r", "paars", "amber"]'),
    )
    rerun(workspace, "2021-H1")
    versions = "SELECT DISTINCT sequence, version FROM record.submission ORDER BY ALL"
    assert ask(workspace, versions) == [(1, 1), (2, 2)]
    assert_invariants(workspace)


def test_a_repetition_follows_the_order_of_arrival(workspace):
    # Under the first programme both are rejected, the second as the same file again.
    contents = (form(rows=PURPLE), form(rows=PURPLE), form(rows=GREEN))
    assert send_in_turn(workspace, *contents) == ["rejected", "duplicate", "accepted"]
    let_purple_be_red(workspace)
    rerun(workspace, "2021-H1")
    outcomes = ask(
        workspace,
        "SELECT outcome, duplicate_of FROM summary.latest_result() JOIN record.delivery "
        "USING (delivery) ORDER BY sequence",
    )
    assert outcomes == [
        ("accepted", None),
        ("duplicate", deliveries(workspace)[0]),
        ("accepted", None),
    ]


def test_a_withdrawal_keeps_counting(workspace, capsys):
    send(workspace, "AM12", form(rows=GREEN))
    command(workspace, "decide", "withdraw", "AM12", "2021-H1", "--why", "a test")
    assert send(workspace, "AM12", form(rows=GREEN)) == "accepted"
    assert_again_changes_nothing(workspace, capsys, "2021-H1")
    let_purple_be_red(workspace)
    assert_again_changes_nothing(workspace, capsys, "2021-H1")
    assert in_force(workspace) == [("AM12", 2)]


def test_a_file_without_a_readable_period_belongs_to_the_one_that_was_open(workspace):
    assert send(workspace, "AM12", form(period="lente", rows=GREEN)) == "rejected"
    spring = ('code = "2021-H1"\n', 'code = "2021-H1"\naliases = ["lente"]\n')
    change_programme(workspace, spring)
    rerun(workspace, "2020-H2")
    assert in_force(workspace) == []
    rerun(workspace, "2021-H1")
    assert in_force(workspace) == [("AM12", 1)]


def test_only_the_regions_that_are_named(rejected: Workspace) -> None:
    rerun(rejected, "2021-H1", "--region", "AM12", "--region", "AM14")
    assert in_force(rejected) == [("AM12", 1), ("AM14", 1), ("AM15", 1)]


def test_what_failed_is_validated_again(workspace, monkeypatch, capsys):
    with monkeypatch.context() as broken:
        broken.setattr("pow_pipeline.validation.validate.frame_rows", lambda *_: 1 / 0)
        assert send(workspace, "AM12", form(rows=GREEN)) == "failed"
        assert_again_changes_nothing(workspace, capsys, "--failed")
    drop(workspace, "AM12", form(rows=RED))
    drop(workspace, "AM13", form("AM13", rows=PURPLE))
    outcomes = [result.outcome for result in ingest_at(workspace).results]
    assert outcomes == ["accepted", "rejected"]
    rerun(workspace, "--failed")
    assert "1 of 1 deliveries are validated differently now" in capsys.readouterr().out
    assert in_force(workspace) == [("AM12", 1)]
    attempts = "SELECT outcome, attempts, rerun_why FROM record.result ORDER BY event"
    assert ask(workspace, attempts)[0] == ("failed", 1, None)
    assert ask(workspace, attempts)[-1] == ("accepted", 2, "a test")
    again = feedback_of(workspace, "AM12-2-1.2")
    assert "maar telt nu niet mee" in again
    assert_invariants(workspace)
    assert_again_changes_nothing(workspace, capsys, "--failed")


def test_what_failed_repeats_nothing_that_came_after_it(workspace, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("pow_pipeline.validation.validate.frame_rows", lambda *_: 1 / 0)
        assert send(workspace, "AM12", form(rows=GREEN)) == "failed"
    assert send(workspace, "AM12", form(rows=GREEN)) == "accepted"
    rerun(workspace, "--failed")
    versions = ask(workspace, "SELECT version FROM record.submission ORDER BY sequence")
    assert versions == [(2,), (1,)]
    assert in_force(workspace) == [("AM12", 1)]


def test_one_that_fails_holds_up_no_other(
    rejected: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def validate_all_but_one(readings, **settings):
        if any(reading.delivery.name == "AM13.xlsx" for reading in readings):
            raise KeyError("the text of a cell")
        return validate_batch(readings, **settings)

    monkeypatch.setattr(revalidating, "validate_batch", validate_all_but_one)
    rerun(rejected, "2021-H1")
    assert in_force(rejected) == [("AM12", 1), ("AM14", 1), ("AM15", 1)]
    ((error,),) = ask(rejected, "SELECT error FROM record.result WHERE outcome = 'failed'")
    assert error.startswith("KeyError")
    assert "the text of a cell" not in error


def test_what_is_erased_is_left_alone(
    rejected: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    command(rejected, "decide", "erase", "AM12-2-1", "--yes", "--why", "a name")
    capsys.readouterr()
    rerun(rejected, "2021-H1", "--region", "AM12")
    assert "nothing has changed: 0 deliveries" in capsys.readouterr().out


def test_a_query_that_was_answered_stays_so(purple_is_red: Workspace) -> None:
    rows = [("1", "x", "Aanbod", "paars", ""), ("2", "", "Vraag", "groen", "")]
    send(purple_is_red, "AM12", form(rows=rows))
    (delivery,) = deliveries(purple_is_red)
    answer = ("decide", "answer", delivery, "--rule", "R-NAME-01")
    command(purple_is_red, *answer, "--why", "a test")
    open_rules = "SELECT rule FROM summary.open_query('2021-H1')"
    assert ask(purple_is_red, open_rules) == [("R-EXPLANATION-01",)]
    change_programme(
        purple_is_red,
        ('aliases = ["achter", "r", "paars"]', 'aliases = ["achter", "r"]'),
        (
            'aliases = ["nog niet zoals verwacht", "geel", "amber", "o"]',
            'aliases = ["nog niet zoals verwacht", "geel", "amber", "o", "paars"]',
        ),
    )
    rerun(purple_is_red, "2021-H1")  # purple is orange now, which needs no explanation
    assert counts_of(purple_is_red)["behind"] == 1
    assert ask(purple_is_red, open_rules) == []


def test_declined_it_changes_nothing(
    rejected: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    before = head(rejected)
    home = ["--home", str(rejected.home), "--why", "a test"]
    assert run(["rerun", "2021-H1", *home]) == 2
    assert "3 deliveries would be validated differently. Record that? Say so with --yes" in (
        capsys.readouterr().err
    )
    assert head(rejected) == before


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("", "name a period, or say --failed for what failed in any period"),
        ("2021-H1 --failed --why y", "name a period or say --failed, not both"),
        ("2021-H1", "a decision needs its reason; say it with --why"),
        ("2031-H1 --why x", "the programme has no period '2031-H1'; it has 2019-H1"),
        ("2021-H1 --region AM99 --why x", "the programme has no region 'AM99'; it has AM01"),
    ],
)
def test_what_cannot_be_validated_again_is_reported_with_what_could(
    arguments, expected, workspace, capsys
):
    assert run(["rerun", *arguments.split(), "--home", str(workspace.home)]) == 2
    assert expected in capsys.readouterr().err


def test_the_order_of_batches_before_a_rerun_does_not_matter_to_a_later_repetition(
    rejected: Workspace,
) -> None:
    rerun(rejected, "2021-H1")
    # It stands under the programme in force now, so that the same bytes repeat it.
    assert send(rejected, "AM12", form(rows=PURPLE), NOW + timedelta(days=1)) == "duplicate"
