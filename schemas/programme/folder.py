"""Parses a programme folder; errors name the place of each problem.

`programme.toml` and `regions.csv` are required; `mappings.csv`, `tiles.csv`, `logo.svg` and the
fonts named in `programme.toml` are optional.
"""

import csv
import hashlib
import io
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from schemas.fonts import Font, FontError, read_font
from schemas.programme.parts import MappedActivity, Part, Region
from schemas.programme.programme import Programme
from schemas.programme.publication_parts import Tile

PROGRAMME_FILES: Final = ("programme.toml", "regions.csv")
_LOGO: Final = "logo.svg"
_FONT: Final = ".ttf"
_OPTIONAL_FILES: Final = ("mappings.csv", "tiles.csv", _LOGO)
# Model of one line of each table.
_TABLES: Final[Mapping[str, type[Part]]] = {
    "regions.csv": Region,
    "mappings.csv": MappedActivity,
    "tiles.csv": Tile,
}
_FIRST_PERIOD: Final = re.compile(rb"^first_period *=.*$", re.MULTILINE)
_LISTS: Final = ("aliases", "successors")  # separated by |
BUILT_IN: Final = Path(__file__).parents[1] / "programmes"


class ProgrammeError(Exception):
    """A programme folder is invalid; the message names the file, the key and the remedy."""

    exit_code = 2


def read_programme_folder(folder: Path) -> dict[str, bytes]:
    """Return the files of a programme folder by name.

    Raises:
        ProgrammeError: a required file is missing.
    """
    missing = [name for name in PROGRAMME_FILES if not (folder / name).is_file()]
    if missing:
        message = f"{folder}: {' and '.join(missing)} not found; copy it from a built-in programme"
        raise ProgrammeError(message)
    fonts = sorted(path.name for path in folder.glob(f"*{_FONT}") if path.is_file())
    optional = [name for name in _OPTIONAL_FILES if (folder / name).is_file()]
    names = [*PROGRAMME_FILES, *optional, *fonts]
    return {name: (folder / name).read_bytes() for name in names}


def read_programme(files: Mapping[str, bytes]) -> Programme:
    """Parse a programme from the contents of its files; the same files are parsed only once.

    Raises:
        ProgrammeError: the programme is invalid; the message names all problems at once.
    """
    return _parse_programme(tuple(sorted(files.items())))


@lru_cache(maxsize=8)
def _parse_programme(contents: tuple[tuple[str, bytes], ...]) -> Programme:
    files = dict(contents)
    try:
        values = tomllib.loads(files["programme.toml"].decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"programme.toml: {error}; fix the line, expected TOML in UTF-8"
        raise ProgrammeError(message) from error
    for name in _TABLES:
        if name in files:
            values[name.partition(".")[0]] = _read_table(name, files[name])
    if _LOGO in files:
        values["logo"] = _read_logo(files[_LOGO])
    values["fonts"] = {
        name: _read_font(name, files[name]) for name in files if name.endswith(_FONT)
    }
    try:
        programme = Programme.model_validate(values)
    except ValidationError as error:
        raise ProgrammeError(_describe_problems(error)) from error
    return _with_fonts(programme)


def begin_with(files: Mapping[str, bytes], period: str) -> dict[str, bytes]:
    """Return `programme.toml` with another first period.

    Only that line changes, so that the comments in the file are kept.
    """
    line = f"first_period = {json.dumps(period)}".encode()
    content = files["programme.toml"]
    replaced, number = _FIRST_PERIOD.subn(line, content, count=1)
    return {"programme.toml": replaced if number else line + b"\n" + content}


def digest_programme(files: Mapping[str, bytes]) -> str:
    """Return the hash that identifies the contents of a programme folder."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{hashlib.sha256(files[name]).hexdigest()}\n".encode())
    return digest.hexdigest()


def _read_table(name: str, content: bytes) -> list[dict[str, Any]]:
    try:
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), strict=True))
    except (csv.Error, UnicodeDecodeError) as error:
        message = f"{name}: {error}; expected CSV with commas in UTF-8"
        raise ProgrammeError(message) from error
    _check_shape(name, rows)
    known = set(_TABLES[name].model_fields)
    return [
        {
            column: tuple(value.split("|")) if column in _LISTS else value
            for column, value in row.items()
            if column in known and value
        }
        for row in rows
    ]


def _read_logo(content: bytes) -> str:
    try:
        logo = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{_LOGO}: {error}; expected SVG in UTF-8"
        raise ProgrammeError(message) from error
    if "<svg" not in logo:
        raise ProgrammeError(f"{_LOGO}: not an SVG image; save it as SVG")
    return logo


def _read_font(name: str, content: bytes) -> Font:
    try:
        return read_font(content)
    except FontError as error:
        raise ProgrammeError(f"{name}: {error}") from error


def _with_fonts(programme: Programme) -> Programme:
    """Return a programme with the fonts that it names, without others in the folder."""
    named = programme.look.fonts
    missing = [name for name in named if name not in programme.fonts]
    if missing:
        message = f"programme.toml › look › fonts: {', '.join(missing)} not found in the folder"
        raise ProgrammeError(f"{message}; put it there, or leave it out")
    return programme.model_copy(update={"fonts": {name: programme.fonts[name] for name in named}})


def _check_shape(name: str, rows: Sequence[Mapping[Any, Any]]) -> None:
    """Refuse a table whose cells would silently be ignored or assigned to other columns."""
    needed = [key for key, field in _TABLES[name].model_fields.items() if field.is_required()]
    missing = [key for key in needed if rows and key not in rows[0]]
    if missing:
        message = f"{name} line 1: no column {', '.join(missing)}; separate columns with commas"
        raise ProgrammeError(message)
    for line, row in enumerate(rows, start=2):
        if any(row.get(None, ())):
            message = (
                f"{name} line {line}: more cells than columns; put text with a comma in quotes"
            )
            raise ProgrammeError(message)


def _describe_problems(error: ValidationError) -> str:
    return "\n".join(_describe_problem(problem) for problem in error.errors())


def _describe_problem(problem: Mapping[str, Any]) -> str:
    place = list(problem["loc"])
    table = f"{place[0]}.csv" if place else ""
    if table in _TABLES and len(place) > 1:
        where = f"{table} line {place[1] + 2}" + "".join(f" › {part}" for part in place[2:])
    else:
        where = "programme.toml" + "".join(f" › {_name_place(part)}" for part in place)
    message = problem["msg"].removeprefix("Value error, ")
    if not place and message.startswith(tuple(_TABLES)):
        return f"{message}; fix it there"
    value = problem["input"]
    shown = f" (found {value!r})" if isinstance(value, str | int | float | None) else ""
    return f"{where}: {problem['msg']}{shown}; fix it there"


def _name_place(part: str | int) -> str:
    return f"number {part + 1}" if isinstance(part, int) else part
