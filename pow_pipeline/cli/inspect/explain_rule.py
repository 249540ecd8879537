"""`pow explain` of a rule: its requirement, severity and remedy."""

from collections.abc import Iterable

from pow_pipeline.cli.options import print_json


def explain_rule(rule: str, *, language: str, as_json: bool) -> None:
    """Print what a rule says; its code may be in capitals or not.

    Raises:
        UsageError: there is no such rule; names those of its group, or the groups.
    """
    from pow_pipeline.errors import UsageError
    from schemas.rules import RULES
    from schemas.rules_page import describe_rule

    found = RULES.get(rule.upper())
    if found is None:
        raise UsageError(f"there is no rule {rule!r}; {_known(rule.upper(), RULES)}")
    said = list(describe_rule(found, language))
    if as_json:
        names = ("title", "expected", "remedy")
        facts = {name: getattr(found, name) for name in ("code", "stage", "severity", "column")}
        texts = dict(zip(names, (text for _, text in said), strict=True))
        print_json(facts | {"parameter": found.parameter} | texts)
        return
    width = max(len(label) for label, _ in said)
    print(f"{found.code} ({found.severity}, stage {found.stage})")
    for label, text in said:
        print(f"  {label:<{width}}  {text}")
    if found.parameter:
        print(f"  measured by {found.parameter}, under [validating] in the programme folder")


def _known(asked: str, codes: Iterable[str]) -> str:
    """Return the codes of the group that was asked for, or which groups there are."""
    groups: dict[str, list[str]] = {}
    for code in codes:
        groups.setdefault(code.rpartition("-")[0], []).append(code)
    of_group = groups.get(asked) or groups.get(asked.rpartition("-")[0])
    if of_group:
        return f"there are {', '.join(of_group)}"
    return f"they begin with {', '.join(groups)}, and all are in docs/rules.md"
