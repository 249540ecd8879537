"""What the page shows: its words, and what came of a file that was handed over."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pow_pipeline.cli.form.refusal import RefusedError
from pow_pipeline.feedback.findings import by_severity, describe_finding, in_sight
from pow_pipeline.jobs.check import Checked
from schemas.language import LANGUAGES, Language, read_language
from schemas.programme import Programme

_TEMPLATES: Final = Path(__file__).parent / "templates"
_MEGABYTE: Final = 2**20
_WORDS_OF_A_CHECK: Final = {"accepted": "acceptable", "failed": "failed"}


@dataclass(frozen=True)
class Answer:
    """What came of a request.

    Attributes:
        tone: whether it is good news.
        heading, text: what is said.
        findings: what the rules have to say, as HTML.
        status: the status of the answer.
        retry_after: after how many seconds it may be asked again, 0 where that would not help.
    """

    tone: Literal["good", "bad"]
    heading: str
    text: tuple[str, ...]
    findings: str = ""
    status: int = 200
    retry_after: int = 0


@dataclass(frozen=True)
class Page:
    """The page in one language.

    Attributes:
        receives: whether files can be sent on.
        most: the most bytes that a file may have.
    """

    programme: Programme
    language: Language
    receives: bool
    most: int

    def render(self, answer: Answer | None = None) -> str:
        """Return the page as HTML, with what came of a request."""
        others = [read_language(code) for code in LANGUAGES]
        return (
            _environment()
            .get_template("page.html.j2")
            .render(
                answer=answer,
                code=self.language.code,
                example=self.programme.regions[0].code,
                most=self.most,
                most_in_words=self._size(),
                others=[each for each in others if each.code != self.language.code],
                programme=self._name(),
                receives=self.receives,
                words=self.language.form_page,
            )
        )

    def refused(self, refused: RefusedError) -> Answer:
        """Return what is said about a refusal."""
        words = self.language.form_page
        text = words[refused.word].format(most=self._size(), seconds=refused.retry_after)
        return Answer(
            "bad",
            words["refused"],
            (text,),
            status=refused.status,
            retry_after=refused.retry_after,
        )

    def checked(self, checked: Checked) -> Answer:
        """Return what is said about a file that was checked."""
        words = self.language.form_page
        outcome = _WORDS_OF_A_CHECK.get(checked.verdict.outcome, "not_acceptable")
        text = self.language.check[outcome].format(
            file=in_sight(checked.file.name),
            activities=checked.verdict.activities,
            errors=checked.verdict.errors,
            queries=checked.queries,
            error=checked.verdict.error,
        )
        step = words[f"next_{outcome}_receive" if self.receives else f"next_{outcome}"]
        return Answer(
            "good" if checked.is_acceptable else "bad",
            words[f"heading_{outcome}"],
            (text, step),
            findings_as_html(checked, self.language),
        )

    def sent(self, checked: Checked) -> Answer:
        """Return what is said about a file that was sent on."""
        words = self.language.form_page
        text = words["sent"].format(file=in_sight(checked.file.name))
        findings = findings_as_html(checked, self.language)
        return Answer("good", words["heading_sent"], (text,), findings)

    def _name(self) -> str:
        names = self.programme.name
        return names.get(self.language.code, names[self.programme.language])

    def _size(self) -> str:
        return f"{self.most // _MEGABYTE or 1} MB"


def findings_as_html(checked: Checked, language: Language) -> Markup:
    """Return the findings on a file as HTML."""
    return Markup().join(
        Markup("<pre tabindex=0>{}</pre>").format(
            describe_finding(finding, severity=severity, file=checked.file.name, language=language)
        )
        for severity, finding in by_severity(checked.findings)
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
