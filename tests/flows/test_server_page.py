"""The page of the Prefect server in a real browser: what an operator sees, and starts from it."""

import re
import shutil

import pytest
import yaml

from pow_pipeline.cli.up.service import DEPLOYMENTS
from pow_pipeline.workspace import Workspace
from tests.harness.builders import command, drop, form
from tests.harness.service import Service, feedback, started, until

pytestmark = pytest.mark.prove


@pytest.fixture
def service(template, tmp_path):
    shutil.copytree(template, tmp_path / "work", symlinks=True)
    with started(Workspace(tmp_path / "work"), tmp_path / "log") as service:
        yield service


def states(service: Service, deployment: str) -> list[str]:
    """How the runs of a deployment ended."""
    number = service.ask("GET", f"deployments/name/{deployment}")["id"]
    return [each["state_type"] for each in service.ended() if each["deployment_id"] == number]


def artifact(service: Service, key: str) -> str:
    (found,) = [each for each in service.ask("POST", "artifacts/filter") if each["key"] == key]
    return f"http://127.0.0.1:{service.port}/artifacts/artifact/{found['id']}"


def test_a_report_is_validated_again_from_the_form(service, open_page):
    """A report is rejected, the programme is changed, and a form lets the report count."""
    at = f"http://127.0.0.1:{service.port}"
    rows = [("1", "Jobhunters", "Aanbod", "paars", "")]
    drop(service.workspace, "AM12", form("AM12", rows=rows))
    until(lambda: feedback(service.workspace, "AM12") and service.is_idle())
    deployments = yaml.safe_load(DEPLOYMENTS.read_text(encoding="utf-8"))["deployments"]
    page = open_page(f"{at}/deployments")
    page.get_by_text(f"{len(deployments)} Deployments").wait_for()
    page.goto(artifact(service, "outcomes"))
    page.get_by_text("the sender must correct it; for the reasons, run: pow trace AM12").wait_for()

    programme = service.workspace.programme / "programme.toml"
    shown = programme.read_text(encoding="utf-8").replace('"achter", "r"', '"achter", "r", "paars"')
    programme.write_text(shown, encoding="utf-8")
    command(service.workspace, "programme", "activate", "--yes")
    number = service.ask("GET", "deployments/name/rerun-deliveries/rerun")["id"]
    page.goto(f"{at}/deployments/deployment/{number}/run")
    page.get_by_text("the reason; stored in the record.").wait_for()
    for place, text in enumerate(("Jansen", "paars is rood", "2021-H1")):
        page.locator("textarea").nth(place).fill(text)
    page.get_by_role("switch").click()
    page.get_by_role("button", name="Submit").click()
    until(lambda: states(service, "rerun-deliveries/rerun"))
    assert states(service, "rerun-deliveries/rerun") == ["COMPLETED"]
    page.goto(artifact(service, "rerun"))
    page.get_by_text("1 deliveries are validated differently").wait_for()
    page.get_by_text(re.compile(r"outbox/AM12/AM12-\d+-1\.2/feedback\.html")).wait_for()
