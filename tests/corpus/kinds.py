"""Kinds of files: what is read, and what is refused by name with what to do instead."""

from building import form

from corpus.case import Case

CASES = (
    Case("xlsx", "the form as most regions send it", form, "accepted"),
    Case(
        "pdf",
        "a print of the form instead of the form",
        lambda: b"%PDF-1.7",
        "rejected",
        (("R-FILE-04", ""),),
        said=('Gevonden    "PDF"',),
        file="form.pdf",
    ),
)
