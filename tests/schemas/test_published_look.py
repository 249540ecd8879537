"""What a programme folder says of how its sheet looks: places, a logo, addresses, phrases."""

import shutil

import pytest

from pow_pipeline.jobs.setup.initialise import find_programme
from pow_pipeline.publication.vendor import FONTS
from schemas.programme.folder import ProgrammeError, read_programme, read_programme_folder

OURS = (FONTS / "SourceSans3-Regular.ttf").read_bytes()


@pytest.fixture
def files():
    return read_programme_folder(find_programme())


def test_every_region_has_its_own_place(programme):
    places = {(tile.row, tile.column) for tile in programme.tiles}
    assert {tile.region for tile in programme.tiles} == {each.code for each in programme.regions}
    assert len(places) == len(programme.regions)


def test_it_comes_out_in_the_languages_of_all_its_texts(programme, files):
    assert (programme.languages, programme.published_languages) == (("nl",), ("nl", "en"))
    content = files["programme.toml"].decode()
    files["programme.toml"] = content.replace(', en = "Training" }', " }").encode()
    assert read_programme(files).published_languages == ("nl",)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "tiles.csv",
            b"region,row,column\nAM97,1,1\n",
            "tiles.csv › AM97: there is no such region",
        ),
        ("tiles.csv", b"region,row,column\nAM12,0,1\n", "tiles.csv line 2 › row"),
        ("logo.svg", b"\x89PNG", "logo.svg: "),
        ("logo.svg", b"<html>", "logo.svg: not an SVG image"),
        ("Huis.ttf", b"", "Huis.ttf: no TrueType font; save it as .ttf"),
        ("Huis.ttf", b"<html>", "Huis.ttf: no TrueType font; save it as .ttf"),
        ("Huis.ttf", OURS[:5000], "Huis.ttf: no TrueType font; save it as .ttf"),
        ("Huis.ttf", OURS * 7, "Huis.ttf: larger than 2,097,152 bytes"),
    ],
)
def test_what_cannot_be_shown_is_named(name, content, expected, files):
    with pytest.raises(ProgrammeError) as caught:
        read_programme(files | {name: content})
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ('[colophon]\ncontact_link = "javascript:alert(1)"\n', "colophon › contact_link"),
        ('[colophon]\naccessibility_statement = "http://example.org"\n', "accessibility_statement"),
        ('[look]\naccent = "blue"\n', "look › accent"),
        ('[look]\nfont = "Comic Sans"\n', "look › font"),
        ('[look]\nfonts = ["Huis.woff2"]\n', "look › fonts › number 1: String should match"),
        ('[look]\nfonts = ["../Huis.ttf"]\n', "look › fonts › number 1: String should match"),
        ('[look]\nfonts = ["Huis.ttf"]\n', "look › fonts: Huis.ttf not found in the folder; put"),
    ],
)
def test_what_the_look_may_not_say_is_named(added, expected, files):
    files["programme.toml"] += f"\n{added}".encode()
    with pytest.raises(ProgrammeError) as caught:
        read_programme(files)
    assert expected in str(caught.value)


def test_fonts_are_those_that_it_names(files):
    files |= {"Huis.ttf": OURS, "Ander.ttf": OURS}
    assert read_programme(files).fonts == {}
    files["programme.toml"] += b'\n[look]\nfonts = ["Huis.ttf"]\n'
    ((name, font),) = read_programme(files).fonts.items()
    assert (name, font.weight, font.is_italic, font.content) == ("Huis.ttf", 400, False, OURS)


def test_fonts_are_read_from_its_folder(tmp_path):
    shutil.copytree(find_programme(), tmp_path / "programme")
    (tmp_path / "programme" / "Huis.ttf").write_bytes(OURS)
    assert read_programme_folder(tmp_path / "programme")["Huis.ttf"] == OURS


def test_a_phrase_must_hold_its_share(files):
    content = files["programme.toml"].decode()
    files["programme.toml"] = content.replace("blijft {share} achter", "blijft achter").encode()
    with pytest.raises(ProgrammeError, match=r"phrase: each text must have \{share\} in it, once"):
        read_programme(files)
