"""A refused request: the reason as a sentence and an HTTP status."""

from typing import Literal

Word = Literal[
    "no_file",
    "unreadable",
    "too_large",
    "too_slow",
    "too_often",
    "too_busy",
    "no_token",
    "wrong_token",
    "other_region",
    "elsewhere",
    "not_found",
    "wrong_method",
    "broken",
]


class RefusedError(Exception):
    """What is asked is not done.

    Attributes:
        status: the status of the answer.
        word: which sentence of the page says why.
        retry_after: after how many seconds it may be asked again, 0 where that would not help.
    """

    def __init__(self, status: int, word: Word, *, retry_after: int = 0) -> None:
        super().__init__(word)
        self.status = status
        self.word = word
        self.retry_after = retry_after
