"""`pow token`: made, shown once, kept as a hash that is ours alone, replaced and revoked."""

import json
import re
import stat

import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.intake.tokens import region_of_token
from pow_pipeline.record.journal import Journal


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setenv("POW_NOW", "2021-07-10T09:00:00Z")


@pytest.fixture
def home(workspace):
    return ["--home", str(workspace.home)]


def made(home, capsys, region="AM12") -> str:
    assert run(["token", region, *home]) == 0
    return capsys.readouterr().out.strip()


def test_it_is_shown_once_and_kept_as_a_hash_that_only_we_can_read(workspace, home, capsys):
    events = Journal(workspace.journal).head()
    token = made(home, capsys)
    assert re.fullmatch(r"AM12(-[A-Z2-7]{4}){6}", token)
    assert stat.S_IMODE(workspace.tokens.stat().st_mode) == 0o600
    kept = workspace.tokens.read_text()
    assert token not in kept
    assert token.partition("-")[2] not in kept
    assert Journal(workspace.journal).head() == events


@pytest.mark.parametrize(
    ("given", "region"),
    [
        ("{token}", "AM12"),
        ("  {small} ", "AM12"),
        ("{token}A", None),
        ("{short}", None),
        ("AM18-{rest}", None),
        ("AM12", None),
        ("", None),
    ],
)
def test_it_is_recognised_whole_and_in_any_case(given, region, workspace, home, capsys):
    token = made(home, capsys)
    rest = token.partition("-")[2]
    text = given.format(token=token, small=token.lower(), short=token[:-1], rest=rest)
    assert region_of_token(workspace, text) == region


def test_a_new_one_replaces_the_old_one_of_that_region_alone(workspace, home, capsys):
    first, other, second = (made(home, capsys, region) for region in ("AM12", "AM18", "AM12"))
    found = [region_of_token(workspace, token) for token in (first, other, second)]
    assert found == [None, "AM18", "AM12"]


def test_which_regions_have_one(home, capsys):
    assert run(["token", *home]) == 0
    assert "no region has a token; make one with: pow token AM12" in capsys.readouterr().out
    made(home, capsys, "AM18")
    made(home, capsys)
    assert run(["token", *home]) == 0
    assert capsys.readouterr().out == "AM12  made on 2021-07-10\nAM18  made on 2021-07-10\n"
    assert run(["token", "--json", *home]) == 0
    assert [each["region"] for each in json.loads(capsys.readouterr().out)] == ["AM12", "AM18"]


def test_a_revoked_one_no_longer_counts(workspace, home, capsys):
    token = made(home, capsys)
    assert run(["token", "AM12", "--revoke", *home]) == 0
    assert capsys.readouterr().out == "the token of AM12 no longer counts\n"
    assert region_of_token(workspace, token) is None
    assert run(["token", "AM12", "--revoke", *home]) == 2
    assert "AM12 has no token; no region has one" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["AM99"], 2, "no region 'AM99'; it has AM01"),
        (["--revoke"], 2, "name the region, such as: pow token AM12 --revoke"),
    ],
)
def test_what_cannot_be_asked(arguments, code, expected, home, capsys):
    assert run(["token", *arguments, *home]) == code
    assert expected in capsys.readouterr().err


def test_a_file_that_was_changed_by_hand_is_reported(workspace, home, capsys):
    workspace.tokens.write_text("{}}")
    assert run(["token", *home]) == 3
    assert "tokens.json: cannot be read; remove it and make new tokens" in capsys.readouterr().err
