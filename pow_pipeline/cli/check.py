"""`pow check`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from pow_pipeline.cli.options import Home, Json, Language, print_json

if TYPE_CHECKING:
    from pow_pipeline.jobs.check import Checked

NOT_ACCEPTABLE = 1


def check(
    *files: Path,
    region: Annotated[
        str | None, Parameter(help="The region that would send them; else whom each names.")
    ] = None,
    period: Annotated[
        str | None, Parameter(help="The period they are meant for; else the one asked for now.")
    ] = None,
    programme: Annotated[
        str | None, Parameter(help="A programme; else the workspace's, or the built-in one.")
    ] = None,
    language: Language = "nl",
    home: Home = Path(),
    as_json: Json = False,
) -> int:
    """Say what would become of files if they were sent, by the same rules; nothing is kept.

    Ends with exit code 1 when one of them would not be accepted.
    Example: pow check form.xlsx --region AM12 --period 2021-H1

    Args:
        files: The files to check.
    """
    from pow_pipeline.errors import UsageError
    from pow_pipeline.jobs.check import check as run_check
    from pow_pipeline.jobs.check import rules_to_check_by
    from pow_pipeline.settings import read_settings

    if not files:
        raise UsageError("name the files to check, such as: pow check form.xlsx")
    settings = read_settings()
    checked = run_check(
        files,
        rules=rules_to_check_by(home, programme),
        region=region,
        period=period,
        clock=settings.clock,
        limits=settings.limits(),
    )
    if as_json:
        print_json([_as_json(each, language) for each in checked])
    else:
        print("\n\n".join(_as_text(each, language) for each in checked))
    return 0 if all(each.is_acceptable for each in checked) else NOT_ACCEPTABLE


def _as_json(checked: "Checked", language: str) -> dict[str, object]:
    from dataclasses import asdict

    from pow_pipeline.feedback.findings import finding_texts
    from schemas.language import read_language

    words = read_language(language)
    verdict = {
        name: value for name, value in asdict(checked.verdict).items() if name in _OF_A_VERDICT
    }
    findings = [
        {"severity": severity, **asdict(finding), **finding_texts(finding, words)}
        for severity, finding in checked.findings
    ]
    for finding in findings:
        del finding["delivery"]
    verdict |= {"queries": checked.queries}
    return {
        "file": checked.file,
        "acceptable": checked.is_acceptable,
        **verdict,
        "findings": findings,
    }


_OF_A_VERDICT = ("outcome", "stage", "region_code", "period", "activities", "errors", "error")
_WORDS = {"accepted": "acceptable", "failed": "failed"}


def _as_text(checked: "Checked", language: str) -> str:
    from pow_pipeline.feedback.findings import by_severity, describe_finding, in_sight
    from schemas.language import read_language

    words = read_language(language)
    found = [
        describe_finding(finding, severity=severity, file=checked.file.name, language=words)
        for severity, finding in by_severity(checked.findings)
    ]
    verdict = checked.verdict
    said = words.check[_WORDS.get(verdict.outcome, "not_acceptable")].format(
        file=in_sight(checked.file.name),
        activities=verdict.activities,
        errors=verdict.errors,
        queries=checked.queries,
        error=verdict.error,
    )
    return "\n\n".join([*found, said])
