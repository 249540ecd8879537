"""The page of `pow form` in a real browser: reachable for everybody, safe, and at once."""

import os
import time
from pathlib import Path

import pytest

from pow_pipeline.workspace import Workspace
from tests.corpus.history import BEFORE
from tests.harness.browser import OpenPage, overflow, violations
from tests.harness.builders import form, send
from tests.harness.form_server import Server, make_token, serving
from tests.harness.story import copy_workspace

GREEN = [("1", "Jobhunters", "Aanbod", "groen", ""), ("2", "Markt", "Vraag", "groen", "")]
PURPLE = [("1", "Jobhunters", "Aanbod", "paars", "")]
HEADING = "#result h2"
WRONG = "Dit bestand wordt zo niet geaccepteerd."
GOOD = "Dit bestand kan worden ingestuurd en telt dan mee."
RECEIVED = "Wij hebben uw bestand ontvangen."
REFUSED = "Dat is niet gelukt"
SECONDS = 60_000  # how long a test waits for what must appear; how long it took is printed


@pytest.fixture(scope="module")
def home(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = copy_workspace(template, tmp_path_factory.mktemp("page"))
    assert send(workspace, "AM12", form(period="2020-H2", rows=GREEN), BEFORE) == "accepted"
    return workspace


@pytest.fixture(scope="module")
def server(home, tmp_path_factory):
    with serving(
        tmp_path_factory.mktemp("log") / "log",
        "--home",
        str(home.home),
        "--receive",
        POW_NOW="2021-07-10T09:00:00Z",
        POW_FILE_BYTES="200000",
        POW_FORM_UPLOADS="1000",
    ) as served:
        yield served


@pytest.fixture(scope="module")
def token(home):
    return make_token(home, "AM12")


def write(folder: Path, content: bytes, name: str = "form.xlsx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def heading(page, text: str) -> None:
    """Wait until the result has this heading."""
    page.locator(HEADING, has_text=text).wait_for(timeout=SECONDS)


def is_focused(page) -> bool:
    return page.evaluate(f"document.activeElement === document.querySelector('{HEADING}')")


@pytest.mark.parametrize(
    ("shown", "language"),
    [
        ("nothing yet", "nl"),
        ("findings", "nl"),
        ("findings", "en"),
        ("a refusal", "nl"),
        ("that it is in order", "nl"),
        *(
            pytest.param(shown, "en", marks=pytest.mark.prove)
            for shown in ("nothing yet", "a refusal", "that it is in order")
        ),
    ],
)
def test_everybody_can_use_it(shown, language, server, open_page, tmp_path):
    page = open_page(f"{server.url}?lang={language}", width=360)
    if shown != "nothing yet":
        content = form(rows=GREEN if shown == "that it is in order" else PURPLE)
        page.set_input_files("#file", write(tmp_path, content, f"{'lang' * 30}.xlsx"))
        page.locator(HEADING).wait_for(timeout=SECONDS)
    if shown == "a refusal":
        page.fill("#token", "AM12-WRONG")
        page.click("button[value=send]")
        page.locator(HEADING, has_text={"nl": REFUSED, "en": "did not work"}[language]).wait_for(
            timeout=SECONDS
        )
    assert page.get_attribute("html", "lang") == language
    for width in (360, 1200):
        page.set_viewport_size({"width": width, "height": 800})
        assert violations(page) == []
        assert overflow(page) == 0


def test_a_file_that_is_chosen_is_checked_at_once(server, open_page, tmp_path):
    page = open_page(server.url)
    path = write(tmp_path, form(rows=PURPLE))
    started = time.monotonic()
    page.set_input_files("#file", path)
    heading(page, WRONG)
    print(f"\nfindings {time.monotonic() - started:.2f} s after the file was chosen")
    shown = page.inner_text("#result")
    for text in (
        "R-STATUS-01",
        "De status is niet bekend",
        "D5",
        "paars",
        "Er is niets ingestuurd",
    ):
        assert text in shown
    assert is_focused(page)
    assert page.title().startswith(WRONG)
    assert page.inner_text("#busy") == ""


def test_a_file_that_is_dropped_is_checked_at_once(server, open_page, tmp_path):
    page = open_page(server.url)
    box = page.locator("#file").bounding_box()
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] - 10}
    path = write(tmp_path, form(rows=PURPLE))
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    hand = page.context.new_cdp_session(page)
    started = time.monotonic()
    for kind in ("dragEnter", "dragOver", "drop"):
        hand.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})
    heading(page, WRONG)
    print(f"\nfindings {time.monotonic() - started:.2f} s after the file was dropped")
    assert page.locator("#result article").count() == 1
    assert is_focused(page)


DROP = """([name, text]) => {
  const carried = new DataTransfer();
  for (const each of name) carried.items.add(new File([text], each));
  const event = new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true});
  document.querySelector("h1").dispatchEvent(event);
}"""


@pytest.mark.parametrize(
    ("names", "expected"),
    [(["form.csv"], WRONG), (["one.csv", "two.csv"], "Dat is niet gelukt")],
)
def test_a_file_that_is_dropped_next_to_the_field_counts_too(names, expected, server, open_page):
    page = open_page(server.url)
    page.evaluate(DROP, [names, "a;b\n1;2\n"])
    heading(page, expected)
    if len(names) > 1:
        assert "Kies één bestand tegelijk." in page.inner_text("#result")


def test_it_says_that_it_is_at_work(server, open_page, tmp_path):
    page = open_page(server.url)
    page.evaluate(
        """() => {
          window.seen = [];
          const busy = document.getElementById("busy");
          new MutationObserver(() => window.seen.push(busy.textContent))
            .observe(busy, {childList: true});
        }"""
    )
    page.set_input_files("#file", write(tmp_path, form(rows=GREEN)))
    heading(page, GOOD)
    assert page.evaluate("window.seen") == ["Bezig met nakijken …", ""]


def test_a_file_that_was_corrected_can_be_chosen_again(server, open_page, tmp_path):
    page = open_page(server.url)
    path = write(tmp_path, form(rows=PURPLE))
    page.set_input_files("#file", path)
    heading(page, WRONG)
    path.write_bytes(form(rows=GREEN))
    os.utime(path, (0, 0))
    page.click("button[value=check]")  # the browser no longer lets us read what was chosen
    heading(page, REFUSED)
    assert "Het bestand is veranderd sinds u het koos" in page.inner_text("#result")
    with page.expect_file_chooser() as chosen:
        page.click("#file")
    chosen.value.set_files(path)
    heading(page, GOOD)


def test_without_a_file_it_asks_for_one(server, open_page):
    page = open_page(server.url)
    page.evaluate("document.querySelector('form').noValidate = true")
    page.click("button[value=check]")
    heading(page, REFUSED)
    assert "Kies eerst uw formulier" in page.inner_text("#result")


def test_too_large_a_file_is_not_even_sent(server, open_page, tmp_path):
    page = open_page(server.url)
    sent = []
    page.on("request", lambda asked: sent.append(asked.method))
    page.set_input_files("#file", write(tmp_path, b"x" * 200_001))
    heading(page, REFUSED)
    assert "Het bestand is te groot" in page.inner_text("#result")
    assert "POST" not in sent


def test_a_server_that_is_gone_is_reported(template, open_page, tmp_path):
    with serving(tmp_path / "log", "--home", str(template)) as served:
        page = open_page(served.url)
        served.process.kill()
        served.process.wait()
        page.set_input_files("#file", write(tmp_path, form(rows=GREEN)))
        heading(page, REFUSED)
        assert "Wij kregen geen antwoord" in page.inner_text("#result")


def test_with_the_keyboard_alone(server, open_page, tmp_path):
    page = open_page(server.url)
    reached = []
    for _ in range(5):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.value"))
    assert reached[1:] == ["file", "token", "check", "send"]
    page.set_input_files("#file", write(tmp_path, form(rows=PURPLE)))
    heading(page, WRONG)
    page.focus("button[value=check]")
    page.keyboard.press("Enter")
    heading(page, WRONG)


def test_a_report_is_sent_with_the_token_of_its_region(server, home, token, open_page, tmp_path):
    page = open_page(server.url)
    path = write(tmp_path, form(rows=GREEN), "Rapport Rivierenland.xlsx")
    page.fill("#token", token.lower())
    page.set_input_files("#file", path)
    heading(page, GOOD)
    assert not list((home.inbox / "AM12").iterdir())
    page.click("button[value=send]")
    heading(page, RECEIVED)
    assert is_focused(page)
    (stored,) = (home.inbox / "AM12").iterdir()
    assert stored.read_bytes() == path.read_bytes()
    assert stored.name.startswith("Rapport_Rivierenland-")
    stored.unlink()


HOSTILE = """<script>document.title='x'</script><img src=x onerror=alert(1)>"'&{{7*7}}"""


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_hostile_in_a_file_is_shown_as_it_is(scripts, server, open_page, tmp_path):
    rows = [("1", HOSTILE, HOSTILE, HOSTILE, HOSTILE)]
    name = "<img src=x onerror=alert(1)>{{7*7}}.xlsx"
    page = open_page(server.url, scripts=scripts)
    page.on("dialog", lambda text: pytest.fail(text.message))
    page.set_input_files("#file", write(tmp_path, form(rows=rows), name))
    if not scripts:
        page.click("button[value=check]")
    heading(page, WRONG)
    text = page.inner_text("#result")
    assert HOSTILE in text
    assert name in text
    assert page.locator("#result img, #result script").count() == 0


@pytest.mark.parametrize("language", ["nl", "en"])
def test_without_scripts_it_does_the_same(language, server, open_page, tmp_path):
    page = open_page(f"{server.url}?lang={language}", width=360, scripts=False)
    page.set_input_files("#file", write(tmp_path, form(rows=PURPLE)))
    page.click("button[value=check]")
    heading(page, {"nl": WRONG, "en": "would not be accepted"}[language])
    assert page.url.endswith("#result")
    assert page.get_attribute("html", "lang") == language
    assert page.locator("#result article").count() == 1
    assert overflow(page) == 0


@pytest.mark.parametrize("content", [form(rows=PURPLE), b"x" * 300_000], ids=["wrong", "large"])
def test_everybody_can_use_the_page_that_answers_without_scripts(
    content, server, open_page, tmp_path
):
    page = open_page(server.url)  # axe-core is a script; the form posts without asking ours
    page.evaluate("field.replaceWith(field.cloneNode())")  # one that nothing listens to
    page.set_input_files("#file", write(tmp_path, content))
    with page.expect_navigation():
        page.evaluate("document.querySelector('form').submit()")
    page.locator(HEADING).wait_for(timeout=SECONDS)
    assert violations(page) == []


SENDING = [  # what is sent, the token that is given, and what the page answers
    (b"x" * 300_000, "", "Het bestand is te groot"),
    (b"x" * 9_000_000, "", "Het bestand is te groot"),
    (form(rows=GREEN), "", "Vul de code van uw regio in"),
    (form(rows=GREEN), "AM12-WRONG", "Deze code klopt niet"),
    (form("AM18", rows=GREEN), "its own", "noemt een andere regio"),
    (form(rows=PURPLE), "its own", "Er is niets ingestuurd."),
    (form(rows=GREEN), "its own", RECEIVED),
]


def test_without_scripts_it_sends_or_says_why_not(
    server: Server, home: Workspace, token: str, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(server.url, scripts=False)
    for content, given, expected in SENDING:
        page.goto(server.url)
        page.set_input_files("#file", write(tmp_path, content))
        page.fill("#token", token if given == "its own" else given)
        page.click("button[value=send]")
        page.locator(HEADING).wait_for(timeout=SECONDS)
        assert expected in page.inner_text("#result")
        stored = list((home.inbox / "AM12").iterdir())
        assert len(stored) == (expected == RECEIVED), expected
        for path in stored:
            path.unlink()
