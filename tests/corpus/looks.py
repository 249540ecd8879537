"""What only the look of a workbook tells: what is hidden, and a status given by a colour alone."""

import io
from collections.abc import Callable

import openpyxl
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook

from tests.corpus.case import Case
from tests.harness.builders import HEADER, ROWS, form, nothing, workbook

TITLES = (("Regio", "AM12"), ("Periode", "2021-H1"))
BODY = [*TITLES, (), HEADER, *ROWS, *nothing()]


def looking(change: Callable[[Workbook], None], content: bytes | None = None) -> bytes:
    """Return a form whose look was changed."""
    book = openpyxl.load_workbook(io.BytesIO(content or form()))
    change(book)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def hide_row(book: Workbook) -> None:
    book["Invullen"].row_dimensions[6].hidden = True


def hide_column(book: Workbook) -> None:
    book["Invullen"].column_dimensions["E"].hidden = True


def hide_second(book: Workbook) -> None:
    book["Oud"].sheet_state = "hidden"


def hide_first(book: Workbook) -> None:
    book["Invullen"].sheet_state = "hidden"


def with_properties(**properties: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        for name, value in properties.items():
            book.custom_doc_props.append(StringProperty(name=name, value=value))

    return change


def colour_only(colour: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        cell = book["Invullen"]["D5"]
        cell.value = None
        cell.fill = PatternFill("solid", fgColor=colour)

    return change


def asked(name: str, cell: str, reason: str, make, *result: str, rule: str = "R-LAYOUT-06") -> Case:
    return Case(name, reason, make, "accepted", ((rule, cell),), result)


CASES = (
    asked("a hidden row", "A6", "a filter was left on", lambda: looking(hide_row), '"6"'),
    asked("a hidden column", "E4", "hidden to save room", lambda: looking(hide_column), '"E"'),
    asked(
        "a hidden sheet",
        "",
        "the only sheet with activities is hidden",
        lambda: looking(hide_first, workbook(BODY, second=("Uitleg", [("Lees dit.",)]))),
        'Gevonden    "Invullen"',
    ),
    asked(
        "a hidden old sheet",
        "",
        "last period's sheet was hidden, not removed",
        lambda: looking(hide_second, workbook(BODY, second=("Oud", BODY))),
        "als het blad Oud een oude versie is",
        rule="R-LAYOUT-09",
    ),
    Case(
        "a colour without a word",
        "the cell was coloured as in last year's form",
        lambda: looking(colour_only("FF0000")),
        "rejected",
        (("R-STATUS-03", "D5"),),
        ('Gevonden    "rood"', "Typ in D5 het woord"),
    ),
    Case(
        "a pale colour is none",
        "fields to fill in have a light ground, this one was forgotten",
        lambda: looking(colour_only("FFF9E5")),
        "rejected",
        (("R-STATUS-02", "D5"),),
    ),
    Case(
        "region and period as properties",
        "a template keeps them where nobody can overwrite them",
        lambda: looking(with_properties(Regio="AM12", Periode="2021-H1"), workbook(BODY[2:])),
        "accepted",
    ),
    Case(
        "a property that says otherwise",
        "a template of one region was filled in by another",
        lambda: looking(with_properties(Regio="AM18"), workbook(BODY)),
        "accepted",
        (("R-REGION-08", "property:Regio"),),
        ("AM12, zoals in B1", "de gegevens van het formulier zelf (Regio)"),
    ),
    Case(
        "a property of an earlier period",
        "a document library keeps the period of last time as a property",
        lambda: looking(with_properties(Periode="2020-H2"), workbook(BODY)),
        "accepted",
        (("R-PERIOD-08", "property:Periode"),),
        ("2021-H1, zoals in B2", "de gegevens van het formulier zelf (Periode)"),
    ),
    Case(
        "properties that mean something else",
        "a document library has properties of these names for its own use",
        lambda: looking(with_properties(Regio="Noord-Holland", Periode="Q2"), workbook(BODY)),
        "accepted",
    ),
    Case(
        "a property alone that names no region",
        "no cell names the region, and the property holds the department",
        lambda: looking(with_properties(Regio="Sociaal domein"), workbook(BODY[1:])),
        "rejected",
        (("R-REGION-01", "property:Regio"),),
    ),
    Case(
        "properties that contradict a front sheet",
        "region and period stand in cells of another sheet, which weigh more",
        lambda: looking(
            with_properties(Regio="AM18", Periode="2020-H2"),
            workbook(BODY[:2], sheet="Voorblad", second=("Invullen", BODY[2:])),
        ),
        "accepted",
        (("R-PERIOD-08", "property:Periode"), ("R-REGION-08", "property:Regio")),
    ),
)
