"""A Word document of texts as Markdown: paragraphs, bullets, bold and italic, and nothing else.

What is known of a text stands above it, a paragraph or a line each, with `id` first.
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
_IN_CODE: Final = ("id", "kind", "status")  # Word begins a line with a capital of its own accord
_PLACEHOLDER: Final = re.compile(r"(\{[^{}\s]+\})")
_MARKS: Final = re.compile(r"([\\`*_\[\]<>#~&])")
_OPENS_LIST: Final = re.compile(r"^(\d{0,9})([-+=.)])")
_FENCE: Final = "---"
_FENCES: Final = frozenset("-–—")  # as Word may write it


@dataclass(frozen=True)
class WordText:
    """A document as Markdown.

    Attributes:
        places: for each line of the Markdown the paragraph that it comes from, from 1.
    """

    markdown: str
    places: tuple[int, ...]


def read_word(content: bytes, limits: Limits) -> WordText:
    """Return what a document says.

    Raises:
        WordError: it is no such document, or holds what cannot be shown; names the paragraph.
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
            yield from ((place, line) for line in head)
        elif said := _markdown(paragraph):
            if not is_begun:
                raise WordError("expected id: first, and what else is known of the text", place)
            yield from [(place, said)] if paragraph.is_item else [(place, ""), (place, said)]
        was_head, is_begun = is_head, is_begun or is_head
    if was_head:
        yield place, _FENCE


def _head_of(paragraph: Paragraph) -> list[str]:
    """Return what is known of a text as lines of front matter; none where it says another thing."""
    said = "".join(run.text for run in paragraph.runs).strip().split("\n")
    found = [_HEAD_LINE.fullmatch(line.strip()) for line in said]
    return [_head_line(*each.groups()) for each in found if each] if all(found) else []


def _head_line(key: str, value: str) -> str:
    name = key.lower()
    text = value.strip().lower() if name in _IN_CODE else value.strip()
    return f"{name}: {json.dumps(text, ensure_ascii=False)}"


def _markdown(paragraph: Paragraph) -> str:
    """Return a paragraph as one line of Markdown; nothing where it is empty."""
    if not {sign for run in paragraph.runs for sign in run.text.strip()} - _FENCES:
        return ""
    line = "".join(_emphasised(run) for run in paragraph.runs)
    opened = _OPENS_LIST.sub(r"\1\\\2", " ".join(line.split()))
    return f"- {opened}" if paragraph.is_item else opened


def _emphasised(run: Run) -> str:
    """Return a part with its marks close to its words, or they would be no marks."""
    marks = "**" * run.is_bold + "*" * run.is_italic
    said = run.text.strip()
    if not said or not marks:
        return _escaped(run.text)
    before, _, after = run.text.partition(said)
    return f"{before}{marks}{_escaped(said)}{marks}{after}"


def _escaped(text: str) -> str:
    """Return a text that Markdown takes as it is, but for the figures that it names."""
    parts: Sequence[str] = _PLACEHOLDER.split(text)
    return "".join(
        part if place % 2 else _MARKS.sub(r"\\\1", part) for place, part in enumerate(parts)
    )
