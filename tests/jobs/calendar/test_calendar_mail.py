"""Reminders by mail, through a real mail server: at least once, by one id, and never a secret."""

import shutil
import socket
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pow_pipeline.cli.main import run
from pow_pipeline.errors import WorkspaceError
from pow_pipeline.feedback.reminders.contacts import Contacts, read_contacts
from pow_pipeline.jobs.operate.doctor import doctor
from pow_pipeline.record.journal import Journal
from pow_pipeline.record.reminders import RemindersMailed
from pow_pipeline.workspace import Workspace
from tests.harness.builders import drop, form
from tests.jobs.calendar.calendar_runs import mail_server, run_calendar_at

CONTACTS = "region,address\nAM12,twaalf@example.nl\nAM13,dertien@example.nl\nAM13,chef@example.nl\n"


@pytest.fixture(scope="module")
def before(template, tmp_path_factory) -> Workspace:
    """A workspace some days before the first reminder; only to be copied."""
    home = tmp_path_factory.mktemp("before") / "work"
    shutil.copytree(template, home, symlinks=True)
    (home / "contacts.csv").write_text(CONTACTS)
    run_calendar_at(Workspace(home), "2021-07-10")
    return Workspace(home)


@pytest.fixture
def workspace(before, tmp_path) -> Workspace:
    shutil.copytree(before.home, tmp_path / "work", symlinks=True)
    return Workspace(tmp_path / "work")


@pytest.fixture
def _no_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the doctor do without its attempts on the sandbox, which take seconds."""
    monkeypatch.setattr(doctor, "defences", lambda _: {})


@pytest.fixture
def postbox(monkeypatch):
    with mail_server() as (postbox, port):
        set_up(monkeypatch, port, POW_SMTP_STARTTLS="false")
        yield postbox


def set_up(monkeypatch, port: int, **more: str) -> None:
    settings = {
        "POW_SMTP_HOST": "127.0.0.1",
        "POW_SMTP_PORT": str(port),
        "POW_SMTP_FROM": "rapportage@example.nl",
    }
    for name, value in (settings | more).items():
        monkeypatch.setenv(name, value)


def mailed_in(workspace) -> list[str]:
    events = Journal(workspace.journal).read()
    return [r for event in events if isinstance(event, RemindersMailed) for r in event.regions]


def test_each_region_with_an_address_is_mailed_once(workspace, postbox):
    assert run_calendar_at(workspace, "2021-07-17").mailed == 2
    assert run_calendar_at(workspace, "2021-07-17").mailed == 0
    assert run_calendar_at(workspace, "2021-07-18").mailed == 0
    record = Journal(workspace.journal).hash_of(1)[:16]
    number = next(e.number for e in Journal(workspace.journal).read() if e.type == "reminded")
    key = f"<reminder-2021-h1-{number}.{{}}@{record}.pow-pipeline>"
    assert postbox.sent() == [
        ("twaalf@example.nl", key.format("am12")),
        ("dertien@example.nl,chef@example.nl", key.format("am13")),
    ]
    _, result = postbox.received[0]
    assert result["From"] == "rapportage@example.nl"
    assert result["Subject"] == "Herinnering: rapportage eerste halfjaar 2021 – Perspectief op Werk"
    assert result["Auto-Submitted"] == "auto-generated"
    folder = workspace.outbox / "AM12" / f"reminder-2021-H1-{number}"
    plain, page = result.get_body(("plain",)), result.get_body(("html",))
    assert plain.get_content().replace("\r", "") == (folder / "reminder.txt").read_text()
    assert page.get_content().replace("\r", "") == (folder / "reminder.html").read_text() + "\n"
    assert run_calendar_at(workspace, "2021-07-28").mailed == 2
    assert len({key for _, key in postbox.sent()}) == 4


def test_nothing_of_an_address_is_in_the_record(workspace, postbox):
    run_calendar_at(workspace, "2021-07-17")
    written = [path.read_text() for path in workspace.journal.iterdir()]
    assert not [text for text in written if "example.nl" in text]


def test_a_mail_that_was_refused_is_owed_and_holds_up_no_other(workspace, postbox):
    postbox.refused = {"twaalf@example.nl"}
    run_result = run_calendar_at(workspace, "2021-07-17")
    assert (run_result.mailed, run_result.problems) == (
        1,
        ("the mail to AM12 was refused: SMTPRecipientsRefused",),
    )
    postbox.refused = set()
    assert run_calendar_at(workspace, "2021-07-18").mailed == 1
    assert mailed_in(workspace) == ["AM13", "AM12"]


def test_a_server_that_is_away_leaves_all_owed(workspace, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens there
        set_up(monkeypatch, taken.getsockname()[1])
        run_result = run_calendar_at(workspace, "2021-07-17")
        assert len(run_result.reminded) == 1
        assert "127.0.0.1: ConnectionRefusedError" in run_result.problems[0]
    with mail_server() as (postbox, port):
        set_up(monkeypatch, port, POW_SMTP_STARTTLS="false")
        assert run_calendar_at(workspace, "2021-07-20").mailed == 2
        assert len(postbox.received) == 2


def test_who_has_reported_meanwhile_or_was_reminded_again_is_not_mailed_the_old_one(
    workspace, monkeypatch
):
    run_calendar_at(workspace, "2021-07-17")  # no mail server is set yet
    drop(workspace, "AM12", form("AM12"))
    with mail_server() as (postbox, port):
        set_up(monkeypatch, port, POW_SMTP_STARTTLS="false")
        assert run_calendar_at(workspace, "2021-07-28").mailed == 1
        assert [to for to, _ in postbox.sent()] == ["dertien@example.nl,chef@example.nl"]
        (workspace.home / "contacts.csv").write_text(CONTACTS + "AM14,veertien@example.nl\n")
        assert run_calendar_at(workspace, "2021-07-29").mailed == 1  # it has an address now
        assert run_calendar_at(workspace, "2021-09-15").mailed == 0


@pytest.mark.usefixtures("_no_attempts")
def test_it_logs_in_over_tls_and_never_shows_the_password(
    workspace, monkeypatch, tmp_path, capsys, caplog
):
    certificate, key = own_certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    secret = {"POW_SMTP_USER": "pow", "POW_SMTP_PASSWORD": "wr0ng-s3cret"}
    with mail_server(tls) as (postbox, port):
        set_up(monkeypatch, port, **secret)
        run_result = run_calendar_at(workspace, "2021-07-17")
        assert "SSLCertVerificationError" in run_result.problems[0]  # nobody vouches for it
        assert postbox.logins == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        run_result = run_calendar_at(workspace, "2021-07-17")
        assert "SMTPAuthenticationError 535" in run_result.problems[0]
        monkeypatch.setenv("POW_SMTP_PASSWORD", "s3cret")
        assert run_calendar_at(workspace, "2021-07-17").mailed == 2
        assert postbox.logins[-1] == (b"pow", b"s3cret")
    assert run(["doctor", "--home", str(workspace.home)]) in {0, 3}
    shown = capsys.readouterr()
    assert "s3cret" not in shown.out + shown.err + caplog.text + repr(run_result)


def own_certificate(folder):
    """Write a certificate for this machine that only itself vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, private


SENDER = "POW_SMTP_FROM: name the one address that reminders come from"


@pytest.mark.parametrize(
    ("slip", "expected"),
    [
        ({"POW_SMTP_FROM": "x@["}, SENDER),
        ({"POW_SMTP_HOST": "mail..example.nl"}, "mail..example.nl: UnicodeError"),
        ({"contacts.csv": "AM12;a@example.nl\n"}, "the first line must be: region,address"),
    ],
    ids=["sender", "host", "contacts"],
)
def test_a_slip_in_what_mails_need_is_named_and_holds_up_nothing_else(
    slip: dict[str, str], expected: str, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = dict(slip)
    if contacts := settings.pop("contacts.csv", ""):
        (workspace.home / "contacts.csv").write_text(contacts)
    with mail_server() as (postbox, port):
        set_up(monkeypatch, port, POW_SMTP_STARTTLS="false", **settings)
        drop(workspace, "AM14", form("AM14"))
        run_result = run_calendar_at(workspace, "2021-07-17")
        assert len(run_result.reminded) == len(run_result.results) == 1
        assert (run_result.mailed, len(run_result.problems), postbox.received) == (0, 1, [])
        assert expected in run_result.problems[0]
        set_up(monkeypatch, port)
        (workspace.home / "contacts.csv").write_text(CONTACTS)
        assert run_calendar_at(workspace, "2021-07-18").mailed == 2


def test_a_sender_that_is_not_one_address_is_named(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server() as (postbox, port):
        set_up(monkeypatch, port, POW_SMTP_STARTTLS="false")
        for sender in ("", "x@", "x@[", "x@example.nl\nBcc: y@example.nl"):
            monkeypatch.setenv("POW_SMTP_FROM", sender)
            run_result = run_calendar_at(
                workspace, "2021-07-17"
            )  # the mails are owed from the first time on
            assert (run_result.mailed, len(run_result.problems), postbox.received) == (0, 1, []), (
                sender
            )
            assert SENDER in run_result.problems[0], sender


def test_what_cannot_be_mailed_does_not_keep_a_period_from_coming_out(workspace, monkeypatch):
    monkeypatch.setenv("POW_SMTP_HOST", "127.0.0.1")
    (workspace.home / "contacts.csv").write_text("AM12;a@example.nl\n")
    drop(workspace, "AM14", form("AM14"))
    run_result = run_calendar_at(workspace, "2021-09-15")  # nothing is owed any more
    assert run_result.publication == "2021-H1"
    assert "the first line must be" in run_result.problems[0]


def test_a_sender_may_have_a_name(workspace, postbox, monkeypatch):
    monkeypatch.setenv("POW_SMTP_FROM", '"Rapportage, Werk" <rapportage@example.nl>')
    assert run_calendar_at(workspace, "2021-07-17").mailed == 2
    (sender,) = postbox.received[0][1]["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Rapportage, Werk", "rapportage@example.nl")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AM12,a@example.nl\n", "the first line must be: region,address"),
        ("region,address\nAM12,\xff@example.nl\n".encode("latin-1"), "must be text in UTF-8"),
    ],
)
def test_contacts_that_cannot_be_read_are_named(tmp_path, text, expected):
    path = tmp_path / "contacts.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(WorkspaceError, match=expected):
        read_contacts(path, ["AM12"])


FORM = "not a region and one address; write it as AM12,name@example.nl"
UNKNOWN = "is not a region of the programme, so its address gets no mail; "


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("AM99,x@example.nl\n", f"line 2: 'AM99' {UNKNOWN}correct the code or remove the line"),
        ("am121,x@example.nl\n", f"line 2: 'am121' {UNKNOWN}did you mean AM12?"),
        ("AM1,x@example.nl\n", f"line 2: 'AM1' {UNKNOWN}did you mean AM12?"),
        ("\n\nAM121,x@example.nl\n", f"line 4: 'AM121' {UNKNOWN}did you mean AM12?"),
        ("AM12\n", f"line 2: {FORM}"),
        (",x@example.nl\n", f"line 2: {FORM}"),
        ("AM12,x@example.nl,y@example.nl\n", f"line 2: {FORM}"),
        ("AM12,example.nl\n", f"line 2: {FORM}"),
        ("AM12,x@\n", f"line 2: {FORM}"),
        ("AM12,x@[\n", f"line 2: {FORM}"),
        ('AM12,"x@example.nl\nBcc: y@example.nl"\n', f"line 3: {FORM}"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_holds_up_no_other(line, expected, tmp_path):
    path = tmp_path / "contacts.csv"
    path.write_text(f"region,address\n{line}AM12,a@example.nl\n")
    contacts = read_contacts(path, ["AM12"])
    assert contacts.addresses == {"AM12": ("a@example.nl",)}
    assert contacts.problems == (f"{path}, {expected}",)


def test_every_line_that_cannot_be_used_is_named(tmp_path):
    path = tmp_path / "contacts.csv"
    lines = 'AM99,x@example.nl\nAM12,a@example.nl\nAM12\nAM98,x@example.nl\nAM12,"b@example.nl\n'
    path.write_text(f"region,address\n{lines}")
    contacts = read_contacts(path, ["AM12"])
    assert contacts.addresses == {"AM12": ("a@example.nl",)}
    assert [problem.removeprefix(f"{path}, ") for problem in contacts.problems] == [
        f"line 2: 'AM99' {UNKNOWN}correct the code or remove the line",
        f"line 4: {FORM}",
        f"line 5: 'AM98' {UNKNOWN}correct the code or remove the line",
        "line 6: unexpected end of data; correct the line",
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"region,address\nAM99,x@example.nl\n", "'AM99' is not a region of the programme"),
        (b"region,address\nAM12\n", FORM),
        (b"AM12;a@example.nl\n", "the first line must be"),
        (b"region,address\nAM12,\xff@example.nl\n", "must be text in UTF-8"),
    ],
)
def test_contacts_are_looked_at_without_a_mail_server_as_well(
    content, expected, workspace, monkeypatch, capsys
):
    monkeypatch.setenv("POW_NOW", "2021-07-10T09:00:00Z")
    (workspace.home / "contacts.csv").write_bytes(content)
    assert run(["remind", "--home", str(workspace.home)]) == 3
    assert expected in capsys.readouterr().out


@pytest.mark.usefixtures("_no_attempts")
def test_an_unknown_region_among_the_contacts_is_reported(workspace, postbox, capsys):
    contacts = workspace.home / "contacts.csv"
    contacts.write_text(CONTACTS + "AM99,x@example.nl\n")
    run_result = run_calendar_at(workspace, "2021-07-17")
    assert run_result.mailed == 2
    assert run_result.problems[0].startswith(f"{contacts}, line ")
    assert "'AM99' is not a region of the programme" in run_result.problems[0]
    run(["doctor", "--home", str(workspace.home)])
    assert "'AM99' is not a region of the programme" in capsys.readouterr().out
    contacts.write_text(CONTACTS)
    assert run_calendar_at(workspace, "2021-07-18").problems == ()


def test_contacts_of_a_region(tmp_path):
    path = tmp_path / "contacts.csv"
    assert read_contacts(path, ["AM12"]) == Contacts()
    path.write_text("\ufeffregion,address\r\nAM12, a@example.nl\r\n\r\nam12,a@example.nl\r\n")
    assert read_contacts(path, ["AM12"]) == Contacts({"AM12": ("a@example.nl",)})
