"""Reports that make one ask, next to an earlier report of the same region; both are sent."""

from collections.abc import Sequence
from datetime import UTC, datetime

from tests.corpus.case import Case
from tests.harness.builders import form

BEFORE = datetime(2021, 1, 15, 9, 0, tzinfo=UTC)

Row = tuple[str, ...]


def _activity(number: int, status: str = "groen", text: str = "", category: str = "Aanbod") -> Row:
    return (f"{number}", f"Activiteit {number}", category, status, text)


def _pair(
    region: str,
    rule: str,
    cell: str,
    reason: str,
    before: Sequence[Row],
    now: Sequence[Row],
    *result: str,
) -> tuple[Case, Case]:
    """Return a report about 2020-H2 and one about 2021-H1 that breaks a rule next to it."""
    return (
        Case(
            f"before {rule}",
            f"what {rule} compares with",
            lambda: form(region, "2020-H2", before),
            "accepted",
            sender=region,
            at=BEFORE,
        ),
        Case(
            rule,
            reason,
            lambda: form(region, "2021-H1", now),
            "accepted",
            ((rule, cell),),
            result,
            sender=region,
        ),
    )


TWELVE = [_activity(number) for number in range(1, 13)]
OPEN = [_activity(number, "nog niet gestart") for number in range(1, 13)]

CASES = (
    Case(
        "before R-ORDER-01",
        "an older version, dropped just before the newer one",
        lambda: form("AM34", "2021-H1", TWELVE),
        "accepted",
        sender="AM34",
        file="v1.xlsx",
    ),
    Case(
        "R-ORDER-01",
        "two versions copied together, of which the last to arrive was written first",
        lambda: form("AM34", "2021-H1", TWELVE[:10]),
        "accepted",
        (("R-ORDER-01", ""),),
        ("meerdere versies tegelijk",),
        sender="AM34",
        file="v2.xlsx",
        written=0,
    ),
    *_pair(
        "AM01",
        "R-HISTORY-01",
        "",
        "an activity was forgotten",
        [_activity(1), _activity(2), _activity(3, "afgerond")],
        [_activity(1)],
        "een status voor 2",
    ),
    *_pair(
        "AM02",
        "R-HISTORY-02",
        "C5",
        "an activity moved to another category",
        [_activity(1)],
        [_activity(1, category="Route")],
        'Gevonden    "Route"',
        "Aanbod, zoals u eerder meldde (tweede halfjaar 2020)",
    ),
    *_pair(
        "AM03",
        "R-HISTORY-03",
        "D5",
        "from green to red at once",
        [_activity(1)],
        [_activity(1, "rood", "De subsidie is gestopt.")],
        'Gevonden    "rood"',
        "een status naast groen",
    ),
    *_pair(
        "AM11",
        "R-HISTORY-04",
        "D5",
        "an activity that had been stopped",
        [_activity(1, "gestopt")],
        [_activity(1)],
        "gestopt, zoals u eerder meldde",
    ),
    *_pair(
        "AM05",
        "R-HISTORY-05",
        "",
        "the statuses shifted by a row",
        [
            _activity(
                number,
                "oranje",
                "Wacht op besluit van de raad." * (number % 2) or "Nog geen locatie gevonden.",
            )
            for number in range(1, 13)
        ],
        TWELVE,
        "nu veranderden er 12 van de 12",
    ),
    *_pair(
        "AM06",
        "R-HISTORY-06",
        "",
        "last period's report sent again under another period",
        TWELVE,
        TWELVE,
        "wat er sinds de vorige keer (tweede halfjaar 2020) is veranderd",
    ),
    *_pair(
        "AM07",
        "R-HISTORY-07",
        "",
        "many more activities than before",
        TWELVE[:6],
        [*TWELVE[:6], *[_activity(number, "nog niet gestart") for number in range(7, 13)]],
        'Gevonden    "12"',
        "ongeveer 6 activiteiten",
    ),
    *_pair(
        "AM08",
        "R-HISTORY-08",
        "E5",
        "orange, newly worsened, without a word",
        [_activity(1)],
        [_activity(1, "oranje")],
        "eerder was de status groen (tweede halfjaar 2020)",
    ),
    *_pair(
        "AM09",
        "R-HISTORY-09",
        "E5",
        "orange for the second time, without a word",
        [_activity(1, "oranje", "Er is nog geen locatie.")],
        [_activity(1, "oranje")],
        "was de status ook oranje",
    ),
    *_pair(
        "AM10",
        "R-HISTORY-10",
        "",
        "orange without a word, but better than before",
        [_activity(1, "rood", "De projectleider is vertrokken."), _activity(2)],
        [_activity(1, "oranje"), _activity(2)],
        "bij 1",
    ),
    *_pair(
        "AM13",
        "R-HISTORY-11",
        "A5",
        "the zeros of an id were lost",
        [("007", *_activity(7)[1:]), _activity(2)],
        [_activity(7), _activity(2)],
        'Gevonden    "7 / 007"',
        "hetzelfde nummer als eerder (tweede halfjaar 2020)",
    ),
    *_pair(
        "AM14",
        "R-HISTORY-12",
        "",
        "the ids were numbered anew",
        [(f"AM14-{row[0]:0>3}", *row[1:]) for row in TWELVE[:3]],
        TWELVE[:3],
        'AM14-001 → 1 "Activiteit 1"',
        "Wij koppelen de nieuwe nummers dan aan de oude.",
    ),
    *_pair(
        "AM15",
        "R-HISTORY-13",
        "",
        "two activities exchanged their ids",
        TWELVE,
        [("2", *TWELVE[0][1:]), ("1", *TWELVE[1][1:]), *TWELVE[2:]],
        '1 → 2 "Activiteit 1" en 2 → 1 "Activiteit 2"',
        "Geef elke activiteit weer het nummer van eerder",
    ),
)
