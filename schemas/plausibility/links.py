"""Identities of the record: every fact links to a report and a file, without dangling links."""

from typing import Final

from schemas.plausibility.check import identity

LINKS: Final = (
    identity(
        "links",
        "facts_have_reports",
        "every fact leads to a report",
        "An activity or an answer is of no report.",
        "record.activity_status",
        of_period=False,
    ),
    identity(
        "links",
        "reports_have_deliveries",
        "every report leads to an accepted delivery and its bytes",
        "A report came in no file that was received and accepted.",
        "record.submission",
        of_period=False,
    ),
    identity(
        "links",
        "findings_have_results",
        "every finding and answer leads to a result, and every result to a delivery",
        "Something was found in no delivery, or a result is on nothing.",
        "record.result",
        of_period=False,
    ),
    identity(
        "links",
        "regions_are_expected",
        "only regions that the programme expects",
        "A report that counts is of a region that is not expected: it is in no figure.",
        "summary.submission_in_force",
    ),
    identity(
        "links",
        "codes_are_known",
        "categories and statuses of reports that count are the programme's",
        "An activity drops out of the figures because its category or status has no place in them.",
        "summary.submission_in_force",
    ),
    identity(
        "links",
        "outcomes_are_findings",
        "outcomes of deliveries count all their findings",
        "A delivery does not have each stage once, or a finding stands at none of them.",
        "summary.submission_outcomes",
    ),
    identity(
        "links",
        "finding_summary_adds_up",
        "findings of the regions add up to the programme",
        "A finding is of no region or of two, or more deliveries were corrected than there were.",
        "summary.finding_summary",
    ),
)
