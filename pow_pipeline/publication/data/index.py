"""Writes `index.html`: the files of a release, with one line about each file."""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Final, Literal

from pow_pipeline.publication.files.release import DATABASE, MANIFEST, ReleasePlan
from pow_pipeline.templates import templates_in
from schemas.language import Language, read_language
from schemas.programme.programme import Programme

INDEX: Final = "index.html"
Section = Literal["read", "reuse", "check"]
_SECTIONS: Final[tuple[Section, ...]] = ("read", "reuse", "check")
# The name of a file, its section, and the key of the line about it. The first pattern that
# matches applies, and its place is the place of the file.
_FILES: Final[tuple[tuple[str, Section, str], ...]] = (
    ("sheet.*.html", "read", "sheet_html"),
    ("sheet.*.pdf", "read", "sheet_pdf"),
    ("dashboard*.html", "read", "dashboard"),
    ("charts/*.svg", "read", "chart_svg"),
    ("summary.xlsx", "reuse", "workbook_xlsx"),
    ("summary.ods", "reuse", "workbook_ods"),
    ("revisions.csv", "reuse", "revisions"),
    ("columns.csv", "reuse", "columns"),
    ("charts/*.csv", "reuse", "chart_csv"),
    ("charts/*.json", "reuse", "chart_json"),
    ("datapackage.json", "reuse", "datapackage"),
    (DATABASE, "reuse", "database"),
    ("pow.sqlite", "reuse", "sqlite"),
    ("release.json", "check", "release"),
    ("CHANGELOG.md", "check", "changelog"),
    ("plausibility.html", "check", "plausibility_html"),
    ("plausibility.json", "check", "plausibility_json"),
    ("dcat.jsonld", "check", "catalogue"),
    (MANIFEST, "check", "manifest"),
    ("*.csv", "reuse", "table_csv"),
    ("*.json", "reuse", "table_json"),
    ("*.parquet", "reuse", "table_parquet"),
    ("*", "check", "other"),
)


@dataclass(frozen=True)
class _File:
    """One file: its path relative to the page, its description, and its size in words if known."""

    path: str
    about: str
    size: str


def write_index(folder: Path, *, plan: ReleasePlan, programme: Programme) -> None:
    """Write `index.html` about all files in a folder.

    Call this when all files except the manifest are present.
    """
    language = read_language(programme.language)
    paths = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    page = (
        templates_in(Path(__file__).parent / "templates")
        .get_template("index.html.j2")
        .render(
            language=language,
            words=language.data,
            programme=programme,
            plan=plan,
            period=language.period(plan.period),
            issued=language.day(plan.issued),
            sections={
                language.data[f"index_{section}"]: [
                    _describe(folder, path, language) for path in _sorted(paths, section)
                ]
                for section in _SECTIONS
            },
        )
    )
    (folder / INDEX).write_text(page, encoding="utf-8")


def line_about(path: str) -> str:
    """Return the key of the line about a file, by its path in its tier."""
    return _FILES[_place(path)][2]


def _place(path: str) -> int:
    return next(place for place, (form, *_) in enumerate(_FILES) if fnmatch(path, form))


def _sorted(paths: Iterable[str], section: Section) -> list[str]:
    named = {*paths, MANIFEST} - {INDEX}
    own = (path for path in named if _FILES[_place(path)][1] == section)
    return sorted(own, key=lambda path: (_place(path), path))


def _describe(folder: Path, path: str, language: Language) -> _File:
    about = language.files[line_about(path)].format(table=Path(path).stem)
    there = folder / path
    size = language.size(there.stat().st_size) if path != MANIFEST and _is_fixed(path) else ""
    return _File(path, about, size)


def _is_fixed(path: str) -> bool:
    """Return whether a file has the same size for the same contents, unlike DuckDB's files."""
    return not path.endswith(".duckdb")
