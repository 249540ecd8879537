"""`pow rule`: the requirement, severity and remedy of a rule."""

from collections.abc import Iterable

from pow_pipeline.cli.options import Json, Language, print_json


def rule(code: str, /, *, language: Language = "nl", as_json: Json = False) -> None:
    """Show what a rule requires, how severe a violation is, and how to fix it.

    Example: pow rule R-STATUS-01

    Args:
        code: The code of the rule, in upper or lower case.
    """
    from pow_pipeline.errors import UsageError
    from schemas.rules import RULES
    from schemas.rules_page import describe_rule

    found = RULES.get(code.upper())
    if found is None:
        raise UsageError(f"unknown rule {code!r}; {_known(code.upper(), RULES)}")
    texts = list(describe_rule(found, language))
    if as_json:
        names = ("title", "expected", "remedy")
        facts = {name: getattr(found, name) for name in ("code", "stage", "severity", "column")}
        named = dict(zip(names, (text for _, text in texts), strict=True))
        print_json(facts | {"parameter": found.parameter} | named)
        return
    width = max(len(label) for label, _ in texts)
    print(f"{found.code} ({found.severity}, stage {found.stage})")
    for label, text in texts:
        print(f"  {label:<{width}}  {text}")
    if found.parameter:
        print(f"  measured by {found.parameter}, under [validating] in the programme folder")


def _known(unknown: str, codes: Iterable[str]) -> str:
    """Return the codes in the group of an unknown code, or the names of all groups."""
    groups: dict[str, list[str]] = {}
    for code in codes:
        groups.setdefault(code.rpartition("-")[0], []).append(code)
    of_group = groups.get(unknown) or groups.get(unknown.rpartition("-")[0])
    if of_group:
        return f"there are {', '.join(of_group)}"
    return f"they begin with {', '.join(groups)}, and all are in docs/rules.md"
