"""What says what a release is: release.json, the list of releases, the entry, the index page."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from building import command, publish_at, send_one_each

from pow_pipeline.publication.data.catalogue_entry import missing_for_entry
from pow_pipeline.publication.data.index import line_about
from schemas.published import SCHEMA_VERSION

SAID = """
[colophon]
publisher = { nl = "Bureau Voorbeeld" }
contact = { nl = "Team cijfers" }
contact_link = "mailto:cijfers@example.org"

[catalogue]
address = "https://example.org/cijfers"
publisher_address = "https://example.org/bureau"
licence = "http://creativecommons.org/licenses/by/4.0/deed.nl"
"""


def say(workspace, text: str) -> None:
    """Let the programme folder say more, and make it count."""
    path = workspace.programme / "programme.toml"
    said = path.read_text(encoding="utf-8")
    place = said.index("[nothing]")
    path.write_text(f"{said[:place]}{text}\n{said[place:]}", encoding="utf-8")
    command(workspace, "programme", "activate", "--yes")


def public_of(lived, name: str) -> Path:
    workspace, _ = lived
    return workspace.published / "releases" / name / "public"


@pytest.mark.parametrize(
    ("name", "standing", "revises", "following"),
    [
        ("2021-H1.v1", "provisional", None, "2021-H2"),
        ("2021-H1.v2", "provisional", "2021-H1.v1", "2021-H2"),
        ("2021-H1.v3", "final", None, "2021-H2"),
        ("2021-H2.v1", "provisional", None, "2022-H1"),
    ],
)
def test_a_release_says_which_one_it_is(name, standing, revises, following, lived):
    said = json.loads((public_of(lived, name) / "release.json").read_bytes())
    manifest = json.loads((public_of(lived, name) / "manifest.json").read_bytes())
    assert (said["release"], said["standing"], said["revises"]) == (name, standing, revises)
    assert said["next"]["period"] == following
    assert said["schema_version"] == SCHEMA_VERSION
    assert {key: said[key] for key in ("issued", "as_of", "figures")} == {
        key: manifest[key] for key in ("issued", "as_of", "figures")
    }
    assert said["flags"]["nl"]["s"] == "klein aantal"
    regions = said["coverage"]["regions"]
    assert (regions["expected"], regions["in_force"]) == (35, 24)


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


def test_no_entry_is_written_where_something_is_not_said(lived, programme):
    assert not (public_of(lived, "2021-H1.v1") / "dcat.jsonld").exists()
    assert missing_for_entry(programme) == [
        "catalogue.address",
        "catalogue.licence",
        "catalogue.publisher_address",
        "colophon.publisher",
        "colophon.contact",
        "colophon.contact_link",
    ]


def test_where_all_is_said_there_is_an_entry_with_all_that_it_must_have(workspace):
    say(workspace, SAID)
    send_one_each(workspace)
    public = publish_at(workspace).folder / "public"
    entry = json.loads((public / "dcat.jsonld").read_bytes())
    address = "https://example.org/cijfers/2021-H1/public"
    assert entry["@id"] == entry["dct:identifier"] == f"{address}/"
    for needed in (
        *("dct:title", "dct:description", "dct:publisher", "dct:creator", "dcat:contactPoint"),
        *("dct:accessRights", "dcat:theme", "dct:language", "dcat:version"),
    ):
        assert entry[needed], needed
    assert entry["dcat:contactPoint"]["vcard:hasEmail"] == {"@id": "mailto:cijfers@example.org"}
    licence = tomllib.loads(SAID)["catalogue"]["licence"]
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
