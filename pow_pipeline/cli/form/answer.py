"""Content of the web page of `pow form`: its texts, and the result for an uploaded file."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pow_pipeline.cli.form.refusal import RefusedError
from pow_pipeline.feedback.message import Message
from pow_pipeline.feedback.page import message_content
from pow_pipeline.jobs.ingest.check import Checked, say
from pow_pipeline.templates import templates_in
from schemas.language import LANGUAGES, Language, read_language
from schemas.programme.programme import Programme

_TEMPLATES: Final = Path(__file__).parent / "templates"
_MEGABYTE: Final = 2**20


@dataclass(frozen=True)
class Answer:
    """The result of a request.

    Attributes:
        message: message to show on the page.
        status: HTTP status of the response.
        retry_after: seconds until a retry is useful; 0 if it is not.
    """

    message: Message
    status: int = 200
    retry_after: int = 0


@dataclass(frozen=True)
class Page:
    """The page in one language.

    Attributes:
        receives: whether files can be handed in.
        most: maximum size of a file in bytes.
    """

    programme: Programme
    language: Language
    receives: bool
    most: int

    def render(self, answer: Answer | None = None) -> str:
        """Return the page as HTML, with the result of a request if there is one."""
        others = [read_language(code) for code in LANGUAGES if code != self.language.code]
        names, words = self.programme.name, self.language.form_page
        return (
            templates_in(_TEMPLATES)
            .get_template("page.html.j2")
            .render(
                code=self.language.code,
                content=message_content(answer.message, level=2) if answer else "",
                example=self.programme.regions[0].code,
                heading=answer.message.opening if answer else "",
                most=self.most,
                most_in_words=self._most_in_words(),
                others=others,
                programme=names.get(self.language.code, names[self.programme.language]),
                receives=self.receives,
                words=words,
            )
        )

    def refused(self, refused: RefusedError) -> Answer:
        """Return the answer for a refused request."""
        words = self.language.form_page
        text = words[refused.word].format(most=self._most_in_words(), seconds=refused.retry_after)
        message = Message(
            self.language,
            title=words["result"],
            file="",
            tone="problem",
            opening=words["refused"],
            notes=(text,),
            steps=(),
            facts=(),
            findings=(),
        )
        return Answer(message, refused.status, refused.retry_after)

    def checked(self, checked: Checked) -> Answer:
        """Return the answer for a checked file."""
        message = say(checked, self.programme, self.language.code)
        if not self.receives:
            return Answer(message)
        words = self.language.form_page
        if checked.is_acceptable:
            return Answer(replace(message, steps=(*message.steps, words["may_be_sent"])))
        return Answer(replace(message, notes=(*message.notes, words["not_sent"])))

    def sent(self, checked: Checked) -> Answer:
        """Return the answer for a file that was handed in."""
        words = self.language.form_page
        message = say(checked, self.programme, self.language.code)
        return Answer(replace(message, opening=words["sent"], steps=(words["after_sent"],)))

    def _most_in_words(self) -> str:
        return f"{self.most // _MEGABYTE or 1} MB"
