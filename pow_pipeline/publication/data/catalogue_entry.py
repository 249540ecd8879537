"""Writes `dcat.jsonld`: the entry of a release for data catalogues, by DCAT-AP-NL 3.

If the programme folder lacks a required value, no entry is written.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from pow_pipeline.publication.data.tables import Table
from pow_pipeline.publication.files.release import ReleasePlan
from schemas.language import Language, read_language
from schemas.programme.programme import Programme

ENTRY: Final = "dcat.jsonld"
_AUTHORITY: Final = "http://publications.europa.eu/resource/authority"
_CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_LANGUAGES: Final = {"nl": "NLD", "en": "ENG"}  # codes of the European list of languages
_FORMS: Final = {  # by suffix: the code in the European list of file types, and the media type
    "csv": ("CSV", "text/csv"),
    "json": ("JSON", "application/json"),
    "parquet": ("PARQUET", "application/vnd.apache.parquet"),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ods": ("ODS", "application/vnd.oasis.opendocument.spreadsheet"),
}

Node = dict[str, Any]


def missing_for_entry(programme: Programme) -> list[str]:
    """Return the keys in the programme folder that an entry requires and that are missing."""
    catalogue, colophon = programme.catalogue, programme.colophon
    needed = {
        "catalogue.address": catalogue.address,
        "catalogue.licence": catalogue.licence,
        "catalogue.publisher_address": catalogue.publisher_address,
        "colophon.publisher": colophon.publisher,
        "colophon.contact": colophon.contact,
        "colophon.contact_link": colophon.contact_link,
    }
    return [name for name, value in needed.items() if not value]


def write_entry(
    folder: Path, tables: Sequence[Table], *, plan: ReleasePlan, programme: Programme
) -> None:
    """Write `dcat.jsonld` about the files in a folder, if the programme has all required values."""
    if missing_for_entry(programme):
        return
    entry = {"@context": _CONTEXT, **_dataset(folder, tables, plan, programme)}
    content = json.dumps(entry, indent=2, ensure_ascii=False) + "\n"
    (folder / ENTRY).write_text(content, encoding="utf-8")


def _dataset(
    folder: Path, tables: Sequence[Table], plan: ReleasePlan, programme: Programme
) -> Node:
    language = read_language(programme.language)
    words = language.data
    name = programme.name[language.code]
    place = f"{programme.catalogue.address}/{plan.period}/public"
    publisher = {
        "@id": programme.catalogue.publisher_address,
        "@type": "foaf:Agent",
        "foaf:name": _in(language, (programme.colophon.publisher or {})[language.code]),
    }
    return {
        "@id": f"{place}/",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{place}/",
        "dct:title": _in(
            language, words["title"].format(programme=name, period=language.period(plan.period))
        ),
        "dct:description": _in(language, words["entry_description"].format(programme=name)),
        "dct:publisher": publisher,
        "dct:creator": {"@id": publisher["@id"]},
        "dcat:contactPoint": _contact(programme, language),
        "dct:accessRights": {"@id": f"{_AUTHORITY}/access-right/PUBLIC"},
        "dcat:theme": {"@id": f"{_AUTHORITY}/data-theme/{programme.catalogue.theme}"},
        "dct:language": {"@id": f"{_AUTHORITY}/language/{_LANGUAGES[language.code]}"},
        "dct:issued": {"@value": plan.issued.isoformat(), "@type": "xsd:date"},
        "dcat:version": plan.name,
        "dcat:landingPage": {"@id": f"{place}/index.html"},
        "dcat:distribution": list(_distributions(folder, tables, place, programme)),
    }


def _contact(programme: Programme, language: Language) -> Node:
    link = programme.colophon.contact_link or ""
    kind = "vcard:hasEmail" if link.startswith("mailto:") else "vcard:hasURL"
    name = (programme.colophon.contact or {})[language.code]
    return {"@type": "vcard:Kind", "vcard:fn": name, kind: {"@id": link}}


def _distributions(
    folder: Path, tables: Sequence[Table], place: str, programme: Programme
) -> Iterator[Node]:
    paths = [f"{table.name}.{form}" for table in tables for form in ("csv", "json", "parquet")]
    for path in ["summary.xlsx", "summary.ods", *paths]:
        kind, media_type = _FORMS[path.rpartition(".")[2]]
        yield {
            "@id": f"{place}/{path}",
            "@type": "dcat:Distribution",
            "dct:title": path,
            "dcat:accessURL": {"@id": f"{place}/{path}"},
            "dcat:downloadURL": {"@id": f"{place}/{path}"},
            "dct:license": {"@id": programme.catalogue.licence},
            "dct:format": {"@id": f"{_AUTHORITY}/file-type/{kind}"},
            "dcat:mediaType": {"@id": f"http://www.iana.org/assignments/media-types/{media_type}"},
            "dcat:byteSize": {
                "@value": str((folder / path).stat().st_size),
                "@type": "xsd:nonNegativeInteger",
            },
        }


def _in(language: Language, text: str) -> Node:
    return {"@value": text, "@language": language.code}
