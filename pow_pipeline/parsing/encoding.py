"""Decodes bytes to text with the first encoding of the programme that fits unambiguously."""

import codecs
import re
from collections.abc import Sequence
from typing import Final

from pow_pipeline.model.documents import Problem
from pow_pipeline.parsing.limits import RefusedError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF_8: Final = "utf-8"
# Multi-byte letters in UTF-8. In text that is not valid UTF-8 they show that two encodings are
# mixed. A single-byte encoding would silently decode each of them as several letters.
_LETTERS_IN_UTF_8: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]"
    rb"|(?:\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f])[\x80-\xbf]"
    rb"|(?:\xf0[\x90-\xbf]|[\xf1-\xf3][\x80-\xbf]|\xf4[\x80-\x8f])[\x80-\xbf]{2}"
)
# A lone UTF-16 surrogate, which some programs encode as if it were a letter in UTF-8.
_HALF_A_PAIR: Final = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
LINE_END: Final = re.compile(r"\r\n|\r|\n")  # no other character, as in spreadsheets


def decode(content: bytes, encodings: Sequence[str]) -> str:
    """Return the decoded text; a byte order mark determines the encoding and is removed.

    Raises:
        RefusedError: no encoding fits, or two encodings are mixed.
    """
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    for encoding in [marked] if marked else encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            if codecs.lookup(encoding).name == _UTF_8:
                _refuse_half_a_pair(content, error.start)
            continue
        if codecs.lookup(encoding).name not in (_UTF_8, "utf-16"):
            _refuse_mixed(content, encoding)
        return text.removeprefix("\ufeff")
    raise RefusedError(Problem("R-TEXT-04"))


def line_at(text: str, place: int) -> int:
    """Return the line number, from 1, of the character at index `place`."""
    return len(LINE_END.findall(text, 0, place)) + 1


def _refuse_half_a_pair(content: bytes, place: int) -> None:
    """Refuse text that stops being valid UTF-8 at a lone surrogate."""
    if half := _HALF_A_PAIR.match(content, place):
        line = line_at(content[:place].decode(), place)
        found = repr(half.group().decode(errors="surrogatepass"))
        raise RefusedError(Problem("R-TEXT-01", cell=f"A{line}", found=found))


def _refuse_mixed(content: bytes, encoding: str) -> None:
    if letters := _LETTERS_IN_UTF_8.search(content):
        line = line_at(content[: letters.start()].decode(encoding), letters.start())
        found = letters.group().decode(encoding)
        raise RefusedError(
            Problem("R-TEXT-05", cell=f"A{line}", found=found, expected=(letters.group().decode(),))
        )
