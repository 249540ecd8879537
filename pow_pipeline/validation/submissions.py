"""The rules about a report as a whole, once its rows are right."""

from collections import Counter
from collections.abc import Iterator, Sequence

import pandas as pd

from pow_pipeline.model import Finding
from pow_pipeline.validation.form import Form
from schemas.programme.programme import Programme
from schemas.submission import says_enough


def check_submissions(
    rows: pd.DataFrame, forms: Sequence[Form], programme: Programme
) -> Iterator[Finding]:
    """Yield what the rules of this stage have to say.

    Args:
        rows: the activities of all forms, in the order of the forms, as `row_schema` has them.
        forms: the forms of a batch.
        programme: the programme it is judged under.
    """
    # Plain lists: a frame for each of thousands of forms would take longer than reading them.
    categories, explanations = rows["category"].tolist(), rows["explanation"].tolist()
    start = 0
    for form in forms:
        end = start + len(form.activities.rows)
        yield from _check_categories(form, set(categories[start:end]), programme)
        yield from _check_size(form, programme)
        yield from _check_explanations(form, explanations[start:end], programme)
        start = end


def _check_size(form: Form, programme: Programme) -> Iterator[Finding]:
    count, most = len(form.activities.rows), programme.judging.most_activities
    if count > most:
        yield _finding(form, "R-COUNT-01", found=f"{count}", expected=(f"{most}",))


def _check_explanations(
    form: Form, explanations: Sequence[str], programme: Programme
) -> Iterator[Finding]:
    measures, count = programme.judging, len(explanations)
    if count < measures.minimum_activities:
        return
    said = Counter(filter(None, explanations)).most_common()
    # One that says too little is another rule's, where anything need be said at all.
    telling = (each for each in said if says_enough(each[0], measures.shortest_explanation))
    same, times = next(telling, ("", 0))
    if times > measures.most_same_explanations * count:
        yield _finding(form, "R-EXPLANATION-03", found=same, expected=(f"{times}", f"{count}"))


def _check_categories(form: Form, reported: set[str], programme: Programme) -> Iterator[Finding]:
    declared = form.declared_rows(programme)
    labels = {each.code: each.label[programme.language] for each in programme.categories}
    absent = tuple(label for code, label in labels.items() if code not in {*reported, *declared})
    if absent:
        yield _finding(form, "R-CATEGORY-03", expected=absent)
    for code in sorted(reported & set(declared)):
        cell = form.activities.address("category", declared[code], instead="category")
        yield _finding(form, "R-CATEGORY-04", cell=cell, found=labels[code])


def _finding(
    form: Form, rule: str, *, cell: str = "", found: str = "", expected: tuple[str, ...] = ()
) -> Finding:
    return Finding(
        form.delivery.delivery, rule, sheet=form.sheet, cell=cell, found=found, expected=expected
    )
