"""A form as it is written: what stands in it, and that nothing in it does anything."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from pow_pipeline.feedback.book import fitting_width, visible_text
from pow_pipeline.feedback.template.book import write_template
from pow_pipeline.feedback.template.form_data import Template
from pow_pipeline.model.regions import Known, KnownActivity
from pow_pipeline.parsing.values import number_text
from schemas.programme.folder import read_programme, read_programme_folder
from schemas.programme.programme import Programme
from schemas.text.values import read_number, stored_number

LONG = "Een lang verhaal. " * 300


def activity(**result) -> KnownActivity:
    usual = {
        "activity_id": "1",
        "activity_name": "Jobhunters",
        "category": "aanbod",
        "previous_status": "behind",
        "previous_explanation": "Later begonnen.",
        "status": "",
        "explanation": "",
        "reason": "",
        "start": None,
        "end": None,
        "target_original": None,
        "target": None,
        "unit": "",
        "realised": None,
        "themes": (),
    }
    return KnownActivity(**(usual | result))


def template(programme: Programme, *activities: KnownActivity, **known) -> Template:
    period = programme.period("2021-H2")
    result = Known(activities=activities, **known)
    return Template(programme, programme.region("AM12"), period, result)


def written(form: Template) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(write_template(form)))


def rows(form: Template) -> list[dict[str, object]]:
    """Return the rows below the header of the first sheet that have anything in them."""
    table = list(written(form).worksheets[0].iter_rows(min_row=8, values_only=True))
    return [dict(zip(table[0], row, strict=True)) for row in table[1:] if any(row)]


def test_what_it_is_about_is_shown_above_the_table(programme):
    sheet = written(template(programme, extended_until=date(2022, 2, 14))).worksheets[0]
    facts = [[cell.value for cell in row if cell.value is not None] for row in sheet["A1:C7"]]
    assert [
        [value.strftime("%d-%m-%Y") if hasattr(value, "strftime") else value for value in row]
        for row in facts
    ] == [
        ["Perspectief op Werk: rapportage tweede halfjaar 2021"],
        ["Regio", "AM12", "Gooi en Vechtstreek"],
        ["Periode", "2021-H2", "tweede halfjaar 2021"],
        ["Peildatum", "31-12-2021"],
        ["Inzenden t/m", "14-02-2022"],
        ["Versie formulier", "1"],
        [
            (
                "Vul de lichtgele velden in; niet alle zijn verplicht. "
                "Wat grijs is, staat vast. Meer leest u op het blad Uitleg."
            )
        ],
    ]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, "Vul de lichtgele velden in;"),
        ({"answers": {"driver": (3, "")}}, "Dit is uw rapportage die nu meetelt."),
        ({"status": "on_track"}, "Dit is uw rapportage die nu meetelt."),
    ],
)
def test_a_form_that_holds_a_report_says_so(known, expected, programme):
    form = template(
        programme,
        activity(status=known.get("status", "")),
        answers=known.get("answers", {}),
    )
    assert written(form).worksheets[0]["A7"].value.startswith(expected)


def test_a_known_activity_has_all_that_hardly_changes(programme):
    (first, *_) = rows(
        template(
            programme,
            activity(
                start=date(2020, 1, 1),
                end=date(2022, 6, 30),
                target_original=Decimal("50.000000"),
                target=Decimal("62.5"),
                unit="plaatsen",
                themes=("jongeren", "digitaal"),
            ),
        )
    )
    assert {name: value for name, value in first.items() if value is not None} == {
        "Activiteit-id": "1",
        "Activiteit": "Jobhunters",
        "Categorie": "Aanbod",
        "Vorige status": "oranje",
        "Vorige toelichting": "Later begonnen.",
        "Startdatum": first["Startdatum"],
        "Einddatum": first["Einddatum"],
        "Oorspronkelijk doel": 50,
        "Doel": 62.5,
        "Eenheid": "plaatsen",
        "Thema's": "jongeren, digitaal",
    }
    assert first["Startdatum"].date() == date(2020, 1, 1)


@pytest.mark.parametrize(
    ("asked", "reported", "declared", "written"),
    [
        (("aanbod",), (), (), []),  # of the others it said nothing
        (("aanbod",), (), ("scholing",), ["Scholing"]),
        (("aanbod",), (), ("scholing", "aanbod", "vraag"), ["Vraag", "Scholing"]),
        ((), ("aanbod",), ("aanbod",), ["Aanbod"]),  # it says both, and is asked about that
        (
            (),
            (),
            ("aanbod", "vraag", "route", "scholing"),
            ["Aanbod", "Vraag", "Route", "Scholing"],
        ),
        ((), (), ("gone",), []),  # a category that the programme no longer has
    ],
)
def test_only_what_the_region_declared_empty_is_filled_in(
    asked, reported, declared, written, programme
):
    activities = [
        activity(activity_id=code, category=code, status=status)
        for codes, status in ((asked, ""), (reported, "on_track"))
        for code in codes
    ]
    found = rows(template(programme, *activities, declared_empty=declared))
    nothing = [row["Categorie"] for row in found if row["Activiteit"] == "geen activiteiten"]
    assert nothing == written


def test_for_a_region_that_never_reported_nothing_is_declared(programme):
    period = programme.period("2021-H2")
    assert rows(Template(programme, programme.region("AM12"), period, Known())) == []


@pytest.mark.parametrize(
    ("number", "cell"),
    [
        ("0", 0),
        ("12.5", 12.5),
        ("12.12", 12.12),
        ("12.125", 12.125),
        ("12.1251", 12.1251),
        ("0.000001", 0.000001),
        ("9007199254740991", 9007199254740991),
        ("9007199254740992", "9007199254740992"),  # from here on a stored one may lose digits
    ],
)
def test_a_number_is_read_back_as_it_was(number, cell, programme):
    (first, *_) = rows(
        template(programme, activity(target=Decimal(number).quantize(Decimal("1.000000"))))
    )
    assert first["Doel"] == cell
    text = cell if isinstance(cell, str) else stored_number(number_text(float(cell)))
    assert Decimal(read_number(text)) == Decimal(number)


HOSTILE = {
    "markup": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    "link": ('=HYPERLINK("http://x","klik")', '=HYPERLINK("http://x","klik")'),
    "command": ("+cmd|' /C calc'!A0", "+cmd|' /C calc'!A0"),
    "minus": ("-1+1", "-1+1"),
    "at": ("@SUM(A1)", "@SUM(A1)"),
    "address": ("http://x.nl", "http://x.nl"),
    "turned": ("a\u202eb\u200f\u2066c\u2069", "abc"),
    "unseen": ("a\x00\x01\u200bb\ufeff", "ab"),
    "lines": ("a\r\nb\u2028c\td", "a\nb\nc d"),
    "long": (LONG, LONG),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_region_wrote_is_inert_and_readable(name, programme):
    text, seen = HOSTILE[name]
    form = template(
        programme,
        activity(
            activity_id=f"{text[:50]}1",
            activity_name=text,
            previous_explanation=text,
            explanation=text,
            reason=text,
            unit=text,
            themes=(text,),
        ),
        answers={"driver": (3, text)},
    )
    content = write_template(form)
    book = openpyxl.load_workbook(io.BytesIO(content))
    (first, *_) = rows(form)
    for column in (
        "Activiteit",
        "Vorige toelichting",
        "Toelichting",
        "Reden",
        "Eenheid",
        "Thema's",
    ):
        assert first[column] == seen
    assert book.worksheets[1]["C5"].value == seen
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}  # no formula
    assert not [cell for cell in cells if cell.hyperlink]
    quoted = [cell for cell in cells if str(cell.value)[0] in "=+-@"]
    assert all(cell.quotePrefix for cell in quoted)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert not [each for each in packed.namelist() if "external" in each.lower()]
        sheets = [packed.read(each) for each in packed.namelist() if "worksheets/sheet" in each]
    assert not any(re.search(rb"<f[ >]|<hyperlink", each) for each in sheets)


def test_a_long_text_can_be_seen_whole(programme):
    sheet = written(template(programme, activity(previous_explanation=LONG))).worksheets[0]
    width, height = sheet.column_dimensions["F"].width, sheet.row_dimensions[9].height
    assert sheet["F8"].value == "Vorige toelichting"
    assert width * (height // 15) >= len(LONG)
    assert sheet["F9"].alignment.wrap_text


def test_what_is_frozen_leaves_room_for_the_rest(programme):
    sheet = written(template(programme, activity(activity_id=LONG, activity_name=LONG))).worksheets[
        0
    ]
    assert sheet.column_dimensions["A"].width + sheet.column_dimensions["B"].width < 90


def test_the_same_form_has_the_same_bytes(programme):
    form = template(programme, activity())
    assert write_template(form) == write_template(form)


def test_the_help_reports_every_status_with_sign_colour_and_meaning(programme):
    sheet = written(template(programme)).worksheets[2]
    result = {
        cell.value: (cell.fill.fgColor.rgb[-6:], sheet[f"B{cell.row}"].value) for cell in sheet["A"]
    }
    for status in programme.statuses:
        colour, meaning = result[f"{status.symbol} {status.word['nl']}"]
        assert f"#{colour}" == status.colour
        assert meaning.startswith(status.meaning["nl"])
    text = "\n".join(str(cell.value) for cell in sheet["B"])
    for message in (
        "31-12-2021",
        "01-12-2021 tot en met 31-01-2022",
        "inbox/AM12",
        "geen activiteiten",
    ):
        assert message in text


def test_a_programme_without_questions_meanings_or_lists_has_a_form_too():
    from pathlib import Path

    folder = Path(__file__).parents[1] / "programmes" / "shared_prosperity"
    programme = read_programme(read_programme_folder(folder))
    region, period = programme.regions[0], programme.periods[0]
    book = written(Template(programme, region, period, Known()))
    assert book.sheetnames == ["Activities", "Help", "Lists"]
    header = [cell.value for cell in book.worksheets[0][8]]
    assert header[:6] == [
        "Project reference",
        "Project",
        "Investment priority",
        "Previous status",
        "Rating",
        "Previous explanation",
    ]
    help_text = [cell.value for cell in book.worksheets[1]["B"]]
    assert "closed" in help_text  # its meaning, where the programme gives none


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("", ""),
        ("gewoon", "gewoon"),
        ("café – „x”", "café – „x”"),
        ("a\u202db", "ab"),
        ("\u00a0a", "\u00a0a"),
        ("\r\n", "\n"),
    ],
)
def test_signs_that_cannot_be_seen_are_left_out(text, seen):
    assert visible_text(text) == seen


@pytest.mark.parametrize(
    ("length", "width"), [(0, 40), (1000, 40), (1001, 41), (5000, 200), (9999, 200)]
)
def test_a_column_grows_with_the_longest_text(length, width):
    assert fitting_width(["a" * length, None], 40) == width
