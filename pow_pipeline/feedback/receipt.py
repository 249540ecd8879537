"""The receipt of a delivery: a folder of its own in the sender's outbox, made whole or not."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pow_pipeline.durable import make_folder, write_folders
from pow_pipeline.faults import fault_point
from pow_pipeline.feedback.findings import by_severity, describe_finding, in_sight
from pow_pipeline.model import Receipt
from schemas.language import Language, read_language
from schemas.programme import Programme

_RECEIPT: Final = "receipt.txt"


def write_receipts(outbox: Path, receipts: Sequence[Receipt], programme: Programme) -> None:
    """Write the receipts that are not there yet; a folder that is there is complete."""
    language = read_language(programme.language)
    for sender in {receipt.sender for receipt in receipts}:
        make_folder(outbox / sender)
    owed = []
    for receipt in receipts:
        folder = outbox / receipt.sender / _folder_name(receipt)
        if not folder.exists():
            text = describe_receipt(receipt, programme=programme, language=language)
            owed.append((folder, {_RECEIPT: text.encode()}))
    write_folders(owed, written=lambda: fault_point("receipt"))


def describe_receipt(receipt: Receipt, *, programme: Programme, language: Language) -> str:
    """Return the text of a receipt."""
    words = language.receipt
    moment = receipt.received_at.astimezone(programme.zone)
    name = in_sight(receipt.name)
    facts = [
        (words["file"], name),
        (words["received"], f"{language.day(moment.date())} {moment:%H:%M}"),
        (words["region"], f"{receipt.sender} {receipt.region_name or words['unknown']}"),
        (words["period"], language.period(receipt.period) if receipt.period else words["unknown"]),
        (words["reference"], receipt.delivery),
    ]
    width = max(len(label) for label, _ in facts)
    parts = [
        f"{words['title']} – {programme.name[language.code]}",
        "\n".join(f"{label:<{width}}  {text}" for label, text in facts),
        "\n".join(
            [
                *_judged_again(receipt, programme, language),
                *_what_holds_now(receipt, language),
                *_lateness(receipt, programme, language),
            ]
        ),
        *(
            describe_finding(finding, severity=severity, file=name, language=language)
            for severity, finding in by_severity(receipt.findings)
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _folder_name(receipt: Receipt) -> str:
    """Return the name of the delivery, with the number of the judgement after the first one."""
    is_again = receipt.attempts > 1
    return f"{receipt.delivery}.{receipt.attempts}" if is_again else receipt.delivery


def _lateness(receipt: Receipt, programme: Programme, language: Language) -> list[str]:
    period = programme.period(receipt.period) if receipt.period else None
    arrived = receipt.received_at.astimezone(programme.zone).date()
    if period is None:
        return []
    deadline = max(period.deadline, receipt.extended_until or period.deadline)
    if arrived <= deadline:
        return []
    return [language.receipt["late"].format(deadline=language.day(deadline))]


def _judged_again(receipt: Receipt, programme: Programme, language: Language) -> list[str]:
    if receipt.attempts == 1:
        return []
    day = language.day(receipt.judged_at.astimezone(programme.zone).date())
    return [language.receipt["judged_again"].format(day=day)]


def _what_holds_now(receipt: Receipt, language: Language) -> list[str]:
    words = language.receipt
    if _is_overtaken(receipt):
        return _what_counts_instead(receipt, language)
    lines = [
        words[receipt.outcome].format(
            version=receipt.version,
            activities=receipt.activities,
            duplicate_of=receipt.duplicate_of,
        )
    ]
    if receipt.outcome == "accepted" and receipt.attempts == 1 and receipt.kept_on:
        day = language.day(receipt.kept_on)
        lines.append(words["replaces"].format(version=receipt.kept_version, day=day))
    if receipt.outcome == "rejected":
        if receipt.kept_version and receipt.kept_on:
            day = language.day(receipt.kept_on)
            lines.append(words["in_force"].format(version=receipt.kept_version, day=day))
        elif receipt.period:
            lines.append(words["none_in_force"])
        lines.append(words["send_again"])
        if receipt.stage != "rows":
            lines.append(words["rows_not_judged"])
    elif receipt.original:
        lines.append(words[f"original_{receipt.original}"].format(original=receipt.duplicate_of))
    elif any(severity == "query" for severity, _ in receipt.findings):
        lines.append(words["please_mend"])
    return lines


def _is_overtaken(receipt: Receipt) -> bool:
    """Whether something else counts by now than what is accepted here once more."""
    is_again = receipt.attempts > 1 and receipt.outcome == "accepted"
    return is_again and receipt.kept_version != receipt.version


def _what_counts_instead(receipt: Receipt, language: Language) -> list[str]:
    words = language.receipt
    lines = [words["overtaken"].format(version=receipt.version)]
    if receipt.kept_version and receipt.kept_on:
        day = language.day(receipt.kept_on)
        lines.append(words["in_force"].format(version=receipt.kept_version, day=day))
    else:
        lines.append(words["none_in_force"])
    return lines
