"""`pow explain`."""

from pow_pipeline.cli.options import Json, Language, print_json


def explain(rule: str, /, *, language: Language = "nl", as_json: Json = False) -> None:
    """Explain a rule: what it asks, how serious it is, and what to do.

    Example: pow explain R-STATUS-01

    Args:
        rule: The code of the rule, as it stands in a receipt.
    """
    from pow_pipeline.errors import UsageError
    from schemas.rules import RULES
    from schemas.rules_page import describe_rule

    found = RULES.get(rule.upper())
    if found is None:
        begins = rule.upper().rpartition("-")[0]
        known = [code for code in RULES if begins and code.startswith(begins)] or list(RULES)
        raise UsageError(f"there is no rule {rule!r}; there are {', '.join(known)}")
    said = list(describe_rule(found, language))
    if as_json:
        names = ("title", "expected", "cure")
        facts = {name: getattr(found, name) for name in ("code", "stage", "severity", "column")}
        texts = dict(zip(names, (text for _, text in said), strict=True))
        print_json(facts | {"parameter": found.parameter} | texts)
        return
    width = max(len(label) for label, _ in said)
    print(f"{found.code} ({found.severity}, stage {found.stage})")
    for label, text in said:
        print(f"  {label:<{width}}  {text}")
    if found.parameter:
        print(f"  measured by {found.parameter}, under [judging] in the programme folder")
