"""Reading as the tests of this folder ask for it."""

from pow_pipeline.model.deliveries import Delivery
from pow_pipeline.model.documents import Reading, Sheet
from pow_pipeline.parsing.limits import Limits
from pow_pipeline.parsing.read import read_delivery
from schemas.programme.folder import BUILT_IN, read_programme, read_programme_folder
from schemas.text.text_forms import TextForms
from tests.harness.builders import NOW

DELIVERY = Delivery("AM12-2-1", 2, 1, "AM12", "form", "0" * 64, 1, NOW)
FORMS = read_programme(read_programme_folder(BUILT_IN / "perspectief_op_werk")).text_forms


def read(content: bytes, limits: Limits | None = None) -> Reading:
    return read_delivery(DELIVERY, content, TextForms(), limits or Limits())


def read_form(content: bytes) -> Reading:
    """Read a file as one of a programme, whose headings are known."""
    return read_delivery(DELIVERY, content, FORMS, Limits())


def sheet_of(content: bytes) -> Sheet:
    """Return the only sheet of a file that is read."""
    reading = read(content)
    assert reading.problem is None
    (sheet,) = reading.sheets
    return sheet


def problem_of(content: bytes, limits: Limits | None = None) -> tuple[str, str, str] | None:
    """Return rule, what was found and where, of a file that is refused."""
    problem = read(content, limits).problem
    return (problem.rule, problem.found, problem.cell) if problem else None
