"""`pow template`: where forms go, what stays, and what is refused."""

import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from pow_pipeline.cli.main import run
from tests.harness.builders import HEADER, ROWS, ask, command, drop, form, ingest_at, workbook
from tests.harness.invariants import assert_invariants

HEAVY = {"pandas", "pandera", "duckdb", "pyarrow", "xlsxwriter", "pydantic"}


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setenv("POW_NOW", "2021-07-10T09:00:00Z")


def test_help_imports_nothing_heavy():
    script = (
        "import sys; from pow_pipeline.cli.main import run; run(['template', '--help']);"
        "print(sorted(m for m in sys.modules if '.' not in m), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert not HEAVY & set(eval(done.stderr))  # noqa: S307 -- our own list of names


def test_a_form_goes_into_the_outbox_of_its_region_about_the_period_asked_for_now(
    workspace, capsys
):
    command(workspace, "template", "--region", "AM12")
    file = workspace.outbox / "AM12" / "AM12_2021-H1.xlsx"
    assert capsys.readouterr().out.splitlines()[0] == f"made       {file}"
    assert openpyxl.load_workbook(file).worksheets[0]["B2"].value == "AM12"


def test_all_get_one_and_what_lies_in_the_outbox_besides_is_left_alone(workspace, capsys):
    drop(workspace, "AM12", form())
    ingest_at(workspace)
    command(workspace, "template", "--all", "--period", "2021-H2", "--json")
    payload = json.loads(capsys.readouterr().out)
    assert Counter(each["fate"] for each in payload) == {"made": 35}
    assert all(Path(each["file"]).is_file() for each in payload)
    assert payload[0] == {
        "region": "AM01",
        "period": "2021-H2",
        "file": str(workspace.outbox / "AM01" / "AM01_2021-H2.xlsx"),
        "fate": "made",
    }
    assert_invariants(workspace)


def test_what_may_have_been_filled_in_is_kept_unless_reported_otherwise(workspace, capsys):
    command(workspace, "template", "--all")
    filled_in = workspace.outbox / "AM12" / "AM12_2021-H1.xlsx"
    made = filled_in.read_bytes()
    filled_in.write_bytes(b"filled in")
    fates = []
    for more in ([], ["--replace"], []):
        capsys.readouterr()
        command(workspace, "template", "--all", *more)
        output = capsys.readouterr().out
        fates.append(Counter(line.split()[0] for line in output.splitlines()[:-1]))
        assert ("may have been filled in; see --replace" in output) == (
            more == [] and len(fates) == 1
        )
        assert (filled_in.read_bytes() == b"filled in") == (len(fates) == 1)
    assert fates == [
        {"unchanged": 34, "kept": 1, "kept:": 1},
        {"unchanged": 34, "replaced": 1},
        {"unchanged": 35},
    ]
    assert filled_in.read_bytes() == made


def send_back(workspace, period):
    """Make the form of AM12, send it back with a status for each activity; return the queries."""
    file = workspace.home / "form.xlsx"
    command(workspace, "template", "--region", "AM12", "--period", period, "-o", str(file))
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[8]]
    status, category = header.index("Status"), header.index("Categorie")
    for row in sheet.iter_rows(min_row=9):
        if row[0].value:
            row[status].value = "groen"
    book.save(file)
    file.rename(workspace.inbox / "AM12" / file.name)
    now = datetime(2021, 7 if period == "2021-H1" else 12, 20, 9, tzinfo=UTC)
    (result,) = ingest_at(workspace, now).results
    assert result.outcome == "accepted"
    declared = [row[category].value for row in sheet.iter_rows(min_row=9) if not row[0].value]
    query = """
        SELECT expected FROM record.finding WHERE delivery = ? AND rule = 'R-CATEGORY-03'
    """
    return list(filter(None, declared)), [
        each for (each,) in ask(workspace, query, result.delivery)
    ]


@pytest.mark.parametrize("period", ["2021-H1", "2021-H2"])
def test_a_form_leaves_the_query_about_an_unreported_category_open(period, workspace):
    rows = [*ROWS[:1], ("", "geen activiteiten", "Vraag", "", "")]
    drop(workspace, "AM12", workbook([("Regio", "AM12"), ("Periode", "2021-H1"), HEADER, *rows]))
    ingest_at(workspace)
    assert send_back(workspace, period) == (["Vraag"], [["Route", "Scholing"]])


def test_a_form_declares_no_category_that_was_added_since(workspace):
    drop(workspace, "AM12", form(rows=ROWS[:1]))
    ingest_at(workspace)
    settings = workspace.programme / "programme.toml"
    added = (
        '[[categories]]\ncode = "wonen"\nlabel = { nl = "Wonen", en = "Housing" }\n\n[[statuses]]'
    )
    settings.write_text(settings.read_text().replace("[[statuses]]", added, 1))
    command(workspace, "programme", "activate", "--yes")
    declared, asked = send_back(workspace, "2021-H2")
    assert (sorted(declared), asked) == (["Route", "Scholing", "Vraag"], [["Wonen"]])


def test_without_a_workspace_the_form_is_blank_and_goes_here(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POW_HOME", raising=False)
    assert run(["template", "--region", "AM12", "--period", "2021-H2"]) == 0
    sheet = openpyxl.load_workbook(tmp_path / "AM12_2021-H2.xlsx").worksheets[0]
    assert sheet["A8"].value == "Activiteit-id"
    assert not any(cell.value for row in sheet["A9:P60"] for cell in row)


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        ("", 2, "name one region or ask for all, such as: pow template --region AM12"),
        ("--region AM12 --all", 2, "name one region or ask for all"),
        ("--all -o x.xlsx", 2, "--all writes to the outboxes"),
        ("--region AM12 --output=-", 2, "a workbook cannot be printed; name a file"),
        ("--region AM12 -o .", 2, ". is a folder; name a file, such as AM12_2021-H1.xlsx"),
        ("--region AM99", 2, "has no region 'AM99'; it has AM01"),
        ("--region Friesand", 2, "did you mean AM02 Friesland?"),
        ("--region AM12 --period 2031-H1", 2, "has no period '2031-H1'; it has 2019-H1"),
        ("--region AM12 --programme nonsense", 2, "no programme 'nonsense'"),
        ("--all --programme perspectief_op_werk", 2, "there is no workspace"),
        ("--region AM12 --home nowhere", 3, "nowhere is not a workspace"),
    ],
)
def test_what_cannot_be_is_refused(arguments, code, expected, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["template", *arguments.split()]) == code
    assert expected in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_region_that_is_not_expected_gets_none(workspace, capsys):
    regions = workspace.programme / "regions.csv"
    lines = regions.read_text().splitlines()
    later = [f"{line[:-2]}2022-01-01,," if line.startswith("AM12") else line for line in lines]
    regions.write_text("\n".join(later))
    command(workspace, "programme", "activate", "--yes")
    home = ["--home", str(workspace.home)]
    assert run(["template", "--region", "AM12", "--period", "2021-H2", *home]) == 2
    assert "AM12 does not exist in 2021-H2" in capsys.readouterr().err
    command(workspace, "template", "--all", "--period", "2021-H2")
    assert len(list(workspace.outbox.glob("*/*.xlsx"))) == 34


def test_a_workspace_without_a_warehouse_gives_no_form_that_forgets(workspace, capsys):
    workspace.warehouse.unlink()
    assert run(["template", "--region", "AM12", "--home", str(workspace.home)]) == 3
    assert "make it again with: pow rebuild" in capsys.readouterr().err
