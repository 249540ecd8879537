"""A workspace in which two periods were published and revised, for what compares releases."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pow_pipeline.jobs.publish.publish import Published
from pow_pipeline.workspace import Workspace
from schemas.programme.publication_parts import Form
from tests.harness.builders import command, drop, form, ingest_at, publish_at

GREEN = [("1", "Jobhunters", "Aanbod", "groen", ""), ("2", "Markt", "Vraag", "oranje", "Later.")]
RED = [("1", "Jobhunters", "Aanbod", "rood", "Ziek."), ("2", "Markt", "Vraag", "oranje", "Later.")]
SUMMER = datetime(2021, 7, 10, 9, tzinfo=UTC)
WINTER = datetime(2022, 1, 10, 9, tzinfo=UTC)
SPRING = datetime(2022, 3, 1, 9, tzinfo=UTC)
WHY = ("--why", "a test", "--by", "me")


def send_all(workspace: Workspace, period: str, now: datetime, *, regions: int = 24) -> list[str]:
    """Let the first regions report two activities each; return the codes of all regions."""
    codes = sorted(path.name for path in workspace.inbox.iterdir())
    for region in codes[:regions]:
        drop(workspace, region, form(region, period, GREEN), f"{period}.xlsx")
    ingest_at(workspace, now)
    return codes


def live(workspace: Workspace, forms: Sequence[Form] | None = None) -> list[Published]:
    """Publish two periods, revise and publish both anew, then make one final; return all five.

    In spring a region that was silent reports about the first period, another one corrects its
    report, and that of a third one is withdrawn.

    Args:
        workspace: the workspace.
        forms: forms of the releases but the fourth; None for those of the programme.
    """
    codes = send_all(workspace, "2021-H1", SUMMER)
    published = [publish_at(workspace, "2021-H1", SUMMER, forms=forms)]
    send_all(workspace, "2021-H2", WINTER)
    published.append(publish_at(workspace, "2021-H2", WINTER, forms=forms))
    late, corrected, withdrawn = codes[-1], codes[0], codes[1]
    drop(workspace, late, form(late, "2021-H1", GREEN), "late.xlsx")
    drop(workspace, corrected, form(corrected, "2021-H1", RED), "correction.xlsx")
    ingest_at(workspace, SPRING)
    command(workspace, "decide", "withdraw", withdrawn, "2021-H1", *WHY)
    published.append(publish_at(workspace, "2021-H1", SPRING, forms=forms))
    published.append(publish_at(workspace, "2021-H2", SPRING))
    command(workspace, "decide", "final", "2021-H1", *WHY)
    published.append(publish_at(workspace, "2021-H1", SPRING, forms=forms))
    return published
