"""Applies the rules about a submission as a whole."""

from collections import Counter
from collections.abc import Iterator, Sequence

import pandas as pd

from pow_pipeline.model.findings import Finding
from pow_pipeline.validation.form import Form
from schemas.programme.programme import Programme
from schemas.submission import says_enough


def check_submissions(
    rows: pd.DataFrame, forms: Sequence[Form], programme: Programme
) -> Iterator[Finding]:
    """Yield the findings of the submission rules.

    Args:
        rows: activities of all forms, in the order of the forms, with the columns of `row_schema`.
        forms: forms of a batch.
        programme: programme under which they are validated.
    """
    # Plain lists: a frame for each of thousands of forms would take longer than parsing them.
    categories, explanations = rows["category"].tolist(), rows["explanation"].tolist()
    start = 0
    for form in forms:
        end = start + len(form.activities.rows)
        yield from _check_categories(form, set(categories[start:end]), programme)
        yield from _check_size(form, programme)
        yield from _check_explanations(form, explanations[start:end], programme)
        start = end


def _check_size(form: Form, programme: Programme) -> Iterator[Finding]:
    count, most = len(form.activities.rows), programme.validating.most_activities
    if count > most:
        yield _finding(form, "R-COUNT-01", found=f"{count}", expected=(f"{most}",))


def _check_explanations(
    form: Form, explanations: Sequence[str], programme: Programme
) -> Iterator[Finding]:
    measures, count = programme.validating, len(explanations)
    if count < measures.minimum_activities:
        return
    counts = Counter(filter(None, explanations)).most_common()
    # Another rule covers explanations that are too short, if one is required at all.
    sufficient = (pair for pair in counts if says_enough(pair[0], measures.shortest_explanation))
    same, times = next(sufficient, ("", 0))
    if times > measures.most_same_explanations * count:
        yield _finding(form, "R-EXPLANATION-03", found=same, expected=(f"{times}", f"{count}"))


def _check_categories(form: Form, reported: set[str], programme: Programme) -> Iterator[Finding]:
    declared = form.declared_rows(programme)
    labels = {
        category.code: category.label[programme.language] for category in programme.categories
    }
    absent = tuple(label for code, label in labels.items() if code not in {*reported, *declared})
    if absent:
        yield _finding(form, "R-CATEGORY-03", expected=absent)
    for code in sorted(reported & set(declared)):
        cell = form.activities.address("category", declared[code], fallback="category")
        yield _finding(form, "R-CATEGORY-04", cell=cell, found=labels[code])


def _finding(
    form: Form, rule: str, *, cell: str = "", found: str = "", expected: tuple[str, ...] = ()
) -> Finding:
    return Finding(
        form.delivery.delivery, rule, sheet=form.sheet, cell=cell, found=found, expected=expected
    )
