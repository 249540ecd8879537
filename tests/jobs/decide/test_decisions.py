"""Decisions: what each changes, as of before and after, after a rebuild, and said twice."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.record.decisions import Exempted, Withdrawn
from pow_pipeline.record.events import EVENTS
from pow_pipeline.record.journal import Journal
from pow_pipeline.workspace import Workspace
from schemas.programme.programme import Programme
from tests.harness.builders import (
    ask,
    command,
    counts_of,
    drop,
    feedback_of,
    form,
    ingest_at,
    publish_at,
    send,
    wait_for_tick,
)
from tests.harness.invariants import assert_invariants

NOW = datetime(2021, 7, 10, 9, 0, tzinfo=UTC)
AFTER_DEADLINE = datetime(2021, 8, 10, 9, 0, tzinfo=UTC)  # the deadline is 31 July
RED = [("1", "x", "Aanbod", "rood", ""), ("2", "y", "Vraag", "rood", "")]


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setenv("POW_NOW", "2021-07-10T09:00:00Z")


@pytest.fixture(scope="module")
def asked_once(template, tmp_path_factory):
    """A workspace in which AM12 has reported what it is to explain."""
    home = tmp_path_factory.mktemp("asked") / "work"
    shutil.copytree(template, home, symlinks=True)
    send(Workspace(home), "AM12", form(rows=RED))
    return home


@pytest.fixture
def asked(asked_once, tmp_path):
    """The same, as a workspace of its own."""
    home = tmp_path / "work"
    shutil.copytree(asked_once, home, symlinks=True)
    return Workspace(home)


def rate_of(workspace, region=None, as_of=None):
    return ask(
        workspace,
        "SELECT expected, exempt, in_force, on_time, silent, percentage "
        "FROM summary.reporting_rate('2021-H1', as_of := ?) "
        "WHERE region_code IS NOT DISTINCT FROM ?",
        as_of,
        region,
    )[0]


def open_queries(workspace, as_of=None):
    return ask(
        workspace,
        "SELECT rule, cell, activity_id FROM summary.open_query('2021-H1', as_of := ?)",
        as_of,
    )


def flags(workspace, period, as_of=None):
    return ask(
        workspace,
        "SELECT DISTINCT flag FROM summary.status_distribution(?, as_of := ?)",
        period,
        as_of,
    )


def head(workspace: Workspace) -> int:
    return Journal(workspace.journal).head()


def assert_repetition_changes_nothing(workspace, capsys, *arguments):
    before = head(workspace)
    command(workspace, *arguments, "--why", "another reason")
    assert "nothing has changed" in capsys.readouterr().out
    assert head(workspace) == before


def test_a_journal_from_before_the_other_decisions_can_be_read():
    event = EVENTS.validate_json(
        '{"number": 7, "previous": "00", "at": "2021-07-10T09:00:00Z", "type": "decided", '
        '"decision": "withdraw", "deliveries": ["AM12-2-1"], "by": "me", "why": "a test"}'
    )
    assert isinstance(event, Withdrawn)
    assert event.deliveries == ("AM12-2-1",)


def test_an_extension_makes_a_late_report_one_on_time(workspace, capsys):
    send(workspace, "AM12", form(), AFTER_DEADLINE)
    before = head(workspace)
    extend = ("decide", "extend", "AM12", "2021-H1", "--until")
    command(workspace, *extend, "2021-08-09", "--why", "illness")
    assert rate_of(workspace, "AM12") == (1, 0, 1, 0, 0, 100)
    command(workspace, *extend, "2021-08-10", "--why", "illness")
    assert rate_of(workspace, "AM12") == (1, 0, 1, 1, 0, 100)
    assert rate_of(workspace, "AM12", as_of=before) == (1, 0, 1, 0, 0, 100)
    assert_invariants(workspace)
    assert_repetition_changes_nothing(workspace, capsys, *extend, "2021-08-10")


def test_feedback_knows_of_an_extension(workspace: Workspace) -> None:
    extensions = {"AM12": "2021-08-09", "AM13": "2021-08-10"}
    for region, until in extensions.items():
        extend = ("decide", "extend", region, "2021-H1", "--until", until)
        command(workspace, *extend, "--why", "illness")
        drop(workspace, region, form(region))
    ingest_at(workspace, AFTER_DEADLINE)
    (late,), (in_time,) = ask(workspace, "SELECT delivery FROM record.delivery ORDER BY sender")
    assert "na de uiterste datum (09-08-2021)." in feedback_of(workspace, late)
    assert "na de uiterste datum" not in feedback_of(workspace, in_time)


def test_feedback_that_comes_late_reports_what_held_when_it_was_validated(workspace):
    folder = workspace.outbox / "AM12"
    folder.rmdir()
    folder.write_text("a file where the folder should be")
    with pytest.raises(OSError, match="AM12"):
        send(workspace, "AM12", form(), AFTER_DEADLINE)
    folder.unlink()
    extend = ("decide", "extend", "AM12", "2021-H1", "--until", "2021-08-10")
    command(workspace, *extend, "--why", "illness")
    assert "Wij ontvingen uw rapportage na de uiterste datum (31-07-2021)." in feedback_of(
        workspace, "AM12-2-1"
    )


def test_a_day_is_written_in_either_form(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    for region, day in (("AM12", "2021-08-15"), ("AM13", "15-08-2021")):
        extend = ("decide", "extend", region, "2021-H1", "--until", day)
        command(workspace, *extend, "--why", "illness")
        assert f"{region} is on time for 2021-H1 until 2021-08-15" in capsys.readouterr().out
    days = ask(workspace, "SELECT until FROM record.decision")
    assert [str(until) for (until,) in days] == ["2021-08-15"] * 2


def test_an_exempt_region_leaves_numerator_and_denominator(workspace, capsys):
    for region in ("AM12", "AM13"):
        drop(workspace, region, form(region))
    ingest_at(workspace)
    before = head(workspace)
    command(workspace, "decide", "exempt", "AM12", "2021-H1", "--why", "merged")
    assert rate_of(workspace) == (35, 1, 1, 1, 33, 3)
    assert rate_of(workspace, "AM12") == (1, 1, 0, 0, 0, None)
    assert rate_of(workspace, as_of=before) == (35, 0, 2, 2, 33, 6)
    assert sum(counts_of(workspace).values()) == 2  # what it reported all the same still counts
    assert_invariants(workspace)
    assert_repetition_changes_nothing(workspace, capsys, "decide", "exempt", "AM12", "2021-H1")


def test_withdrawing_prints_the_version_now_in_force(workspace, capsys):
    drop(workspace, "AM13", form("AM13"))
    for number, rows in enumerate((RED, RED[:1], RED[1:])):
        wait_for_tick(drop(workspace, "AM12", form(rows=rows), f"{number}.xlsx"))
    ingest_at(workspace)
    sent = ask(
        workspace, "SELECT delivery FROM record.delivery WHERE sender = 'AM12' ORDER BY sequence"
    )
    first, second, third = (delivery for (delivery,) in sent)

    def withdraw(*which):
        capsys.readouterr()
        command(workspace, "decide", "withdraw", "AM12", "2021-H1", "--why", "x", *which)
        return capsys.readouterr().out.splitlines()[:2]

    assert withdraw("--version", "2") == [
        f"version 2 ({second}) no longer counts",
        f"version 3 ({third}) counts now",
    ]
    assert withdraw() == [
        f"version 3 ({third}) no longer counts",
        f"version 1 ({first}) counts now",
    ]
    assert withdraw("--version", "1") == [
        f"version 1 ({first}) no longer counts",
        "no report of AM12 for 2021-H1 counts now",
    ]


def test_exempting_a_region_prints_which_report_stays(workspace, capsys):
    for region in ("AM12", "AM13"):
        drop(workspace, region, form(region))
    ingest_at(workspace)
    command(workspace, "decide", "withdraw", "AM13", "2021-H1", "--why", "x")
    capsys.readouterr()
    for region in ("AM13", "AM14"):
        command(workspace, "decide", "exempt", region, "2021-H1", "--why", "merged")
        assert capsys.readouterr().out == f"{region} does not have to report about 2021-H1\n"
    command(workspace, "decide", "exempt", "AM12", "2021-H2", "--why", "merged")
    assert capsys.readouterr().out == "AM12 does not have to report about 2021-H2\n"
    command(workspace, "decide", "exempt", "AM12", "2021-H1", "--why", "merged")
    assert capsys.readouterr().out.splitlines()[1:] == [
        (
            "Its report counts: the activities of version 1 (AM12-2-1) stay in the figures, "
            "while AM12 leaves the reporting rate."
        ),
        "To take them out: pow decide withdraw AM12 2021-H1 --all",
    ]


def test_final_warns_about_a_period_that_was_never_published(published, capsys):
    command(published, "decide", "final", "2021-H1", "--why", "all is in")
    assert capsys.readouterr().out == "2021-H1 is final\n"
    command(published, "decide", "final", "2020-H2", "--why", "all is in")
    assert capsys.readouterr().out.splitlines() == [
        "2020-H2 is final",
        "2020-H2 has never been published; its first release will be final",
    ]


def test_where_all_are_exempt_there_is_no_rate(workspace: Workspace, programme: Programme) -> None:
    first, *others = (region.code for region in programme.regions)
    for code in others:  # as the command records it
        exempt = Exempted(at=NOW, by="me", why="a test", region_code=code, period="2021-H1")
        Journal(workspace.journal).append(exempt)
    command(workspace, "decide", "exempt", first, "2021-H1", "--why", "a test")
    assert rate_of(workspace) == (35, 35, 0, 0, 0, None)


def test_an_answered_query_is_no_longer_open(asked, capsys):
    expected = [("R-EXPLANATION-01", "E5", "1"), ("R-EXPLANATION-01", "E6", "2")]
    assert open_queries(asked) == expected
    before = head(asked)
    answer = ("decide", "answer", "AM12-2-1", "--rule", "R-EXPLANATION-01", "--activity", "1")
    command(asked, *answer, "--why", "by telephone")
    assert open_queries(asked) == expected[1:]
    assert open_queries(asked, as_of=before) == expected
    assert_invariants(asked)
    assert_repetition_changes_nothing(asked, capsys, *answer)


def test_rule_and_cell_are_taken_in_capitals_or_not(asked, capsys):
    answer = ("decide", "answer", "AM12-2-1", "--rule")
    command(asked, *answer, "r-explanation-01", "--cell", "e6", "--why", "by telephone")
    assert "R-EXPLANATION-01 about AM12-2-1 is answered" in capsys.readouterr().out
    assert open_queries(asked) == [("R-EXPLANATION-01", "E5", "1")]
    same = (*answer, "R-Explanation-01", "--cell", "E6")
    assert_repetition_changes_nothing(asked, capsys, *same)
    decided = "SELECT rule, cell FROM record.decision"
    assert ask(asked, decided) == [("R-EXPLANATION-01", "E6")]


def test_a_query_about_a_report_that_is_replaced_is_not_open(asked):
    send(asked, "AM12", form())
    assert open_queries(asked) == []


def test_a_final_period_is_no_longer_provisional(workspace, capsys):
    send(workspace, "AM12", form())
    before = head(workspace)
    command(workspace, "decide", "final", "2021-H1", "--why", "all is in")
    assert not any("p" in flag for (flag,) in flags(workspace, "2021-H1"))
    assert all("p" in flag for (flag,) in flags(workspace, "2021-H1", as_of=before))
    assert all("p" in flag for (flag,) in flags(workspace, "2020-H2"))
    assert_invariants(workspace)
    assert_repetition_changes_nothing(workspace, capsys, "decide", "final", "2021-H1")


def test_a_release_says_what_was_decided_about_its_period(
    published: Workspace, programme: Programme
) -> None:
    """Whether its figures are final and who is exempt, but not by whom, nor of later periods."""
    command(published, "decide", "withdraw", "AM12", "2021-H1", "--why", "x")
    before = publish_at(published, forms=("sheet",))
    command(published, "decide", "withdraw", "AM13", "2021-H1", "--why", "x")
    for period in ("2021-H1", "2021-H2"):
        exempt = ("decide", "exempt", "AM13", period)
        command(published, *exempt, "--why", "merged", "--by", "Jansen")
    command(published, "decide", "final", "2021-H1", "--why", "all is in", "--by", "Jansen")
    final = publish_at(published, forms=("sheet", "tables"))
    provisional_sheet, final_sheet = (
        (release.folder / "public" / "sheet.nl.html").read_text() for release in (before, final)
    )
    assert "<dd>2021-H1.v2</dd>" in provisional_sheet
    assert "<dd>voorlopig</dd>" in provisional_sheet
    assert "<dd>2021-H1.v3</dd>" in final_sheet
    assert "<dd>definitief</dd>" in final_sheet
    region = programme.region("AM13")
    assert "33 van de 34 regio's" in final_sheet.replace("&#39;", "'")
    assert f"Vrijgesteld van rapporteren: {region.name} ({region.code})." in final_sheet
    for path in (final.folder / "public").rglob("*.*"):
        assert b"Jansen" not in path.read_bytes(), path
    database = final.folder / "restricted" / "pow.duckdb"
    with duckdb.connect(database, read_only=True) as connection:
        periods = "SELECT decision, period FROM record.decision WHERE period IS NOT NULL"
        decisions = connection.execute(periods).fetchall()
    assert sorted(decisions) == [("exempt", "2021-H1"), ("final", "2021-H1")]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("extend AM12 2031-H1 --until 2031-08-15 --why x", "no period '2031-H1'; it has 2019-H1"),
        ("extend AM99 2021-H1 --until 2021-08-15 --why x", "no region 'AM99'; it has AM01"),
        ("extend AM12 2021-H1 --until 2021-07-31 --why x", "is not after the deadline of 2021-H1"),
        *(
            (
                f"extend AM12 2021-H1 --until {day} --why x",
                f"pow: '{day}' is not a day; write it as 2021-08-15 or 15-08-2021",
            )
            for day in ("someday", "2021-08-32", "31-09-2021", "08-15-2021", "15-08-21", "20210815")
        ),
        ("exempt AM99 2021-H1 --why x", "the programme has no region 'AM99'; it has AM01"),
        ("exempt AM12 nonsense --why x", "the programme has no period 'nonsense'; it has 2019-H1"),
        ("withdraw am12 2021-H1 --why x", "no region 'am12'; it has AM01"),
        ("withdraw AM99 2021-H1 --why x", "the programme has no region 'AM99'; it has AM01"),
        ("withdraw AM12 nonsense --why x", "the programme has no period 'nonsense'; it has"),
        ("withdraw AM13 2021-H1 --why x", "nothing to withdraw: no version of AM13 for 2021-H1"),
        ("final nonsense --why x", "the programme has no period 'nonsense'; it has 2019-H1"),
        ("erase AM12-9-9 --yes --why x", "there is no delivery 'AM12-9-9'"),
        ("answer AM12-9-9 --rule R-ID-01 --why x", "there is no query about 'AM12-9-9'"),
        (
            "answer AM12-2-1 --rule R-ID-01 --why x",
            "'R-ID-01' asks nothing about AM12-2-1; these do: R-EXPLANATION-01",
        ),
        (
            "answer AM12-2-1 --rule R-EXPLANATION-01 --why x",
            "asks more than once; name one with --activity or --cell: 1 in E5, 2 in E6",
        ),
        (
            "answer AM12-2-1 --rule R-EXPLANATION-01 --activity 3 --why x",
            "asks nothing there; name one with --activity or --cell: 1 in E5, 2 in E6",
        ),
    ],
)
def test_what_cannot_be_decided_is_reported_with_what_could(
    arguments: str, expected: str, asked_once: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = head(Workspace(asked_once))
    assert run(["decide", *arguments.split(), "--home", str(asked_once)]) == 2
    output = capsys.readouterr()
    assert expected in " ".join((output.out + output.err).split())
    assert head(Workspace(asked_once)) == before


@pytest.mark.parametrize(
    "decision",
    [
        "withdraw AM12 2021-H1",
        "extend AM12 2021-H1 --until 2021-08-15",
        "exempt AM12 2021-H1",
        "final 2021-H1",
        "erase AM12-2-1 --yes",
        "answer AM12-2-1 --rule R-EXPLANATION-01 --cell E5",
    ],
)
def test_every_decision_needs_its_reason(decision, asked, capsys):
    arguments = ["decide", *decision.split(), "--home", str(asked.home)]
    assert run([*arguments, "--why", " \t"]) == 2
    assert "a decision needs its reason; say it with --why" in capsys.readouterr().err
    assert run(arguments) == 2
    assert run([*arguments, "--why", "a test", "--json"]) == 0
