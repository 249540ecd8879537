"""Figures for tests of what a sheet says, from a few numbers; and a sheet as a reader sees it."""

import re
from datetime import date
from html.parser import HTMLParser

from pow_pipeline.publication.figures import Change, Figures, Reporting, Share, Transition
from pow_pipeline.publication.files.release import ReleasePlan
from pow_pipeline.publication.sheet.edition import Edition
from schemas.language import read_language

PERIOD, BEFORE = "2021-H1", "2020-H2"
PLAN = ReleasePlan("perspectief_op_werk", PERIOD, 1, 9, "x", date(2021, 9, 15))


def points(count: int, whole: int, count_before: int, whole_before: int) -> int | None:
    """Return a change in percentage points, rounded half away from zero."""
    if not whole or not whole_before:
        return None
    difference, denominator = count * whole_before - count_before * whole, whole * whole_before
    rounded = (200 * abs(difference) + denominator) // (2 * denominator)
    return rounded if difference > 0 else -rounded


def edition(
    programme,
    language: str = "nl",
    *,
    counts: tuple[int, int, int] = (49, 44, 7),
    before: tuple[int, int, int] | None = None,
    matched: tuple[int, int, int] | None = None,
    directions: tuple[int, int, int] = (0, 0, 0),
    reported: tuple[int, int] = (35, 35),
    exempt_reported: int = 0,
    missing: int | None = 0,
) -> Edition:
    """Return what a sheet is made from.

    Args:
        programme: the programme.
        language: the language.
        counts: of all activities, how many have each status.
        before: how many had in the period before.
        matched: of the activities in both, how many there are, how many have the first status now
            and had it before.
        directions: how many of these improved, worsened and stayed.
        reported: how many regions reported, of those expected and not exempt.
        exempt_reported: how many exempt regions reported nevertheless.
        missing: of how many activities nothing is known.
    """
    codes = [status.code for status in programme.scale]
    whole = sum(counts)
    shares = {
        (PERIOD, "total", code): Share(
            count, whole, (200 * count + whole) // (2 * whole) if whole else None
        )
        for code, count in zip(codes, counts, strict=True)
    }
    changes = {}
    if before and matched:
        total, now, then = matched
        changes[PERIOD, "total", codes[0]] = Change(
            denominator=whole,
            denominator_before=sum(before),
            points=points(counts[0], whole, before[0], sum(before)),
            matched_activities=now,
            matched_activities_before=then,
            matched=total,
            matched_points=points(now, total, then, total),
        )
    words = ("improved", "worsened", "unchanged")
    return Edition(
        Figures(
            period=PERIOD,
            period_before=BEFORE if before else None,
            shares=shares,
            changes=changes,
            states={},
            known={"total": whole},
            on_scale={"total": whole},
            missing=missing,
            transitions=tuple(
                Transition("behind", "behind", word, None, count)
                for word, count in zip(words, directions, strict=True)
            ),
            reporting=Reporting(
                expected=reported[1] + exempt_reported,
                exempt=exempt_reported,
                exempt_reported=exempt_reported,
                in_force=reported[0],
                on_time=reported[0],
                late=0,
                silent=reported[1] - reported[0],
            ),
            reporting_by_period={},
            regions={},
            by_region={},
            answers=(),
            realisations=(),
            is_final=False,
        ),
        PLAN,
        programme,
        read_language(language),
    )


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.is_cell = False

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.is_cell = True
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        self.is_cell = self.is_cell and tag not in ("td", "th")

    def handle_data(self, data):
        if self.is_cell:
            self.rows[-1][-1] += data


def table_of(page: str) -> list[list[str]]:
    """Return the rows of all tables of a page."""
    parser = _Tables()
    parser.feed(page)
    return [[" ".join(cell.split()) for cell in row] for row in parser.rows]


def text_of(pages) -> str:
    """Return the text of a PDF in the order of reading, with single blanks."""
    text = " ".join(page.extract_text() for page in pages)
    return " ".join(re.sub("\N{ZERO WIDTH SPACE}", "", text).split())
