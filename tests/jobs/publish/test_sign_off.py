"""Signing off: by a second name, exactly the figures of a draft, only where it is wanted."""

import json

import pytest

from pow_pipeline.cli.main import run
from pow_pipeline.record.decisions import SignedOff
from pow_pipeline.record.journal import Journal
from tests.harness.builders import (
    choose_forms,
    command,
    drop,
    form,
    ingest_at,
    publish_at,
    verify_now,
)
from tests.harness.story import NOW_TEXT, copy_workspace
from tests.publication.revised_releases import RED, SUMMER, send_all

PERIOD = "2021-H1"
WHY = ("--why", "all regions agree")


@pytest.fixture(scope="module", autouse=True)
def _now():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POW_NOW", NOW_TEXT)
        patch.setenv("POW_STABLE_SECONDS", "0")
        yield


@pytest.fixture
def workspace(bare_template, tmp_path):
    return copy_workspace(bare_template, tmp_path)


@pytest.fixture(scope="module")
def wanted_once(bare_template, tmp_path_factory):
    """A workspace whose programme wants sign-off, with reports and a draft by Jansen."""
    workspace = copy_workspace(bare_template, tmp_path_factory.mktemp("sign_off"))
    path = workspace.programme / "programme.toml"
    text = path.read_text(encoding="utf-8").replace("sign_off = false", "sign_off = true")
    path.write_text(text, encoding="utf-8")
    choose_forms(workspace.programme, "sheet")
    command(workspace, "programme", "activate", "--yes")
    send_all(workspace, PERIOD, SUMMER)
    command(workspace, "publish", PERIOD, "--draft", "--by", "Jansen")
    return workspace.home


@pytest.fixture
def wanted(wanted_once, tmp_path):
    return copy_workspace(wanted_once, tmp_path)


def sign(workspace, *arguments):
    return run(["decide", "sign-off", PERIOD, *arguments, "--home", str(workspace.home)])


def signed(workspace):
    return [event for event in Journal(workspace.journal).read() if isinstance(event, SignedOff)]


def test_only_signed_figures_are_published(wanted, capsys):
    def publish() -> int:
        return run(["publish", PERIOD, "--yes", "--home", str(wanted.home)])

    assert publish() == 4
    output = capsys.readouterr().err
    assert "its draft, made by Jansen, are not signed off" in output
    assert f"pow decide sign-off {PERIOD} --by NAME --why … --home {wanted.home}" in output
    assert sign(wanted, "--by", "Bakker", *WHY) == 0
    assert f"Next: pow publish {PERIOD}" in capsys.readouterr().out
    drop(wanted, "AM01", form("AM01", rows=RED), "correction.xlsx")
    ingest_at(wanted)
    assert publish() == 4
    output = capsys.readouterr().err
    assert "its figures have changed since its draft of 2021-07-10" in output
    assert f"pow publish {PERIOD} --draft --home {wanted.home}" in output
    assert not (wanted.published / "current").exists()
    verify_now(wanted)


def test_a_release_says_when_and_never_who(wanted, tmp_path, capsys):
    assert sign(wanted, "--by", "Bakker", *WHY) == 0
    published = publish_at(wanted)
    public = published.folder / "public"
    payload = json.loads((public / "release.json").read_bytes())
    assert (payload["signed_off_on"], payload["is_draft"]) == ("2021-07-10", False)
    sheet = (public / "sheet.nl.html").read_text(encoding="utf-8")
    assert "Akkoord gegeven op" in sheet
    for path in public.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert b"Bakker" not in content
        assert b"Jansen" not in content
    again = tmp_path / "again"
    command(
        wanted,
        *("publish", PERIOD, "--as-of", str(published.release.as_of)),
        *("--issued", "2021-07-10", "-o", str(again)),
    )
    assert "it is not what was released" not in capsys.readouterr().out
    assert (again / "public" / "manifest.json").read_bytes() == (
        public / "manifest.json"
    ).read_bytes()


@pytest.mark.parametrize("name", ["Jansen", " jansen", "JANSEN"])
def test_who_made_it_does_not_sign_it(name, wanted, capsys):
    assert sign(wanted, "--by", name, *WHY) == 2
    output = capsys.readouterr().err
    assert "Jansen made the draft of 2021-H1, so another one must sign it off" in output
    assert not signed(wanted)


def test_the_same_is_signed_once(wanted, capsys):
    assert sign(wanted, "--by", "Bakker", *WHY) == 0
    assert sign(wanted, "--by", "Visser", *WHY) == 0
    assert "nothing has changed" in capsys.readouterr().out
    (decision,) = signed(wanted)
    assert decision.by == "Bakker"
    command(wanted, "publish", PERIOD, "--draft", "--by", "Visser")
    assert "stands as it was made" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--by", " ", *WHY), "signing off needs a name"),
        (("--by", "Bakker", "--why", " "), "a decision needs its reason"),
    ],
)
def test_it_needs_a_name_and_a_reason(arguments, expected, wanted, capsys):
    assert sign(wanted, *arguments) == 2
    assert expected in capsys.readouterr().err


def test_there_must_be_a_draft(workspace, capsys):
    assert sign(workspace, "--by", "Bakker", *WHY) == 2
    output = capsys.readouterr().err
    assert f"no draft of {PERIOD} to sign off" in output
    assert f"pow publish {PERIOD} --draft" in output
