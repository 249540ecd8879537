"""Converts Word documents to Markdown: only paragraphs, bullets, bold and italic.

The properties of a text come before it, each in its own paragraph or line, with `id` first.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pow_pipeline.parsing.archive import inflate_archive, list_archive
from pow_pipeline.parsing.limits import Limits, RefusedError
from pow_pipeline.parsing.markup import check_markup, child_of, parse
from pow_pipeline.parsing.texts.word_paragraphs import Paragraph, Run, WordError, paragraphs_in

_DOCUMENT: Final = "word/document.xml"
_STYLES: Final = "word/styles.xml"
_NUMBERS: Final = "word/numbering.xml"
_HEAD_LINE: Final = re.compile(
    r"(id|kind|theme|first_period|source|status)\s*:\s*(.*)", re.IGNORECASE
)
_IN_CODE: Final = ("id", "kind", "status")  # made lowercase: Word capitalises the start of a line
_PLACEHOLDER: Final = re.compile(r"(\{[^{}\s]+\})")
_MARKS: Final = re.compile(r"([\\`*_\[\]<>#~&])")
_OPENS_LIST: Final = re.compile(r"^(\d{0,9})([-+=.)])")
_FENCE: Final = "---"
_FENCES: Final = frozenset("-–—")  # characters of a fence in Word


@dataclass(frozen=True)
class WordText:
    """A document as Markdown.

    Attributes:
        places: paragraph number, from 1, of each line of the Markdown.
    """

    markdown: str
    places: tuple[int, ...]


def read_word(content: bytes, limits: Limits) -> WordText:
    """Return a Word document as Markdown.

    Raises:
        WordError: the file is not a Word document, or has content that is not supported; the
            message names the paragraph.
    """
    try:
        inflated = inflate_archive(content, list_archive(content, limits), limits)
        check_markup(inflated)
        parts = {
            name: parse(inflated[name])
            for name in (_DOCUMENT, _STYLES, _NUMBERS)
            if name in inflated
        }
        body = child_of(parts[_DOCUMENT], "body")
        paragraphs = paragraphs_in(body, styles=parts.get(_STYLES), numbers=parts.get(_NUMBERS))
        lines = list(_lines(paragraphs))
    except (RefusedError, KeyError, RecursionError) as error:
        message = "cannot be read as a Word document; save it again as .docx, without a password"
        raise WordError(message) from error
    return WordText("\n".join(line for _, line in lines), tuple(place for place, _ in lines))


def _lines(paragraphs: Iterator[Paragraph]) -> Iterator[tuple[int, str]]:
    """Yield the lines of the Markdown, each with the number of its paragraph."""
    was_head, is_begun, place = False, False, 0
    for paragraph in paragraphs:
        place = paragraph.place
        head = _head_of(paragraph)
        is_head = bool(head) and (was_head or head[0].startswith("id:"))
        if is_head != was_head:
            yield place, _FENCE
        if is_head:
            yield from ((place, entry) for entry in head)
        elif line := _markdown(paragraph):
            if not is_begun:
                raise WordError("expected id: first, and what else is known of the text", place)
            yield from [(place, line)] if paragraph.is_item else [(place, ""), (place, line)]
        was_head, is_begun = is_head, is_begun or is_head
    if was_head:
        yield place, _FENCE


def _head_of(paragraph: Paragraph) -> list[str]:
    """Return a paragraph of properties as lines of front matter; none if it is other text."""
    lines = "".join(run.text for run in paragraph.runs).strip().split("\n")
    matches = [_HEAD_LINE.fullmatch(line.strip()) for line in lines]
    return [_head_line(*match.groups()) for match in matches if match] if all(matches) else []


def _head_line(key: str, value: str) -> str:
    name = key.lower()
    text = value.strip().lower() if name in _IN_CODE else value.strip()
    return f"{name}: {json.dumps(text, ensure_ascii=False)}"


def _markdown(paragraph: Paragraph) -> str:
    """Return a paragraph as one line of Markdown; '' if it is empty or a fence."""
    if not {character for run in paragraph.runs for character in run.text.strip()} - _FENCES:
        return ""
    line = "".join(_emphasised(run) for run in paragraph.runs)
    opened = _OPENS_LIST.sub(r"\1\\\2", " ".join(line.split()))
    return f"- {opened}" if paragraph.is_item else opened


def _emphasised(run: Run) -> str:
    """Return a run as Markdown; emphasis marks must touch the words to be valid."""
    marks = "**" * run.is_bold + "*" * run.is_italic
    words = run.text.strip()
    if not words or not marks:
        return _escaped(run.text)
    before, _, after = run.text.partition(words)
    return f"{before}{marks}{_escaped(words)}{marks}{after}"


def _escaped(text: str) -> str:
    """Return text escaped for Markdown, except for its placeholders of figures."""
    parts: Sequence[str] = _PLACEHOLDER.split(text)
    return "".join(
        part if place % 2 else _MARKS.sub(r"\\\1", part) for place, part in enumerate(parts)
    )
