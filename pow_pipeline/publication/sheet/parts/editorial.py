"""Builds the sections that people wrote to accompany the figures, with the figures filled in."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pow_pipeline.errors import PublicationBlockedError
from pow_pipeline.publication.sheet.blocks import Prose, Section
from pow_pipeline.publication.sheet.edition import Edition
from pow_pipeline.publication.sheet.parts.distribution import share_of
from schemas.programme.editorial import (
    Paragraphs,
    Piece,
    Span,
    fill,
    paragraphs_of,
    unknown_placeholders,
)

_KINDS = {"lesson": "lessons", "recommendation": "recommendations"}


def editorial_sections(edition: Edition, pieces: Sequence[Piece]) -> tuple[Section, ...]:
    """Return the lessons and the recommendations, if there are any.

    Raises:
        PublicationBlockedError: a text names a figure that does not exist; the message names it.
    """
    values = figures_by_name(edition)
    _refuse_unknown(edition, pieces, values)
    sections = []
    for kind, title in _KINDS.items():
        blocks = tuple(
            block
            for piece in pieces
            if piece.head.kind == kind
            for block in _blocks(edition, piece, values)
        )
        if blocks:
            sections.append(Section(edition.say(title), blocks))
    return tuple(sections)


def figures_by_name(edition: Edition) -> dict[str, str]:
    """Return the figures that a text may name, formatted as on the sheet.

    For each category and the total there is `category.n`. For each status of the scale there are
    `category.status`, `category.status.count` and `category.status.change`. All names consist of
    codes.
    """
    figures, by_name = edition.figures, {}
    for category in edition.categories:
        by_name[f"{category}.n"] = edition.count(figures.on_scale[category])
        for status in edition.programme.scale:
            name = f"{category}.{status.code}"
            share = share_of(edition, category, status)
            by_name[name] = edition.share(share)
            by_name[f"{name}.count"] = edition.count(share.numerator)
            change = figures.changes.get((figures.period, category, status.code))
            by_name[f"{name}.change"] = edition.change(change)
    return by_name


def _blocks(edition: Edition, piece: Piece, values: dict[str, str]) -> Iterator[Prose]:
    first, *others = paragraphs_of(piece)
    lead = f"{piece.head.theme} ({_since(edition, piece)}):"
    if first.is_list:
        yield Prose(((Span(lead),),))
        yield _prose(first, values)
    else:
        prose = _prose(first, values)
        yield Prose(((Span(f"{lead} "), *prose.texts[0]),))
    for paragraphs in others:
        yield _prose(paragraphs, values)


def _prose(paragraphs: Paragraphs, values: dict[str, str]) -> Prose:
    texts = (
        tuple(replace(span, text=fill(span.text, values)) for span in spans)
        for spans in paragraphs.texts
    )
    return Prose(tuple(texts), paragraphs.is_list)


def _since(edition: Edition, piece: Piece) -> str:
    if piece.head.status == "new":
        return edition.say("lesson_new")
    return edition.say("lesson_since", period=edition.language.period(piece.head.first_period))


def _refuse_unknown(edition: Edition, pieces: Sequence[Piece], values: dict[str, str]) -> None:
    unknown = [
        f"{{{name}}} in {piece.head.id}"
        for piece in pieces
        for name in unknown_placeholders(piece, values)
    ]
    if unknown:
        message = (
            f"the texts about {edition.plan.period} in {edition.language.code} name figures that "
            f"there are not: {'; '.join(unknown)}; write one such as {{{next(iter(values))}}}, or "
            f"{{{next(reversed(values)).rpartition('.')[0]}}}"
        )
        raise PublicationBlockedError(message)
