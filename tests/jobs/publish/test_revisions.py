"""Revisions: which figures differ from the release before, and why each of them does."""

import csv
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.jobs.inspect.diff import diff
from pow_pipeline.jobs.publish.staging import Revision
from pow_pipeline.publication.revised_figure import RevisedFigure
from pow_pipeline.publication.revisions import attribute
from pow_pipeline.warehouse.connection import PUBLISHED_SUMMARIES
from pow_pipeline.warehouse.lookups.figure_changes import FigureChange
from pow_pipeline.workspace import Workspace
from tests.harness.builders import ask, command, drop, form, ingest_at, publish_at, run_at, send
from tests.harness.invariants import assert_invariants
from tests.publication.revised_releases import GREEN, RED, SPRING, SUMMER, WHY, send_all

pytestmark = pytest.mark.prove  # each case publishes

AFTER_DEADLINE = datetime(2021, 9, 1, 9, tzinfo=UTC)
UNANSWERED = [("1", "Jobhunters", "Aanbod", "rood", ""), *GREEN[1:]]
PURPLE = [("1", "Jobhunters", "Aanbod", "paars", ""), *GREEN[1:]]


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setenv("POW_NOW", SPRING.isoformat())


def diff_at(workspace: Workspace, *versions: int, period: str = "2021-H1") -> Revision:
    return diff(run_at(workspace, SPRING), period, versions)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def causes(revision: Revision) -> dict[str | None, set[str]]:
    """Return all causes of the figures of each region; under None those of all regions."""
    found: dict[str | None, set[str]] = {}
    for figure in revision.figures:
        found.setdefault(figure.region_code, set()).update(figure.causes)
    return found


def numbers(revision: Revision) -> int:
    """Return how many figures differ in a number."""
    return sum(figure.is_revised for figure in revision.figures)


def of_distribution(revision: Revision, region: str | None, category: str) -> dict[str, tuple]:
    return {
        each.status: (each.number_before, each.number, each.denominator, each.causes)
        for each in revision.figures
        if each.summary == "status_distribution"
        and (each.region_code, each.category) == (region, category)
    }


def flags(release: Path, tier: str = "public") -> dict[tuple, str]:
    with duckdb.connect(release / tier / "pow.duckdb", read_only=True) as connection:
        rows = connection.execute(
            "SELECT region_code, category, status, flag FROM summary.status_distribution "
            "WHERE period = '2021-H1'"
        ).fetchall()
    return {tuple(key): flag for *key, flag in rows}


def test_a_first_release_revises_nothing(lived):
    _, (first, *_) = lived
    assert first.revision is None
    assert not (first.folder / "public" / "revisions.csv").exists()
    assert not any("r" in flag for flag in flags(first.folder).values())


def test_each_figure_that_differs_has_its_causes(lived):
    _, (_, _, revised, *_) = lived
    revision = revised.revision
    assert (revision.before, revision.now) == ("2021-H1.v1", "2021-H1.v2")
    assert causes(revision) == {
        "AM38": {"late_submission"},
        "AM01": {"correction"},
        "AM02": {"decision"},
        None: {"late_submission", "correction", "decision"},
    }
    assert of_distribution(revision, None, "aanbod") == {  # one came, one turned red, one left
        "on_track": (24, 23, 24, ("late_submission", "correction", "decision")),
        "off_track": (0, 1, 24, ("late_submission", "correction", "decision")),
    }
    assert of_distribution(revision, "AM01", "aanbod") == {
        "on_track": (1, 0, 1, ("correction",)),
        "off_track": (0, 1, 1, ("correction",)),
    }


@pytest.mark.parametrize("tier", ["public", "restricted"])
def test_what_differs_is_flagged_in_every_form(tier, lived):
    _, (_, _, revised, *_) = lived
    held = flags(revised.folder, tier)
    assert {key for key, flag in held.items() if "r" in flag} == {
        (each.region_code, each.category, each.status)
        for each in revised.revision.figures
        if each.summary == "status_distribution" and each.is_revised
    }
    assert held["AM01", "aanbod", "off_track"] == "prs"
    assert held["AM05", "aanbod", "on_track"] == "ps"
    rows = read_csv(revised.folder / "public" / "status_distribution.csv")
    assert {row["flag"] for row in rows if row["region_code"] == "AM01"} >= {"prs", "ps"}


def test_a_revision_is_a_file_of_the_release_and_a_line_on_its_sheet(lived):
    _, (_, _, revised, *_) = lived
    rows = read_csv(revised.folder / "public" / "revisions.csv")
    assert len(rows) == len(revised.revision.figures)
    assert {row["summary"] for row in rows} == {
        "status_distribution",
        "activity_overview",
        "status_trend",
        "status_transition",
        "reporting_rate",
    }
    (row,) = (
        row for row in rows if (row["summary"], row["region_code"]) == ("reporting_rate", "AM38")
    )
    assert (row["number_before"], row["number"], row["causes"]) == ("0", "1", "late_submission")
    manifest = json.loads((revised.folder / "public" / "manifest.json").read_bytes())
    assert manifest["revises"] == "2021-H1.v1"
    assert "public/revisions.csv" in manifest["files"]
    sheet = (revised.folder / "public" / "sheet.nl.html").read_text(encoding="utf-8")
    assert "Welke cijfers anders zijn dan in uitgave 2021-H1.v1, leest u onder" in sheet
    assert "Ze staan alle in revisions.csv." in sheet


def test_a_later_release_is_stale_until_it_is_published_again(lived):
    _, (_, later, revised, again, _) = lived
    assert (later.release.name, later.stale) == ("2021-H2.v1", ())
    assert revised.stale == ("2021-H2.v1",)
    assert (again.release.name, again.stale) == ("2021-H2.v2", ())
    compared = {each.summary for each in again.revision.figures if each.period == "2021-H2"}
    assert {"status_trend", "status_transition"} <= compared
    assert set().union(*causes(again.revision).values()) == {
        "late_submission",
        "correction",
        "decision",
    }


def test_a_final_period_is_no_longer_provisional_and_nothing_else_differs(lived):
    _, (*_, final) = lived
    assert {each.changed for each in final.revision.figures} == {("flag",)}
    assert set().union(*causes(final.revision).values()) == {"decision"}
    assert final.stale == ()
    assert not any("p" in flag or "r" in flag for flag in flags(final.folder).values())
    manifest = json.loads((final.folder / "public" / "manifest.json").read_bytes())
    assert manifest["revises"] is None
    sheet = (final.folder / "public" / "sheet.nl.html").read_text(encoding="utf-8")
    assert "definitief" in sheet
    assert "revisions.csv" not in sheet


@pytest.mark.parametrize(
    ("versions", "before", "now", "is_published"),
    [
        ((), "2021-H1.v2", "2021-H1.v3", True),  # nothing is new, so the last two
        ((1, 2), "2021-H1.v1", "2021-H1.v2", True),
        ((1,), "2021-H1.v1", "2021-H1.v4", False),  # with what would be published now
        ((1, 3), "2021-H1.v1", "2021-H1.v3", True),
    ],
)
def test_two_releases_are_compared_at_any_time(versions, before, now, is_published, lived):
    workspace, (_, _, revised, _, final) = lived
    found = diff_at(workspace, *versions)
    assert (found.before, found.now, found.is_published) == (before, now, is_published)
    if versions == ():
        assert found.figures == final.revision.figures
    elif versions == (1, 2):
        assert found.figures == revised.revision.figures
    else:
        assert numbers(found) == numbers(revised.revision)
        assert len(found.figures) > len(revised.revision.figures)


def test_the_command_shows_a_table_or_json(lived, capsys):
    workspace, (_, _, revised, *_) = lived
    home = ["--home", str(workspace.home)]
    assert run(["diff", "2021-H1", "v1", "v2", *home]) == 0
    payload = capsys.readouterr().out
    count = numbers(revised.revision)
    assert f"2021-H1.v1 → 2021-H1.v2: {count} figures differ, and 12 in their flag alone" in payload
    (line,) = (line for line in payload.splitlines() if " all " in line and "100 → 96" in line)
    assert " ".join(line.split()) == (
        "status_distribution 2021-H1 all aanbod on_track 24 → 23 24 100 → 96 pu "
        "late_submission, correction, decision"
    )
    assert run(["diff", "2021-H1", "1", "2", "--json", *home]) == 0
    payload = json.loads(capsys.readouterr().out)
    assert (payload["before"], payload["now"], payload["is_published"]) == (
        "2021-H1.v1",
        "2021-H1.v2",
        True,
    )
    assert len(payload["figures"]) == len(revised.revision.figures)
    assert {(each["cause"], each["region_code"]) for each in payload["changes"]} == {
        ("late_submission", "AM38"),
        ("correction", "AM01"),
        ("decision", "AM02"),
    }


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("2021-H1", "v4"), "2021-H1 has no release v4; it has v1, v2, v3"),
        (("2021-H1", "latest"), "'latest' is no version of a period; write v1"),
        (("2021-H1", "1", "2", "3"), "name two versions at most"),
        (("2020-H2",), "2020-H2 has never been published; do so with: pow publish 2020-H2"),
        (("2020-H2", "v1"), "2020-H2 has no release v1; it has none yet"),
        (("2031-H1",), "no period '2031-H1'"),
    ],
)
def test_what_cannot_be_compared_is_refused(arguments, expected, lived, capsys):
    workspace, _ = lived
    assert run(["diff", *arguments, "--home", str(workspace.home)]) == 2
    assert expected in capsys.readouterr().err


def test_publish_shows_what_differs_and_asks(workspace, capsys):
    codes = send_all(workspace, "2021-H1", SUMMER)
    publish_at(workspace, "2021-H1", SUMMER)
    send(workspace, codes[-1], form(codes[-1], "2021-H1", GREEN), SPRING)
    home = ["--home", str(workspace.home)]
    capsys.readouterr()
    assert run(["diff", "2021-H1", *home]) == 0
    payload = capsys.readouterr().out
    assert "2021-H1.v1 → what would be 2021-H1.v2 now" in payload
    assert run(["publish", "2021-H1", *home]) == 2  # there is nobody to ask
    payload = capsys.readouterr().err
    assert "because of: late_submission" in payload
    assert "more rows; see all with pow diff 2021-H1 --json" in payload
    assert "Publish them anew? Say so with --yes" in payload
    assert run(["publish", "2021-H1", "--yes", "--json", *home]) == 0
    payload = json.loads(capsys.readouterr().out)
    assert payload["release"] == "2021-H1.v2"
    assert payload["stale"] == []
    assert {tuple(each["causes"]) for each in payload["revision"]["figures"]} == {
        ("late_submission",)
    }
    release = workspace.published / "releases" / "2021-H1.v2"
    assert any("r" in flag for flag in flags(release).values())
    assert run(["publish", "2021-H1", *home]) == 0  # r is no reason for another version
    assert "nothing has changed; 2021-H1.v2 stays current" in capsys.readouterr().out
    assert_invariants(workspace)


@pytest.fixture(scope="module")
def published(template, tmp_path_factory) -> Workspace:
    """One period, published once; of three regions there is something to fix."""
    home = tmp_path_factory.mktemp("published") / "work"
    shutil.copytree(template, home, symlinks=True)
    workspace = Workspace(home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POW_STABLE_SECONDS", "0")
        send_all(workspace, "2021-H1", SUMMER)
        drop(workspace, "AM03", form("AM03", rows=UNANSWERED), "unexplained.xlsx")
        drop(workspace, "AM36", form("AM36", rows=PURPLE), "purple.xlsx")
        ingest_at(workspace, SUMMER)
        send(workspace, "AM37", form("AM37", rows=GREEN), AFTER_DEADLINE)
        publish_at(workspace, "2021-H1", AFTER_DEADLINE)
    return workspace


def change(workspace: Workspace, old: str, new: str, name: str = "programme.toml") -> None:
    path = workspace.programme / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    command(workspace, "programme", "activate", "--yes")


def exempt(workspace: Workspace) -> None:
    command(workspace, "decide", "exempt", "AM38", "2021-H1", *WHY)


def extend(workspace: Workspace) -> None:
    command(workspace, "decide", "extend", "AM37", "2021-H1", "--until", "2021-10-01", *WHY)


def answer_query(workspace: Workspace) -> None:
    query = "SELECT delivery FROM record.delivery WHERE name = 'unexplained.xlsx'"
    ((delivery,),) = ask(workspace, query)
    command(workspace, "decide", "answer", delivery, "--rule", "R-EXPLANATION-01", *WHY)


def erase(workspace: Workspace) -> None:
    command(workspace, "decide", "erase", "AM01-2-1", "--yes", *WHY)


def send_nonsense(workspace: Workspace) -> None:
    send(workspace, "AM38", b"nonsense", AFTER_DEADLINE)


def correct_in_vain(workspace: Workspace) -> None:
    """A correction that is rejected, or withdrawn again, changes nothing."""
    send(workspace, "AM01", form("AM01", rows=PURPLE), AFTER_DEADLINE)
    send(workspace, "AM02", form("AM02", rows=RED), AFTER_DEADLINE)
    command(workspace, "decide", "withdraw", "AM02", "2021-H1", "--version", "2", *WHY)


def withdraw_and_send_again(workspace: Workspace) -> None:
    command(workspace, "decide", "withdraw", "AM01", "2021-H1", *WHY)
    send(workspace, "AM01", form("AM01", rows=RED), AFTER_DEADLINE)


def let_purple_be_red(workspace: Workspace) -> None:
    change(workspace, '["achter", "r"]', '["achter", "r", "paars"]')
    command(workspace, "rerun", "2021-H1", "--yes", *WHY)


def change_threshold(workspace: Workspace) -> None:
    change(workspace, "minimum_denominator = 10", "minimum_denominator = 2")


def change_label(workspace: Workspace) -> None:
    change(workspace, 'en = "Supply"', 'en = "Offer"')


def plan_activities(workspace: Workspace) -> None:
    line = next(
        line
        for line in (workspace.programme / "regions.csv").read_text(encoding="utf-8").splitlines()
        if line.startswith("AM38,")
    )
    change(workspace, line, f"{line}40", "regions.csv")


def move_deadline(workspace: Workspace) -> None:
    change(workspace, "deadline = 2021-07-31", "deadline = 2021-09-10")


def add_category(workspace: Workspace) -> None:
    added = '[[categories]]\ncode = "overig"\nlabel = { nl = "Overig", en = "Other" }\n\n'
    last = '[[categories]]\ncode = "scholing"'
    change(workspace, last, added + last)


def map_activity(workspace: Workspace, period: str = "2021-H1") -> None:
    mappings = f"from_region,from_id,to_region,to_id,period\nAM01,1,AM01,9,{period}\n"
    (workspace.programme / "mappings.csv").write_text(mappings, encoding="utf-8")
    command(workspace, "programme", "activate", "--yes")


def map_activity_later(workspace: Workspace) -> None:
    map_activity(workspace, "2021-H2")


RATE = {"reporting_rate"}
ALL = set(PUBLISHED_SUMMARIES) - {"answer_distribution"}


@pytest.mark.parametrize(
    ("happens", "regions", "cause", "among"),
    [
        (exempt, {"AM38"}, "decision", RATE),
        pytest.param(extend, {"AM37"}, "decision", RATE, marks=pytest.mark.prove),
        pytest.param(answer_query, {"AM03"}, "decision", RATE, marks=pytest.mark.prove),
        (erase, {"AM01"}, "decision", ALL),
        pytest.param(send_nonsense, {"AM38"}, "late_submission", RATE, marks=pytest.mark.prove),
        (correct_in_vain, set(), None, set()),
        (let_purple_be_red, {"AM36"}, "rules", ALL),
        pytest.param(change_threshold, None, "rules", ALL, marks=pytest.mark.prove),
        pytest.param(change_label, set(), None, set(), marks=pytest.mark.prove),
        pytest.param(plan_activities, {"AM38"}, "register", ALL, marks=pytest.mark.prove),
        pytest.param(move_deadline, {"AM37"}, "register", RATE, marks=pytest.mark.prove),
        (add_category, None, "programme", ALL),
        (map_activity, {"AM01"}, "register", ALL),
        pytest.param(map_activity_later, set(), None, set(), marks=pytest.mark.prove),
    ],
)
def test_each_kind_of_change_has_its_cause(happens, regions, cause, among, published, tmp_path):
    workspace = Workspace(tmp_path / "work")
    shutil.copytree(published.home, workspace.home, symlinks=True)
    happens(workspace)
    revision = diff_at(workspace)
    found = causes(revision)
    assert set().union(*found.values()) == ({cause} if cause else set())
    if regions is not None:
        assert {region for region in found if region} == regions
    assert {figure.summary for figure in revision.figures} <= among
    assert bool(revision.figures) == bool(among)
    if among == ALL:
        assert {"status_distribution", "activity_overview"} & {
            figure.summary for figure in revision.figures
        }


def test_several_causes_are_all_listed(published, tmp_path):
    workspace = Workspace(tmp_path / "work")
    shutil.copytree(published.home, workspace.home, symlinks=True)
    withdraw_and_send_again(workspace)
    assert causes(diff_at(workspace))["AM01"] == {"correction", "decision"}


def figure(period="2021-H1", region="AM01", changed=("activities",), summary="status_distribution"):
    return RevisedFigure(
        summary=summary,
        period=period,
        scope="region" if region else "programme",
        region_code=region,
        category="total",
        status="on_track",
        detail=None,
        number_before=1,
        number=2,
        denominator_before=3,
        denominator=3,
        percentage_before=33,
        percentage=67,
        flag_before="p",
        flag="p",
        changed=changed,
    )


def figure_change(cause="correction", affects="figures", region="AM01", period="2021-H1"):
    return FigureChange(cause, affects, region, period, event=9, delivery=None)


@pytest.mark.parametrize(
    ("of", "changes", "expected"),
    [
        (figure(), [], ("rules",)),  # no event explains it
        (figure(), [figure_change()], ("correction",)),
        (figure(), [figure_change(region=None, period=None)], ("correction",)),
        (figure(), [figure_change(region="AM02")], ("rules",)),
        (figure(), [figure_change(period="2020-H2")], ("correction",)),
        (figure(), [figure_change(period="2021-H2")], ("rules",)),
        (figure(), [figure_change(affects="rate")], ("rules",)),
        (figure(summary="reporting_rate"), [figure_change(affects="rate")], ("correction",)),
        (figure(summary="reporting_rate"), [figure_change(period="2020-H2")], ("rules",)),
        (figure(), [figure_change(affects="flag")], ("rules",)),
        (figure(changed=("flag",)), [figure_change(affects="flag")], ("correction",)),
        (figure(changed=("flag",)), [figure_change(affects="flag", period="2020-H2")], ("rules",)),
        (
            figure(changed=("flag",), summary="status_trend"),
            [figure_change(affects="flag", period="2020-H2")],
            ("correction",),
        ),
        (figure(region="AM09"), [figure_change()], ("correction",)),  # AM01 went over to AM09
        (figure(region=None), [figure_change(region="AM02")], ("correction",)),
        (
            figure(),
            [
                figure_change(cause="decision"),
                figure_change(cause="late_submission"),
                figure_change(),
            ],
            ("late_submission", "correction", "decision"),
        ),
    ],
)
def test_what_bears_on_a_figure_is_its_cause(of, changes, expected):
    (found,) = attribute([of], changes, {"AM09": frozenset({"AM01"})})
    assert found.causes == expected


def test_a_figure_of_all_has_the_causes_of_the_regions_that_changed_in_its_cell():
    changes = [figure_change(), figure_change("decision", region="AM02")]
    found = attribute([figure(region=None), figure()], changes, {})
    assert [each.causes for each in found] == [("correction",), ("correction",)]
