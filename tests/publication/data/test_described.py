"""What says what a release is: release.json, the list of releases, the entry, the index page."""

import csv
import json
import re
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pow_pipeline.publication.data.catalogue_entry import missing_for_entry
from pow_pipeline.publication.data.changelog import write_changelog
from pow_pipeline.publication.data.index import line_about
from pow_pipeline.publication.sheet.parts.notes import release_facts
from pow_pipeline.record.journal import Journal
from pow_pipeline.warehouse.connection import create_warehouse
from schemas.published import PUBLISHED, SCHEMA_VERSION
from tests.harness.builders import command, publish_at, send_one_each
from tests.publication.sheet.example_figures import PLAN, edition

EXPECTED = """
[colophon]
publisher = { nl = "Bureau Voorbeeld" }
contact = { nl = "Team cijfers" }
contact_link = "mailto:cijfers@example.org"

[catalogue]
address = "https://example.org/cijfers"
publisher_address = "https://example.org/bureau"
licence = "http://creativecommons.org/licenses/by/4.0/deed.nl"
"""


PUBLICATION = date(2022, 3, 15)  # of the figures about 2021-H2


def say(workspace, text: str) -> None:
    """Let the programme folder say more, and make it count."""
    path = workspace.programme / "programme.toml"
    shown = path.read_text(encoding="utf-8")
    place = shown.index("[nothing]")
    path.write_text(f"{shown[:place]}{text}\n{shown[place:]}", encoding="utf-8")
    command(workspace, "programme", "activate", "--yes")


def public_of(lived, name: str) -> Path:
    workspace, _ = lived
    return workspace.published / "releases" / name / "public"


@pytest.mark.parametrize(
    ("name", "state", "revises", "following"),
    [
        ("2021-H1.v1", "provisional", None, "2021-H2"),
        ("2021-H1.v2", "provisional", "2021-H1.v1", "2021-H2"),
        ("2021-H1.v3", "final", None, "2021-H2"),
        ("2021-H2.v1", "provisional", None, "2022-H1"),
    ],
)
def test_a_release_says_which_one_it_is(name, state, revises, following, lived):
    payload = json.loads((public_of(lived, name) / "release.json").read_bytes())
    manifest = json.loads((public_of(lived, name) / "manifest.json").read_bytes())
    assert (payload["release"], payload["state"], payload["revises"]) == (name, state, revises)
    assert payload["next"]["period"] == following
    assert payload["schema_version"] == SCHEMA_VERSION
    assert {key: payload[key] for key in ("issued", "as_of", "figures")} == {
        key: manifest[key] for key in ("issued", "as_of", "figures")
    }
    assert payload["flags"]["nl"]["s"] == "klein aantal"
    regions = payload["coverage"]["regions"]
    assert (regions["expected"], regions["in_force"]) == (35, 24)


@pytest.mark.parametrize("name", ["2021-H1.v2", "2021-H1.v3", "2021-H2.v2"])
def test_what_changed_is_what_differs_in_the_files(name, lived):
    period, _, version = name.rpartition("v")
    before, now = (
        tables_of(public_of(lived, f"{period}v{n}")) for n in (int(version) - 1, version)
    )
    expected = "nothing"
    if now != before:
        expected = "flags" if without_flags(now) == without_flags(before) else "figures"
    workspace, _ = lived
    events = [each for each in Journal(workspace.journal).read() if each.type == "released"]
    found = {f"{each.period}.v{each.version}": each.changed for each in events}
    assert found[name] == expected


def tables_of(public: Path) -> dict[str, list[dict[str, str]]]:
    """Return the rows of each published table, as its CSV file has them."""
    found = {}
    for name in PUBLISHED:
        with (public / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            found[name] = list(csv.DictReader(file))
    return found


def without_flags(tables: dict[str, list[dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
    return {
        name: [row | {"flag": ""} for row in rows] if rows and "flag" in rows[0] else rows
        for name, rows in tables.items()
    }


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (None, "Eerste uitgave over eerste halfjaar 2021."),
        ("figures", "Bijgesteld: er zijn cijfers anders dan in uitgave 2021-H1.v1."),
        ("columns", "Geen cijfer is anders dan in uitgave 2021-H1.v1; er zijn tabellen"),
        ("flags", "Geen cijfer is anders dan in uitgave 2021-H1.v1; alleen de letters"),
        ("nothing", "Geen enkele tabel is anders dan in uitgave 2021-H1.v1; alleen de tekst"),
    ],
)
def test_the_list_says_what_changed(changed, expected, programme, tmp_path):
    full = tmp_path / "pow.duckdb"
    create_warehouse(full)
    plan = replace(PLAN, version=2 if changed else 1, changed=changed)
    write_changelog(full, tmp_path, plan=plan, programme=programme)
    assert f"\n\n{expected}" in (tmp_path / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("issued", "following"),
    [
        (date(2021, 9, 15), "2021-H2"),
        (PUBLICATION - timedelta(days=1), "2021-H2"),
        (PUBLICATION, "2022-H1"),  # it is released on that day, too
        (PUBLICATION + timedelta(days=1), "2022-H1"),
        (date(2099, 1, 1), None),
    ],
)
def test_each_output_names_the_same_next_release(issued, following, programme):
    expected = programme.next_publication("2021-H1", issued)
    assert (expected and expected.code) == following
    made = edition(programme)
    facts = release_facts(replace(made, plan=replace(made.plan, issued=issued)))
    shown = {fact.label: fact.value for fact in facts}
    day = expected and made.language.day(expected.publication)
    assert shown.get("Volgende uitgave") == day


def test_the_list_of_releases_goes_up_to_its_own(lived):
    first = (public_of(lived, "2021-H1.v1") / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"## (20\S+),", first) == ["2021-H1.v1"]
    third = (public_of(lived, "2021-H1.v3") / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"## (20\S+), uitgegeven op (\S+)\n\n(\w+)", third) == [
        ("2021-H1.v3", "01-03-2022", "Geen"),
        ("2021-H1.v2", "01-03-2022", "Bijgesteld"),
        ("2021-H1.v1", "10-07-2021", "Eerste"),
    ]
    later = (public_of(lived, "2021-H2.v2") / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"## (20\S+),", later) == [
        "2021-H2.v2",
        "2021-H1.v2",
        "2021-H2.v1",
        "2021-H1.v1",
    ]


def test_no_entry_is_written_where_something_is_not_stated(lived, programme):
    assert not (public_of(lived, "2021-H1.v1") / "dcat.jsonld").exists()
    assert missing_for_entry(programme) == [
        "catalogue.address",
        "catalogue.licence",
        "catalogue.publisher_address",
        "colophon.publisher",
        "colophon.contact",
        "colophon.contact_link",
    ]


def test_where_all_is_stated_there_is_an_entry_with_all_that_it_must_have(workspace):
    say(workspace, EXPECTED)
    send_one_each(workspace)
    public = publish_at(workspace, forms=("tables", "workbooks")).folder / "public"
    entry = json.loads((public / "dcat.jsonld").read_bytes())
    address = "https://example.org/cijfers/2021-H1/public"
    assert entry["@id"] == entry["dct:identifier"] == f"{address}/"
    for needed in (
        *("dct:title", "dct:description", "dct:publisher", "dct:creator", "dcat:contactPoint"),
        *("dct:accessRights", "dcat:theme", "dct:language", "dcat:version"),
    ):
        assert entry[needed], needed
    assert entry["dcat:contactPoint"]["vcard:hasEmail"] == {"@id": "mailto:cijfers@example.org"}
    licence = tomllib.loads(EXPECTED)["catalogue"]["licence"]
    for distribution in entry["dcat:distribution"]:
        path = distribution["dcat:downloadURL"]["@id"].removeprefix(f"{address}/")
        assert int(distribution["dcat:byteSize"]["@value"]) == (public / path).stat().st_size
        assert distribution["dct:license"]["@id"] == licence
    package = json.loads((public / "datapackage.json").read_bytes())
    assert package["licenses"] == [{"path": licence}]
    about = json.loads((public / "release.json").read_bytes())
    assert about["publisher"] == {"nl": "Bureau Voorbeeld"}


@pytest.mark.parametrize("name", ["2021-H1.v1", "2021-H2.v2"])
def test_the_index_leads_to_every_file_with_a_line_about_it(name, lived):
    public = public_of(lived, name)
    page = (public / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'<a href="([^"]+)">', page)
    paths = {str(path.relative_to(public)) for path in public.rglob("*") if path.is_file()}
    assert sorted(links) == sorted(paths - {"index.html"})
    assert not [path for path in paths - {"index.html"} if line_about(path) == "other"]
    assert "src=" not in page
    assert "http:" not in page
    assert "https:" not in page
