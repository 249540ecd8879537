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
    """A request is refused.

    Attributes:
        status: HTTP status of the response.
        word: key of the sentence that gives the reason.
        retry_after: seconds until a retry is useful; 0 if it is not.
    """

    def __init__(self, status: int, word: Word, *, retry_after: int = 0) -> None:
        super().__init__(word)
        self.status = status
        self.word = word
        self.retry_after = retry_after
