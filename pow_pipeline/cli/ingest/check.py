"""`pow check`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from pow_pipeline.cli.options import Home, Json, print_json
from pow_pipeline.cli.running import run_of_rules

if TYPE_CHECKING:
    from pow_pipeline.feedback.message import Message
    from pow_pipeline.jobs.ingest.check import Checked
    from schemas.programme.programme import Programme

NOT_ACCEPTABLE = 1

_Region = Annotated[
    str | None,
    Parameter(help="Region that would send them; by default the one that each file names."),
]
_Period = Annotated[
    str | None, Parameter(help="Period they are about; by default the current one.")
]
_Programme = Annotated[
    str | None, Parameter(help="Programme; by default that of the workspace, or the built-in one.")
]
_Output = Annotated[
    Path | None,
    Parameter(
        name=["--output", "-o"],
        help="Write a workbook (.xlsx) with the findings marked.",
    ),
]
_Language = Annotated[
    Literal["nl", "en"] | None,
    Parameter(
        name=["--language", "--lang"],
        help="Language of the findings; by default that of the programme.",
    ),
]


def check(
    *files: Path,
    region: _Region = None,
    period: _Period = None,
    programme: _Programme = None,
    output: _Output = None,
    language: _Language = None,
    home: Home = Path(),
    as_json: Json = False,
) -> int:
    """Show the outcome that files would have if they were sent; nothing is stored.

    The exit code is 1 if a file would not be accepted.
    Example: pow check form.xlsx --region AM12 --period 2021-H1 -o marked.xlsx

    Args:
        files: The files to check.
    """
    from pow_pipeline.errors import UsageError
    from pow_pipeline.jobs.ingest.check import check as run_check
    from pow_pipeline.jobs.ingest.check import rules_to_check_by, say

    if not files:
        raise UsageError("name the files to check, such as: pow check form.xlsx")
    _refuse_output(output, files)
    run = run_of_rules(home, programme)
    rules = rules_to_check_by(run, programme)
    results = run_check(run, files, rules=rules, region=region, period=period)
    reader = language or rules.programme.language
    messages = [say(result, rules.programme, reader) for result in results]
    if as_json:
        print_json([_as_json(*pair) for pair in zip(results, messages, strict=True)])
    else:
        _print_as_text(messages)
    if output:
        _write_marked(output, results[0], messages[0], rules.programme)
    return 0 if all(result.is_acceptable for result in results) else NOT_ACCEPTABLE


def _refuse_output(output: Path | None, files: tuple[Path, ...]) -> None:
    """Refuse an output that is one of the files, or that exists and is not empty."""
    from pow_pipeline.errors import UsageError

    if output is None:
        return
    if len(files) > 1:
        raise UsageError(f"--output {output}: one workbook for one file; check them one by one")
    if output.suffix.lower() != ".xlsx":
        raise UsageError(f"--output {output}: name a workbook, such as {output.stem}.xlsx")
    if output.exists():
        raise UsageError(f"--output {output}: is there already; name another, or remove it first")
    if not output.absolute().parent.is_dir():
        raise UsageError(f"--output {output}: there is no such folder; make it first")


def _write_marked(
    output: Path, checked: "Checked", message: "Message", programme: "Programme"
) -> None:
    import sys

    from pow_pipeline.durable import write_file
    from pow_pipeline.feedback.marked.marked import mark_workbook

    write_file(output, mark_workbook(message, checked.contents, programme))
    print(f"written: {output}", file=sys.stderr)


def _print_as_text(messages: "list[Message]") -> None:
    from pow_pipeline.feedback.text import message_text

    print("\n\n".join(map(message_text, messages)))


def _as_json(checked: "Checked", message: "Message") -> dict[str, object]:
    from pow_pipeline.feedback.data import message_data

    result = {name: getattr(checked.result, name) for name in _OF_A_RESULT}
    return {
        "file": checked.file,
        "acceptable": checked.is_acceptable,
        **result,
        **checked.counts._asdict(),
        **message_data(message),
    }


_OF_A_RESULT = ("outcome", "stage", "region_code", "period", "activities", "error")
