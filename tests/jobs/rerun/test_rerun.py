"""Rerun: today's rules on what was received before, shown first, told only where it matters."""

from datetime import timedelta

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
)
from tests.harness.invariants import assert_invariants

GREEN = [("1", "x", "Aanbod", "groen", ""), ("2", "y", "Vraag", "groen", "")]
RED = [("1", "x", "Aanbod", "rood", "Later."), ("2", "y", "Vraag", "groen", "")]
PURPLE = [("1", "x", "Aanbod", "paars", ""), ("2", "y", "Vraag", "groen", "")]


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setenv("POW_NOW", "2021-07-10T09:00:00Z")


def change_programme(workspace: Workspace, old: str, new: str) -> None:
    """Change a word in the programme folder and activate it."""
    path = workspace.programme / "programme.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    command(workspace, "programme", "activate", "--yes")


def let_purple_be_red(workspace: Workspace) -> None:
    change_programme(workspace, 'aliases = ["achter", "r"]', 'aliases = ["achter", "r", "paars"]')


def let_purple_be_unknown(workspace: Workspace) -> None:
    change_programme(workspace, 'aliases = ["achter", "r", "paars"]', 'aliases = ["achter", "r"]')


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
    found = ask(workspace, "SELECT delivery FROM record.delivery ORDER BY sequence")
    return [delivery for (delivery,) in found]


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


def test_what_was_rejected_counts_from_then_on(workspace, capsys):
    drop(workspace, "AM12", form(rows=PURPLE))
    drop(workspace, "AM13", form("AM13"))
    outcomes = [result.outcome for result in ingest_at(workspace).results]
    assert outcomes == ["rejected", "accepted"]
    let_purple_be_red(workspace)
    before = head(workspace)
    rerun(workspace, "2021-H1")
    output = capsys.readouterr()
    assert "AM12-2-1 (form.xlsx): rejected → accepted; activities that change: 2" in output.err
    assert "rules: +R-EXPLANATION-01, -R-STATUS-01" in output.err
    assert "1 of 2 deliveries are validated differently now" in output.out
    assert in_force(workspace) == [("AM12", 1), ("AM13", 1)]
    assert in_force(workspace, as_of=before) == [("AM13", 1)]
    assert counts_of(workspace)["off_track"] == 1
    again = feedback_of(workspace, "AM12-2-1.2")
    assert "Wij hebben deze aanlevering op 10-07-2021 opnieuw beoordeeld." in again
    assert "is geaccepteerd – telt mee." in again
    assert "Dit is versie 1." in again
    assert not (workspace.outbox / "AM13" / "AM13-2-2.2").exists()
    assert_invariants(workspace)
    assert_again_changes_nothing(workspace, capsys, "2021-H1")


def test_what_was_accepted_no_longer_counts_and_the_one_before_does(workspace, capsys):
    let_purple_be_red(workspace)
    send(workspace, "AM12", form(rows=GREEN))
    send(workspace, "AM12", form(rows=PURPLE))
    let_purple_be_unknown(workspace)
    before = head(workspace)
    rerun(workspace, "2021-H1")
    assert in_force(workspace) == [("AM12", 1)]
    assert in_force(workspace, as_of=before) == [("AM12", 2)]
    again = feedback_of(workspace, f"{deliveries(workspace)[1]}.2")
    assert "Uw bestand telt niet mee; versie 1 van 10-07-2021 blijft gelden." in again
    assert_invariants(workspace)
    assert_again_changes_nothing(workspace, capsys, "2021-H1")


def test_a_version_keeps_its_number_when_it_is_accepted_again(workspace):
    let_purple_be_red(workspace)
    send(workspace, "AM12", form(rows=PURPLE))
    send(workspace, "AM12", form(rows=GREEN))
    let_purple_be_unknown(workspace)
    rerun(workspace, "2021-H1")
    send(workspace, "AM12", form(rows=RED))
    let_purple_be_red(workspace)
    rerun(workspace, "2021-H1")
    first = deliveries(workspace)[0]
    assert ask(
        workspace, "SELECT DISTINCT delivery, version FROM record.submission ORDER BY version"
    ) == list(zip(deliveries(workspace), (1, 2, 3), strict=True))
    assert in_force(workspace) == [("AM12", 3)]  # the order of arrival, whatever was validated last
    assert (
        "geaccepteerd, maar telt nu niet mee; versie 3 van 10-07-2021 telt mee, die daarna kwam."
        in feedback_of(workspace, f"{first}.3")
    )
    assert_invariants(workspace)


def test_what_was_not_accepted_before_gets_the_next_number_and_its_place_in_time(workspace):
    send(workspace, "AM12", form(rows=PURPLE))
    send(workspace, "AM12", form(rows=GREEN))
    let_purple_be_red(workspace)
    rerun(workspace, "2021-H1")
    versions = ask(workspace, "SELECT version FROM record.submission ORDER BY sequence")
    assert versions == [(2,), (1,)]
    assert in_force(workspace) == [("AM12", 1)]
    assert counts_of(workspace)["off_track"] == 0
    assert_invariants(workspace)


def test_who_has_nothing_new_to_hear_is_not_reported(workspace):
    send(workspace, "AM12", form(rows=[("1", "x", "Aanbod", "amber", "Uitgesteld tot mei.")]))
    change_programme(workspace, '"geel", "amber", "o"]', '"geel", "o"]')
    change_programme(workspace, '"naar wens", "g"]', '"naar wens", "g", "amber"]')
    rerun(workspace, "2021-H1")
    assert counts_of(workspace) == {"on_track": 1, "behind": 0, "off_track": 0}
    assert [path.name for path in (workspace.outbox / "AM12").iterdir()] == ["AM12-2-1"]
    assert_invariants(workspace)


def test_accepted_again_and_accepted_at_last_in_one_rerun(workspace):
    send(workspace, "AM12", form(rows=[("1", "x", "Aanbod", "amber", "")]))
    send(workspace, "AM12", form(rows=PURPLE))
    change_programme(workspace, '"geel", "amber", "o"]', '"geel", "o"]')
    change_programme(workspace, '["achter", "r"]', '["achter", "r", "paars", "amber"]')
    rerun(workspace, "2021-H1")
    versions = "SELECT DISTINCT sequence, version FROM record.submission ORDER BY ALL"
    assert ask(workspace, versions) == [(1, 1), (2, 2)]
    assert_invariants(workspace)


def test_a_repetition_follows_the_order_of_arrival(workspace):
    # Under the first programme both are rejected, the second as the same file again.
    assert send(workspace, "AM12", form(rows=PURPLE)) == "rejected"
    assert send(workspace, "AM12", form(rows=PURPLE)) == "duplicate"
    assert send(workspace, "AM12", form(rows=GREEN)) == "accepted"
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
    change_programme(workspace, 'code = "2021-H1"\n', 'code = "2021-H1"\naliases = ["lente"]\n')
    rerun(workspace, "2020-H2")
    assert in_force(workspace) == []
    rerun(workspace, "2021-H1")
    assert in_force(workspace) == [("AM12", 1)]


def test_only_the_regions_that_are_named(workspace):
    for region in ("AM12", "AM13", "AM14"):
        drop(workspace, region, form(region, rows=PURPLE))
    ingest_at(workspace)
    let_purple_be_red(workspace)
    rerun(workspace, "2021-H1", "--region", "AM12", "--region", "AM14")
    assert in_force(workspace) == [("AM12", 1), ("AM14", 1)]


def test_what_failed_is_validated_again(workspace, monkeypatch, capsys):
    with monkeypatch.context() as broken:
        broken.setattr("pow_pipeline.validation.validate.frame_rows", lambda *_: 1 / 0)
        assert send(workspace, "AM12", form(rows=GREEN)) == "failed"
        assert_again_changes_nothing(workspace, capsys, "--failed")
    assert send(workspace, "AM12", form(rows=RED)) == "accepted"
    assert send(workspace, "AM13", form("AM13", rows=PURPLE)) == "rejected"
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


def test_one_that_fails_holds_up_no_other(workspace, monkeypatch):
    for region in ("AM12", "AM13", "AM14"):
        drop(workspace, region, form(region, rows=PURPLE), f"{region}.xlsx")
    ingest_at(workspace)
    let_purple_be_red(workspace)

    def validate_all_but_one(readings, **settings):
        if any(reading.delivery.name == "AM13.xlsx" for reading in readings):
            raise KeyError("the text of a cell")
        return validate_batch(readings, **settings)

    monkeypatch.setattr(revalidating, "validate_batch", validate_all_but_one)
    rerun(workspace, "2021-H1")
    assert in_force(workspace) == [("AM12", 1), ("AM14", 1)]
    ((error,),) = ask(workspace, "SELECT error FROM record.result WHERE outcome = 'failed'")
    assert error.startswith("KeyError")
    assert "the text of a cell" not in error


def test_what_is_erased_is_left_alone(workspace, capsys):
    send(workspace, "AM12", form(rows=PURPLE))
    command(workspace, "decide", "erase", "AM12-2-1", "--yes", "--why", "a name")
    let_purple_be_red(workspace)
    capsys.readouterr()
    rerun(workspace, "2021-H1")
    assert "nothing has changed: 0 deliveries" in capsys.readouterr().out


def test_a_query_that_was_answered_stays_so(workspace):
    let_purple_be_red(workspace)
    rows = [("1", "x", "Aanbod", "paars", ""), ("2", "", "Vraag", "groen", "")]
    send(workspace, "AM12", form(rows=rows))
    (delivery,) = deliveries(workspace)
    answer = ("decide", "answer", delivery, "--rule", "R-NAME-01")
    command(workspace, *answer, "--why", "a test")
    open_rules = "SELECT rule FROM summary.open_query('2021-H1')"
    assert ask(workspace, open_rules) == [("R-EXPLANATION-01",)]
    change_programme(
        workspace,
        'aliases = ["achter", "r", "paars"]',
        'aliases = ["achter", "r"]',
    )
    change_programme(
        workspace,
        'aliases = ["nog niet zoals verwacht", "geel", "amber", "o"]',
        'aliases = ["nog niet zoals verwacht", "geel", "amber", "o", "paars"]',
    )
    rerun(workspace, "2021-H1")  # purple is orange now, which needs no explanation
    assert counts_of(workspace)["behind"] == 1
    assert ask(workspace, open_rules) == []


def test_declined_it_changes_nothing(workspace, monkeypatch, capsys):
    send(workspace, "AM12", form(rows=PURPLE))
    let_purple_be_red(workspace)
    before = head(workspace)
    home = ["--home", str(workspace.home), "--why", "a test"]
    assert run(["rerun", "2021-H1", *home]) == 2
    assert "1 deliveries would be validated differently. Record that? Say so with --yes" in (
        capsys.readouterr().err
    )
    assert head(workspace) == before


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


def test_the_order_of_batches_before_a_rerun_does_not_matter_to_a_later_repetition(workspace):
    drop(workspace, "AM12", form(rows=PURPLE), "1.xlsx")
    ingest_at(workspace)
    let_purple_be_red(workspace)
    rerun(workspace, "2021-H1")
    # It stands under the programme in force now, so that the same bytes repeat it.
    assert send(workspace, "AM12", form(rows=PURPLE), NOW + timedelta(days=1)) == "duplicate"
