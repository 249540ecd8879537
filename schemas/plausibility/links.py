"""Identities of the record: every fact links to a report and a file, without dangling links."""

from typing import Final

from schemas.plausibility.check import identity

LINKS: Final = (
    identity(
        "links",
        "facts_have_reports",
        "every activity and answer belongs to a report",
        "An activity or an answer belongs to no report.",
        "record.activity_status",
        of_period=False,
    ),
    identity(
        "links",
        "reports_have_deliveries",
        "every report belongs to an accepted delivery with its bytes",
        "A report does not belong to a file that was received and accepted.",
        "record.submission",
        of_period=False,
    ),
    identity(
        "links",
        "findings_have_results",
        "every finding and answer belongs to a result, and every result to a delivery",
        "A finding or a result belongs to no delivery.",
        "record.result",
        of_period=False,
    ),
    identity(
        "links",
        "regions_are_expected",
        "all reports in force are of regions that the programme expects",
        "A report in force is about a region that is not expected, so it is in no figure.",
        "summary.submission_in_force",
    ),
    identity(
        "links",
        "codes_are_known",
        "categories and statuses of reports in force are in the programme",
        "An activity is in no figure, because its category or status is not in the programme.",
        "summary.submission_in_force",
    ),
    identity(
        "links",
        "outcomes_are_findings",
        "outcomes of deliveries include all their findings",
        "A delivery does not have each stage once, or a finding belongs to none of them.",
        "summary.submission_outcomes",
    ),
    identity(
        "links",
        "finding_summary_adds_up",
        "findings of the regions add up to the programme",
        "A finding belongs to no region or to two, or more deliveries were corrected than exist.",
        "summary.finding_summary",
    ),
)
