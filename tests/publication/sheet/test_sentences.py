"""The sentences of the sheet: each only where it is true, at each boundary and on both sides."""

import pytest

from pow_pipeline.publication.figures import Reporting
from pow_pipeline.publication.sheet.blocks import Text
from pow_pipeline.publication.sheet.parts.coverage import coverage_section, outcome_of
from pow_pipeline.publication.sheet.parts.sentences import sentences_of
from tests.publication.sheet.example_figures import edition

TENS = (25, 20, 5)


@pytest.mark.parametrize(
    ("language", "counts", "expected"),
    [
        (
            "nl",
            (0, 0, 0),
            "Over eerste halfjaar 2021 zijn nog geen activiteiten met een status gemeld.",
        ),
        (
            "nl",
            (1, 0, 0),
            (
                "Van 1 lopende activiteit is de voortgang gemeld: loopt naar wens 1, nog niet "
                "(helemaal) zoals verwacht 0, blijft achter 0."
            ),
        ),
        (
            "nl",
            (5, 3, 1),
            (
                "Van 9 lopende activiteiten is de voortgang gemeld: loopt naar wens 5, nog niet "
                "(helemaal) zoals verwacht 3, blijft achter 1."
            ),
        ),
        (
            "nl",
            (5, 4, 1),
            (
                "Van de 10 lopende activiteiten waarvan de voortgang is gemeld, loopt 50% naar "
                "wens, 40% nog niet (helemaal) zoals verwacht en blijft 10% achter."
            ),
        ),
        (
            "nl",
            (300, 0, 1),
            (
                "Van de 301 lopende activiteiten waarvan de voortgang is gemeld, loopt "
                "meer dan 99% naar wens, 0% nog niet (helemaal) zoals verwacht en blijft minder "
                "dan 1% achter."
            ),
        ),
        (
            "nl",
            (1200, 0, 0),
            (
                "Van de 1\N{NARROW NO-BREAK SPACE}200 lopende activiteiten waarvan de voortgang is "
                "gemeld, loopt 100% naar wens, 0% nog niet (helemaal) zoals verwacht en blijft 0% "
                "achter."
            ),
        ),
        (
            "en",
            (5, 4, 1),
            (
                "Of the 10 running activities whose progress was reported, 50% are on track, 40% "
                "are not (entirely) as expected yet and 10% are off track."
            ),
        ),
    ],
)
def test_the_shares_are_reported(language, counts, expected, programme):
    assert sentences_of(edition(programme, language, counts=counts))[0] == expected


@pytest.mark.parametrize(
    ("counts", "reported", "missing", "expected"),
    [
        ((49, 44, 7), (35, 35), 0, "35 van de 35 regio's rapporteerden."),
        ((49, 44, 7), (1, 35), 0, "1 van de 35 regio's rapporteerde."),
        (
            (49, 44, 7),
            (34, 35),
            None,
            (
                "34 van de 35 regio's rapporteerden; hoeveel activiteiten ontbreken is niet "
                "bekend, dus grenzen zijn niet te geven."
            ),
        ),
        (
            (49, 44, 7),
            (34, 35),
            1,
            (
                "34 van de 35 regio's rapporteerden; telde hoogstens 1 ontbrekende activiteit mee, "
                "dan lag het aandeel “loopt naar wens” tussen 48% en 50%."
            ),
        ),
        (
            (49, 44, 7),
            (34, 35),
            100,
            (
                "34 van de 35 regio's rapporteerden; telden hoogstens 100 ontbrekende activiteiten "
                "mee, dan lag het aandeel “loopt naar wens” tussen 24% en 75%."
            ),
        ),
        (  # of nine there is no percentage
            (3, 2, 1),
            (34, 35),
            3,
            (
                "34 van de 35 regio's rapporteerden; telden hoogstens 3 ontbrekende activiteiten "
                "mee, dan lag het aandeel “loopt naar wens” tussen 3 van 9 en 6 van 9."
            ),
        ),
        (
            (3, 2, 1),
            (34, 35),
            4,
            (
                "34 van de 35 regio's rapporteerden; telden hoogstens 4 ontbrekende activiteiten "
                "mee, dan lag het aandeel “loopt naar wens” tussen 30% en 70%."
            ),
        ),
        ((0, 0, 0), (34, 35), 3, "34 van de 35 regio's rapporteerden."),
    ],
)
def test_the_bounds_are_reported(counts, reported, missing, expected, programme):
    result = edition(programme, counts=counts, reported=reported, missing=missing)
    assert sentences_of(result)[1] == expected


OF_COVERAGE = {
    "nl": "2 van de 2 regio's hebben een rapportage die meetelt; op tijd: 2.",
    "en": "2 of the 2 regions have a report that counts; on time: 2.",
}


@pytest.mark.parametrize(
    ("language", "exempt_reported", "expected", "of_coverage"),
    [
        ("nl", 0, "2 van de 2 regio's rapporteerden.", ""),
        (
            "nl",
            1,
            "2 van de 2 regio's rapporteerden, en ook 1 vrijgestelde regio.",
            (
                " Ook 1 vrijgestelde regio heeft een rapportage die meetelt; "
                "de activiteiten daarvan staan in de cijfers."
            ),
        ),
        (
            "nl",
            2,
            "2 van de 2 regio's rapporteerden, en ook 2 vrijgestelde regio's.",
            (
                " Ook 2 vrijgestelde regio's hebben een rapportage die meetelt; "
                "hun activiteiten staan in de cijfers."
            ),
        ),
        (
            "en",
            1,
            "2 of the 2 regions reported, and so did 1 exempt region.",
            (" 1 exempt region also has a report that counts; its activities are in the figures."),
        ),
        (
            "en",
            2,
            "2 of the 2 regions reported, and so did 2 exempt regions.",
            (
                " 2 exempt regions also have a report that counts; "
                "their activities are in the figures."
            ),
        ),
    ],
)
def test_exempt_regions_that_reported_are_reported(
    language, exempt_reported, expected, of_coverage, programme
):
    result = edition(programme, language, reported=(2, 2), exempt_reported=exempt_reported)
    assert sentences_of(result)[1] == expected
    text = coverage_section(result).blocks[0]
    assert isinstance(text, Text)
    assert text.text == OF_COVERAGE[language] + of_coverage


@pytest.mark.parametrize(
    ("reporting", "outcome"),
    [
        (Reporting(1, 0, 0, 1, 1, 0, 0), "on_time"),
        (Reporting(1, 0, 0, 1, 0, 1, 0), "late"),
        (Reporting(1, 0, 0, 0, 0, 0, 1), "silent"),
        (Reporting(1, 1, 0, 0, 0, 0, 0), "exempt"),
        (Reporting(1, 1, 1, 0, 0, 0, 0), "exempt_reported"),
    ],
)
def test_a_region_has_one_outcome(reporting, outcome):
    assert outcome_of(reporting) == outcome


@pytest.mark.parametrize(
    ("matched", "expected"),
    [
        ((9, 5, 4), None),  # under the minimum nothing is compared
        ((10, 5, 4), "steeg het aandeel “loopt naar wens” met 10 procentpunt."),
        ((11, 4, 5), "daalde het aandeel “loopt naar wens” met 9 procentpunt."),
        ((200, 101, 100), "steeg het aandeel “loopt naar wens” met 1 procentpunt."),  # a half
        ((201, 101, 100), "bleef het aandeel “loopt naar wens” vrijwel gelijk."),
        ((201, 100, 101), "bleef het aandeel “loopt naar wens” vrijwel gelijk."),
        ((201, 100, 100), "bleef het aandeel “loopt naar wens” gelijk."),
    ],
)
def test_the_same_activities_are_compared(matched, expected, programme):
    result = sentences_of(edition(programme, before=TENS, matched=matched, directions=(3, 2, 5)))
    if expected is None:
        assert len(result) == 2
    else:
        start = f"Bij de {matched[0]} activiteiten die in beide perioden meetellen, "
        assert result[2] == start + expected


@pytest.mark.parametrize(
    ("counts", "before", "matched", "is_shown"),
    [
        ((60, 40, 0), (50, 50, 0), (100, 45, 50), True),
        ((60, 40, 0), (50, 50, 0), (100, 55, 50), False),  # the same way
        ((60, 40, 0), (50, 50, 0), (100, 50, 50), False),  # no way at all
        ((60, 40, 0), (50, 50, 0), (201, 100, 101), False),  # not to be seen
        ((50, 50, 0), (50, 50, 0), (100, 45, 50), False),
        ((401, 400, 0), (400, 400, 0), (100, 45, 50), False),  # not to be seen in the total
    ],
)
def test_opposite_ways_are_reported_where_both_are_seen(
    counts, before, matched, is_shown, programme
):
    shown = sentences_of(edition(programme, counts=counts, before=before, matched=matched))
    result = (
        "Het totale aandeel “loopt naar wens” steeg, maar bij dezelfde activiteiten daalde het; "
        "het verschil komt doordat niet dezelfde activiteiten meetellen."
    )
    assert (result in shown) == is_shown
    assert ("komt doordat" in " ".join(shown)) == is_shown


@pytest.mark.parametrize(
    ("language", "directions", "expected"),
    [
        ("nl", (2, 3, 5), "gingen er 2 vooruit, 3 achteruit en bleven er 5 gelijk."),
        ("nl", (1, 8, 1), "ging er 1 vooruit, 8 achteruit en bleef er 1 gelijk."),
        ("nl", (0, 0, 10), "gingen er 0 vooruit, 0 achteruit en bleven er 10 gelijk."),
        ("en", (2, 3, 5), "2 improved, 3 worsened, and 5 stayed the same."),
    ],
)
def test_the_directions_are_reported(language, directions, expected, programme):
    result = edition(programme, language, before=TENS, matched=(10, 5, 4), directions=directions)
    start = {"nl": "Van deze 10 activiteiten ", "en": "Of these 10 activities, "}[language]
    assert sentences_of(result)[-1] == start + expected


def test_without_a_phrase_a_status_is_named(programme):
    bare = programme.model_copy(
        update={
            "statuses": tuple(
                each.model_copy(update={"phrase": None}) for each in programme.statuses
            )
        }
    )
    bare.__dict__.pop("scale", None)
    assert (
        "heeft 49% de status “loopt naar wens”, heeft 44% de status"
        in sentences_of(edition(bare))[0]
    )
