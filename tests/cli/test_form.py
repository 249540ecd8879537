"""`pow form` as those meet it who use no browser: what it refuses, and what it never does."""

import asyncio
import contextlib
import http.client
import itertools
import os
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.requests import Request

from pow_pipeline.cli.form.refusal import RefusedError
from pow_pipeline.cli.form.upload import Upload, read_upload
from pow_pipeline.cli.main import run
from pow_pipeline.intake.handing_in import hand_in
from pow_pipeline.jobs.ingest.hand_in import Handed
from pow_pipeline.workspace import Workspace
from tests.corpus.history import BEFORE
from tests.corpus.threats import of_many_entries
from tests.harness.builders import command, form, ingest_at, send, workbook
from tests.harness.form_server import Server, make_token, multipart, serving, tree
from tests.harness.service import until

GREEN = [("1", "Jobhunters", "Aanbod", "groen", ""), ("2", "Markt", "Vraag", "groen", "")]
PURPLE = [("1", "Jobhunters", "Aanbod", "paars", "")]
NOT_SENT = "Er is niets ingestuurd."
RECEIVED = "Wij hebben uw bestand ontvangen."
MOST = 200_000
UPLOADS = 40
SLOW_SECONDS = 4


@pytest.fixture(scope="module")
def home(template, tmp_path_factory):
    home = tmp_path_factory.mktemp("form") / "work"
    shutil.copytree(template, home, symlinks=True)
    workspace = Workspace(home)
    assert send(workspace, "AM12", form(period="2020-H2", rows=GREEN), BEFORE) == "accepted"
    return workspace


@pytest.fixture(scope="module")
def server(home, tmp_path_factory):
    with serving(
        tmp_path_factory.mktemp("log") / "log",
        *("--home", str(home.home), "--receive"),
        POW_NOW="2021-07-10T09:00:00Z",
        POW_FILE_BYTES=str(MOST),
        POW_FORM_UPLOADS=str(UPLOADS),
        POW_FORM_UPLOAD_SECONDS=f"{SLOW_SECONDS}",
    ) as served:
        yield served
        assert served.process.poll() is None
        text = served.log.read_text()
        assert "Traceback" not in text
        assert "form.xlsx" not in text


@pytest.fixture(scope="module")
def token(home):
    return make_token(home, "AM12")


NUMBERS = iter(range(2, 250))


@pytest.fixture
def sender():
    """An address of its own for each test, since each may do only so much."""
    return f"127.0.0.{next(NUMBERS)}"


@pytest.fixture
def nothing_stored(home):
    """What must not change anything in the whole workspace."""
    before = tree(home)
    yield
    assert tree(home) == before


# What it answers.


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("GET", "/message.css", 200),
        ("GET", "/assets/page.js", 200),
        ("GET", "/assets/page.css", 200),
        ("GET", "/assets/icon.svg", 200),
        ("GET", "/nothing", 404),
        ("GET", "/assets/../../../../etc/passwd", 404),
        ("GET", "/assets/%2e%2e/templates/page.html.j2", 404),
        ("PUT", "/", 405),
        ("DELETE", "/", 405),
        ("TRACE", "/", 405),
        ("POST", "/assets/page.js", 405),
        ("POST", "/", 400),
    ],
)
def test_every_answer_keeps_a_browser_from_what_is_not_meant(method, path, status, server, sender):
    result = server.ask(method, path, sender=sender)
    assert result.status == status
    policy = result.headers["content-security-policy"].split("; ")
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not [each for each in policy if "unsafe" in each or "*" in each]
    assert result.headers["x-content-type-options"] == "nosniff"
    assert result.headers["referrer-policy"] == "no-referrer"
    assert result.headers["cache-control"] == "no-store"
    assert not {"set-cookie", "server", "access-control-allow-origin"} & set(result.headers)


def test_an_unknown_method_is_answered_with_the_known_ones(server, sender):
    result = server.ask("PUT", sender=sender)
    assert set(result.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}
    assert "Dit verzoek kennen wij niet" in result.result


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8765", 200),
        ("localhost", 200),
        ("[::1]:8765", 200),
        ("evil.example", 400),
        ("127.0.0.1.evil.example", 400),
        ("", 400),
    ],
)
def test_it_answers_only_to_its_own_names(host, status, server, sender):
    assert server.ask(headers={"Host": host}, sender=sender).status == status


@pytest.mark.parametrize(
    ("site", "status"),
    [("same-origin", 200), ("none", 200), ("same-site", 403), ("cross-site", 403)],
)
def test_another_page_cannot_have_a_browser_hand_over_a_file(site, status, server, sender):
    body, headers = multipart(form(rows=GREEN), name="form.xlsx")
    result = server.ask("POST", "/", body, headers | {"Sec-Fetch-Site": site}, sender=sender)
    assert result.status == status


@pytest.mark.parametrize(
    ("language", "text"),
    [("nl", "De status is niet bekend"), ("en", "The status is not known"), ("xx", "De status")],
)
def test_it_answers_in_the_language_of_the_page(language, text, server, sender):
    result = server.hand(form(rows=PURPLE), language=language, sender=sender)
    assert result.status == 200
    assert text in result.result


# What it keeps to itself.


def test_only_who_has_the_token_learns_what_was_reported_before(server, token, sender):
    left_out = form(rows=GREEN[:1])  # the report before this one named another activity
    for given, is_reported in (("", False), (token, True)):
        result = server.hand(left_out, token=given, sender=sender)
        assert result.status == 200
        assert ("R-HISTORY-01" in result.result) == is_reported
    result = server.hand(form("AM18", rows=GREEN[:1]), token=token, sender=sender)
    assert "R-REGION-02" in result.result
    assert "R-HISTORY" not in result.result


def test_what_is_checked_is_not_kept(server, token, sender, nothing_stored):
    for content in (form(rows=GREEN), form(rows=PURPLE), b"", b"nonsense"):
        for given in ("", token):
            assert server.hand(content, token=given, sender=sender).status == 200


def test_a_file_stays_in_memory(monkeypatch):
    def refuse(_):
        raise AssertionError("written to disk")

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", refuse)
    content = b"x" * 3 * 2**20
    assert upload_of(content, name="form.csv").handed == Handed("form.csv", content)


# What it takes in.


NAMES = [
    ("AM12_2021-H1.xlsx", "AM12_2021-H1"),
    ("Rapport privé (2).xlsx", "Rapport_prive_2"),
    ("../../../../tmp/x.xlsx", "x"),
    ("..\\..\\x.xlsx", "x"),
    (".xlsx", "xlsx"),
    ("~$report.xlsx", "report"),
    ("report.tmp", "report"),
    ("report.part", "report"),
    ("....", "file"),
    ("-rf", "rf"),
    ("\u202e\u200b.xlsx", "file"),
    ("x" * 300 + ".xlsx", "x" * 60),
    ("報告.xlsx", "file"),
]


@pytest.mark.parametrize(("name", "stem"), NAMES[1:3])
def test_a_report_is_put_into_the_inbox_under_a_name_of_ours(
    name: str, stem: str, server: Server, home: Workspace, token: str, sender: str
) -> None:
    content = form(rows=GREEN)
    result = server.hand(content, name=name, token=token, do="send", sender=sender)
    assert (result.status, RECEIVED in result.result) == (200, True)
    (stored,) = (home.inbox / "AM12").iterdir()
    try:
        assert stored.read_bytes() == content
        assert has_name_of_ours(stored, stem)
    finally:
        stored.unlink()


@pytest.mark.parametrize(("name", "stem"), NAMES)
def test_whatever_a_file_is_called_it_gets_a_name_of_ours(
    name: str, stem: str, workspace: Workspace
) -> None:
    handed = upload_of(b"x", name=name).handed
    hand_in(workspace, "AM12", name=handed.name, content=handed.content)
    (stored,) = (workspace.inbox / "AM12").iterdir()
    assert has_name_of_ours(stored, stem)


def has_name_of_ours(path: Path, stem: str) -> bool:
    return path.stem.rpartition("-")[0] == stem and path.suffix in {"", ".xlsx"}


def upload_of(content: bytes, *, name: str) -> Upload:
    """Return what is read from a form with a file."""
    body, headers = multipart(content, name=name)
    scope = {"type": "http", "headers": [(b"content-type", headers["Content-Type"].encode())]}

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body}

    return asyncio.run(read_upload(Request(scope, receive), most=2**22, seconds=10))


def test_a_report_that_was_sent_is_ingested(server, home, token, sender):
    assert server.hand(form(rows=GREEN), token=token, do="send", sender=sender).status == 200
    assert ingest_at(home).counts()["accepted"] == 1


def test_the_same_name_twice_is_two_files(server, home, token, sender):
    for rows in (GREEN, GREEN[:1]):
        server.hand(form(rows=rows), token=token, do="send", sender=sender)
    stored = list((home.inbox / "AM12").iterdir())
    assert len({path.read_bytes() for path in stored}) == 2
    for path in stored:
        path.unlink()


def test_a_token_that_was_replaced_or_revoked_no_longer_counts(server, home, sender):
    first, second = (make_token(home, "AM07") for _ in range(2))
    content = form("AM07", rows=GREEN)
    assert server.hand(content, token=first, sender=sender).status == 403
    assert server.hand(content, token=second, sender=sender).status == 200
    command(home, "token", "AM07", "--revoke")
    assert server.hand(content, token=second, sender=sender).status == 403


# What it refuses; nothing is stored.


def is_refused(expected, status: int, sentence: str) -> None:
    assert expected.status == status
    assert "Dat is niet gelukt" in expected.result
    assert sentence in expected.result


@pytest.mark.parametrize("given", ["AM12-AAAA", "AM99-AAAA", "x", "AM12-" + "é" * 90, "'; DROP"])
def test_a_wrong_token(given, server, sender, nothing_stored):
    for do in ("check", "send"):
        result = server.hand(form(rows=GREEN), token=given, do=do, sender=sender)
        is_refused(result, 403, "Deze code klopt niet")


def test_no_token(server, sender, nothing_stored):
    result = server.hand(form(rows=GREEN), do="send", sender=sender)
    is_refused(result, 403, "Vul de code van uw regio in")


def test_the_token_of_another_region(server, home, token, sender, nothing_stored):
    result = server.hand(form("AM18", rows=GREEN), token=token, do="send", sender=sender)
    is_refused(result, 403, "noemt een andere regio")


def test_a_report_that_would_not_be_accepted(server, token, sender, nothing_stored):
    result = server.hand(form(rows=PURPLE), token=token, do="send", sender=sender)
    assert result.status == 200
    assert "R-STATUS-01" in result.result
    assert NOT_SENT in result.result


@pytest.mark.parametrize(
    ("size", "status"), [(MOST - 1, 200), (MOST, 200), (MOST + 1, 413), (2 * MOST, 413)]
)
@pytest.mark.parametrize("is_in_pieces", [False, True])
def test_too_large(is_in_pieces, size, status, server, token, sender, nothing_stored):
    body, headers = multipart(b"x" * size, name="form.csv", token=token, do="send")
    sent = iter([body[:1000], body[1000:]]) if is_in_pieces else body  # without a length, or with
    result = server.ask("POST", "/", sent, headers, sender=sender)
    assert result.status == status
    assert ("Het bestand is te groot" in result.result) == (status == 413)


def test_what_has_no_end_is_read_no_further_than_it_may():
    head, headers = multipart(b"", name="form.csv")
    pieces = itertools.chain([head.partition(b"\r\n--edge--")[0]], itertools.repeat(b"x" * 2**16))
    taken = []
    scope = {"type": "http", "headers": [(b"content-type", headers["Content-Type"].encode())]}

    async def receive():
        taken.append(next(pieces))
        return {"type": "http.request", "body": taken[-1], "more_body": len(taken) < 1000}

    with pytest.raises(RefusedError, match="too_large"):
        asyncio.run(read_upload(Request(scope, receive), most=2**20, seconds=60))
    assert sum(map(len, taken)) < 2**20 + 2**17


def test_a_size_that_is_claimed_is_not_waited_for(server, sender, nothing_stored):
    kind = "multipart/form-data; boundary=edge"
    head = f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {10**15}"
    started = time.monotonic()
    assert b" 413 " in _first_line(server, f"{head}\r\n\r\n".encode(), sender)
    assert time.monotonic() - started < 8


def _first_line(server, sent: bytes, sender: str) -> bytes:
    """Return the first line of the answer to what is sent as it is."""
    with socket.create_connection(
        ("127.0.0.1", server.port), timeout=60, source_address=(sender, 0)
    ) as connection:
        connection.sendall(sent)
        return connection.makefile("rb").readline()


def test_what_comes_too_slowly_is_not_waited_for(
    server: Server, sender: str, nothing_stored: None
) -> None:
    """A connection on which nothing is asked is closed, and a file that trickles is refused."""
    body, headers = multipart(form(rows=GREEN), name="form.xlsx")

    def trickle() -> Iterator[bytes]:
        yield body[:-10]
        for number in body[-10:]:
            time.sleep(SLOW_SECONDS / 9)
            yield bytes([number])

    headers |= {"Content-Length": f"{len(body)}"}
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as silent:
        silent.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        is_refused(server.ask("POST", "/", trickle(), headers, sender=sender), 408, "te lang")
        with contextlib.suppress(ConnectionResetError):
            assert silent.recv(1) == b""


def test_too_often(server, token, sender, nothing_stored):
    answers = Counter(server.ask("POST", "/", b"x", sender=sender).status for _ in range(UPLOADS))
    assert answers == {400: UPLOADS}
    result = server.hand(form(rows=GREEN), token=token, do="send", sender=sender)
    is_refused(result, 429, "heel vaak achter elkaar")
    assert 1 <= int(result.headers["retry-after"]) <= 60
    assert f"Wacht {result.headers['retry-after']} seconden" in result.result
    assert server.hand(form(rows=GREEN), sender="127.0.0.250").status == 200


def test_too_many_wrong_tokens_of_a_region_and_it_is_not_locked_out(server, home, sender):
    right = make_token(home, "AM19")
    content = form("AM19", rows=GREEN)
    result = [
        server.hand(content, token="AM19-AAAA", sender=f"127.0.1.{number}").status  # noqa: S106
        for number in range(1, 12)
    ]
    assert result == [403] * 10 + [429]
    assert server.hand(content, token="AM20-AAAA", sender=sender).status == 403  # noqa: S106
    assert server.hand(content, token=right, sender=sender).status == 200
    assert "AM19: too many wrong tokens" in server.log.read_text()
    assert right not in server.log.read_text()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data; boundary=edge"),
        (b"nonsense", "multipart/form-data; boundary=edge"),
        (b"--edge\r\n\r\n", "multipart/form-data; boundary=edge"),
        (b"--edge--\r\n", "multipart/form-data"),
        (b"--edge--\r\n", "multipart/form-data; boundary="),
        (b"file=x", "application/x-www-form-urlencoded"),
        (b"x" * 5000, "text/plain"),
        (multipart(b"x", name="")[0], "multipart/form-data; boundary=edge"),
        (multipart(b"x", name="x")[0] * 3, "multipart/form-data; boundary=edge; charset=nonsense"),
        (multipart(b"x", name="x", token="x" * 2000)[0], "multipart/form-data; boundary=edge"),
        (multipart(b"x", name="a\0b.xlsx")[0], "multipart/form-data; boundary=edge"),
        (multipart(b"x", name="x")[0][:-9], "multipart/form-data; boundary=edge"),
    ],
)
def test_what_is_no_form(body, kind, server, sender, nothing_stored):
    result = server.ask("POST", "/", body, {"Content-Type": kind}, sender=sender)
    assert result.status in {200, 400}
    assert "Er ging bij ons iets mis" not in result.result


def test_a_head_that_is_too_large(server, sender):
    head = b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 20_000
    assert b" 400 " in _first_line(server, head, sender)


def bomb() -> bytes:
    """A workbook that says a cell of 64 MiB in a few kilobytes."""
    import io
    import zipfile

    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([["a"]]))) as original,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in original.namelist():
            blank = b" " * 2**26 if name == "xl/styles.xml" else b""
            packed.writestr(name, original.read(name) + blank)
    return made.getvalue()


@pytest.mark.parametrize("content", [bomb(), of_many_entries()], ids=["bomb", "entries"])
def test_a_hostile_workbook_is_an_ordinary_answer(content, server, sender, nothing_stored):
    result = server.hand(content, sender=sender)
    assert result.status == 200
    assert "wordt zo niet geaccepteerd" in result.result
    assert server.hand(form(rows=GREEN), sender=sender).status == 200


def test_many_at_once_are_answered_or_asked_to_come_back(server, sender, nothing_stored):
    before = _open_files(server)
    result = []

    def hand(number):
        result.append(server.hand(form(rows=GREEN), sender=f"127.0.2.{number}").status)

    threads = [threading.Thread(target=hand, args=(number,)) for number in range(1, 31)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers = Counter(result)
    assert set(answers) <= {200, 503}
    assert answers[200] >= 16
    assert server.hand(form(rows=GREEN), sender=sender).status == 200
    assert _open_files(server) <= before + 2


def test_one_sender_cannot_take_all_places(server, sender):
    _, headers = multipart(b"", name="form.xlsx")
    waiting, before = [], _open_files(server)
    for _ in range(4):
        connection = http.client.HTTPConnection(
            "127.0.0.1", server.port, source_address=(sender, 0)
        )
        connection.putrequest("POST", "/")
        connection.putheader("Content-Type", headers["Content-Type"])
        connection.putheader("Content-Length", "1000")
        connection.endheaders(b"--edge\r\n")
        waiting.append(connection)
    until(lambda: _open_files(server) >= before + len(waiting))
    result = server.hand(form(rows=GREEN), sender=sender)
    is_refused(result, 503, "te druk")
    assert result.headers["retry-after"]
    assert server.hand(form(rows=GREEN), sender="127.0.0.251").status == 200
    for connection in waiting:
        connection.close()


def _open_files(server) -> int:
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


# How it starts and stops.


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_on_a_signal(sent, template, tmp_path):
    with serving(tmp_path / "log", "--home", str(template)) as served:
        assert served.hand(form(rows=GREEN)).status == 200  # a process that reads files is there
        readers = _children(served.process.pid)
        assert readers
        served.process.send_signal(sent)
        assert served.process.wait(timeout=30) == 0
        assert served.log.read_text().endswith("pow form: stopped\n")
        assert not [pid for pid in readers if Path(f"/proc/{pid}").exists()]


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["--host", "127.0.0.1"], 3, "(Address already in use); name another with --port"),
        (["--host", "192.0.2.1"], 3, "cannot listen at 192.0.2.1 port"),
        (["--host", "0.0.0.0"], 2, "say by which name people reach the page with --name"),  # noqa: S104
        (["--receive"], 3, "is not a workspace"),
        (["--receive", "--programme", "perspectief_op_werk"], 2, "by its own programme"),
        (["--region", "AM99"], 2, "no region 'AM99'"),
        (["--programme", "nothing"], 2, "no programme 'nothing'"),
        (["--home", "nowhere"], 3, "is not a workspace"),
    ],
)
def test_what_cannot_be_served(arguments, code, expected, server, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["form", "--port", str(server.port), *arguments]) == code
    assert expected in capsys.readouterr().err


def test_a_changed_programme_counts_at_once(workspace, tmp_path):
    with serving(tmp_path / "log", "--home", str(workspace.home)) as served:
        assert "R-STATUS-01" in served.hand(form(rows=PURPLE)).text
        path = workspace.programme / "programme.toml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace('["achter", "r"]', '["achter", "r", "paars"]'))
        command(workspace, "programme", "activate", "--yes")
        assert "R-STATUS-01" not in served.hand(form(rows=PURPLE)).text


PROXY_NAME = "form.example.nl"


@pytest.fixture(scope="module")
def checker(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that only checks files, behind a proxy; each sender may hand over one a minute."""
    options = ("--home", str(template), "--name", PROXY_NAME)
    log = tmp_path_factory.mktemp("checker") / "log"
    with serving(log, *options, POW_FORM_UPLOADS="1") as served:
        yield served


def test_without_receive_nothing_can_be_sent(checker: Server, template: Path, sender: str) -> None:
    token = "AM12-AAAA"  # noqa: S105 -- there is nothing to hold it against
    before = tree(Workspace(template))
    assert 'name="token"' not in checker.ask().text
    result = checker.hand(form(rows=GREEN), token=token, do="send", sender=sender)
    is_refused(result, 403, "Vul de code van uw regio in")
    assert tree(Workspace(template)) == before


def test_behind_a_proxy_people_are_distinguished_by_its_header(checker: Server) -> None:
    def ask(client: str, *, sender: str = "127.0.0.1") -> int:
        headers = {"Host": PROXY_NAME, "X-Forwarded-For": client}
        return checker.ask("POST", "/", b"x", headers, sender=sender).status

    assert [ask("192.0.2.1"), ask("192.0.2.1"), ask("192.0.2.2")] == [400, 429, 400]
    # One house has many addresses of version 6.
    assert [ask("2001:db8::1"), ask("2001:db8::2"), ask("2001:db8:0:1::1")] == [400, 429, 400]
    # Nobody else is believed.
    assert [ask("1.1.1.1", sender="127.0.0.7"), ask("1.1.1.2", sender="127.0.0.7")] == [400, 429]
