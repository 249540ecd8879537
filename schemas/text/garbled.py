"""Detects text that was decoded in the wrong encoding, from its characters.

There are two kinds. UTF-8 decoded with a single-byte encoding (Ã© for é) is detected by encoding
the characters to bytes again and decoding these as UTF-8. A mix-up between Windows-1252 and
Mac OS Roman or code page 850 turns a letter into a symbol or a capital that does not occur inside
a word (caf‚, cafŽ, cafÚ).
"""

import re
from functools import lru_cache
from typing import Final

# Matches every text that can be garbled, as a fast filter. Uses the regex syntax of Arrow.
SUSPECT: Final = (
    "[\N{REPLACEMENT CHARACTER}ŽŠŸŒÃÂÄÅÕÒÓÔÐÛÁÈËÌÍÎÙÚÞšþ˜ˆ‡†‰‚‹„ƒ¢£¤¡•™§¬√≈─┬├┼╔╦▀▄ΓĂĹðđ÷³¾¶¸¯˚˙]"
    r"|â€|——|……N|\pL[“”‘´]\pL|[iu]‘"
)
_MISTAKEN_FOR: Final = ("cp1252", "mac_roman", "cp850", "cp437", "cp1250")
_RUN: Final = re.compile(r"[^\x00-\x7f]{2,}")
# Plausible meanings of such a run: European letters, punctuation, the euro sign and emoji.
_MEANT: Final = re.compile(
    r"[\u00a0-\u017f\u2010-\u2044\u20ac\u2122\u2192\ufeff\U0001f300-\U0001faff]+"
)
_ENDS_A_WORD: Final = re.compile(r"[A-ZÀ-Þ](?=[…’”])")
_LOWER: Final = "[a-zß-öø-ÿ]"
_LETTER: Final = "[A-Za-zÀ-ÖØ-öø-ÿ]"
_OUT_OF_PLACE: Final = re.compile(
    "\N{REPLACEMENT CHARACTER}"
    # Mac OS Roman: é ä ü î ’ “ ” ‘ €; code page 850: è î; and the first half of a letter in UTF-8.
    # Windows-1252 as Mac OS Roman: é è ê ë ç í ô; as code page 850: é è ë à.
    rf"|{_LOWER}[ŽŠŸŒÃÂÕÒÓÔÐÛÁÈËÌÍÎÙÚÞ](?!{_LETTER}*[A-Z])|[A-Z]Ÿ[a-z]|\bŽŽn\b"
    # Mac OS Roman: à ò á â É; code page 850: ç ë é ï ä â ó ú ñ í.
    rf"|{_LETTER}[˜‡‰‚‹„ƒ¢£¤¡]{_LOWER}|{_LOWER}[‚‹ƒ„](?!\w)|[A-Z]{{2}}ƒ|ˆ|\bv(?:——|¢¢)r\b|‚‚n\b"
    # Mac OS Roman: ï ô ß, and ë where no word goes on after an apostrophe.
    rf"|{_LOWER}[•™§†]{_LOWER}|[ei]‘n\b"
    rf"|{_LOWER}‘(?!(?:s|t|n|m|r|d|er|en|je|tje|tjes|ers|ll|re|ve)\b){_LOWER}"
    # Mac OS Roman and code page 850: ö, in the words that have it most; ’ and € at a beginning.
    r"|(?:\b|ge)[Cc]o[š”](?:rdin|per)|K[š”]ln\b|(?<!\w)Ô[snt]\b|(?<!\w)Û ?[0-9]"
    # Code page 850: ë at the end of a word. All: één, ÉÉN and über, for which no word begins so.
    r"|[iu]‰(?!\w)|\b(?:ÚÚ|ÈÈ)n\b|(?<!\w)(?:ƒƒ|……|╔╔)N\b|(?<!\w)[šŸ†³▄¸‹]ber\b"
    # Windows-1252 as code page 850: ö ü ó ô î ß Ë ç ï; as Mac OS Roman: ü û ú.
    r"|[Cc]o÷[a-z]|K÷ln\b|[a-z]{2}(?<!m)³[a-z]|M³n|[a-z]¾+[a-z]|[a-z][¶¯▀][a-z]|[A-Z]╦"
    r"|[a-z]aþa[a-z]|anþ[ao]i|(?:[aeo]|(?<![qQ])u)´(?!(?:s|t|n|m|r|d|er|en|je|tje|tjes)\b)[a-z]"
    r"|[A-Za-z][¸˚][a-z]|[a-z]˙"
)
# î ö ô in code page 850: a quotation mark inside a word that closes or opens nothing.
_QUOTE_IN_A_WORD: Final = re.compile(rf"{_LOWER}(?:[“”]){_LOWER}")
# ë in Mac OS Roman, where a word ends: a quotation mark that closes nothing.
_QUOTE_AFTER_A_WORD: Final = re.compile(r"[a-z][iu]‘(?!\w)")
_OPENING_QUOTE: Final = re.compile(r"(?<!\w)[‘‚]\w")
_QUOTES: Final = ({*"“„"}, {*"”"})


@lru_cache(maxsize=100_000)
def is_garbled(text: str) -> bool:
    """Return whether the characters of a text show that it was decoded in the wrong encoding.

    >>> is_garbled("categorieÃ«n"), is_garbled("co‰rdinatie"), is_garbled("Café “België”, € 5")
    (True, True, False)
    """
    if text.isascii():
        return False
    if _OUT_OF_PLACE.search(text) or any(map(_is_utf_8, _RUN.finditer(text))):
        return True
    if _QUOTE_AFTER_A_WORD.search(text) and not _OPENING_QUOTE.search(text):
        return True
    is_quoted = all(not quotes.isdisjoint(text) for quotes in _QUOTES)
    return not is_quoted and bool(_QUOTE_IN_A_WORD.search(text))


def _is_utf_8(run: re.Match[str]) -> bool:
    """Return whether a run of characters, encoded to bytes again, is UTF-8 text."""
    if _ENDS_A_WORD.match(run.string, run.start()) and run.string[: run.start()][-1:].isupper():
        return False  # a word in capitals before a quotation mark or an ellipsis
    for encoding in _MISTAKEN_FOR:
        try:
            decoded = run.group().encode(encoding).decode()
        except UnicodeError:
            continue
        if _MEANT.fullmatch(decoded):
            return True
    return False
