"""Writes a message as plain text for a terminal."""

from pow_pipeline.feedback.findings import describe_finding
from pow_pipeline.feedback.message import Message


def message_text(message: Message) -> str:
    """Return the findings one by one, followed by the outcome and what to do."""
    findings = [
        describe_finding(finding, file=message.file, language=message.language)
        for finding in message.findings
    ]
    ending = " ".join([f"{message.file}:", message.opening, *message.notes, *message.steps])
    return "\n\n".join([*findings, ending])
