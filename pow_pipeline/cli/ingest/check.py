"""`pow check`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from pow_pipeline.cli.options import Home, Json, print_json

if TYPE_CHECKING:
    from pow_pipeline.feedback.message import Message
    from pow_pipeline.jobs.ingest.check import Checked
    from schemas.programme.programme import Programme

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
    output: Annotated[
        Path | None,
        Parameter(
            name=["--output", "-o"],
            help="Write a workbook (.xlsx) in which what was found in the file is marked.",
        ),
    ] = None,
    language: Annotated[
        Literal["nl", "en"] | None,
        Parameter(
            name=["--language", "--lang"],
            help="The language of the findings; else the programme's.",
        ),
    ] = None,
    home: Home = Path(),
    as_json: Json = False,
) -> int:
    """Say what would become of files if they were sent, by the same rules; nothing is kept.

    Ends with exit code 1 when one of them would not be accepted.
    Example: pow check form.xlsx --region AM12 --period 2021-H1 -o marked.xlsx

    Args:
        files: The files to check.
    """
    from pow_pipeline.errors import UsageError
    from pow_pipeline.jobs.ingest.check import check as run_check
    from pow_pipeline.jobs.ingest.check import rules_to_check_by, say
    from pow_pipeline.settings import read_settings

    if not files:
        raise UsageError("name the files to check, such as: pow check form.xlsx")
    _refuse_output(output, files)
    settings = read_settings()
    rules = rules_to_check_by(home, programme)
    checked = run_check(
        files,
        rules=rules,
        region=region,
        period=period,
        clock=settings.clock,
        limits=settings.limits(),
    )
    reader = language or rules.programme.language
    messages = [say(each, rules.programme, reader) for each in checked]
    if as_json:
        print_json([_as_json(*each) for each in zip(checked, messages, strict=True)])
    else:
        _print_as_text(messages)
    if output:
        _write_marked(output, checked[0], messages[0], rules.programme)
    return 0 if all(each.is_acceptable for each in checked) else NOT_ACCEPTABLE


def _refuse_output(output: Path | None, files: tuple[Path, ...]) -> None:
    """Refuse an output that could not be told from a file, or that holds something already."""
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
