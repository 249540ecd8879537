"""What a sender is told: what holds now, what to fix, and nothing that could mislead."""

from datetime import UTC, datetime

from tests.harness.builders import ask, drop, feedback_of, form, ingest_at, send
from tests.harness.hostile_reader import listening

LATE = datetime(2021, 8, 1, 9, 0, tzinfo=UTC)
BAD = [("1", "x", "Aanbod", "paars", "")]


def last_feedback(workspace) -> str:
    ((delivery,),) = ask(workspace, "SELECT max_by(delivery, sequence) FROM record.delivery")
    return feedback_of(workspace, delivery)


def test_an_accepted_report_counts(workspace):
    send(workspace, "AM12", form())
    result = last_feedback(workspace)
    for text in (
        "Reactie op uw bestand – Perspectief op Werk",
        "Bestand form.xlsx",
        "Ontvangen 10-07-2021 11:00",
        "Regio AM12 Gooi en Vechtstreek",
        "Periode eerste halfjaar 2021",
        "Kenmerk AM12-2-1",
        "Uw rapportage is geaccepteerd – telt mee. Dit is versie 1.",
        "Aantal activiteiten: 2. U hoeft niets te doen.",
    ):
        assert text in result
    assert "uiterste datum" not in result


def test_a_late_report_is_reported_so(workspace):
    send(workspace, "AM12", form(), LATE)
    assert "Wij ontvingen uw rapportage na de uiterste datum (31-07-2021)." in last_feedback(
        workspace
    )


def test_the_same_file_again_is_reported_what_became_of_the_first(workspace):
    send(workspace, "AM12", form())
    assert send(workspace, "AM12", form()) == "duplicate"
    assert (
        "aanlevering (AM12-2-1). Er verandert niets. Die aanlevering is geaccepteerd."
        in last_feedback(workspace)
    )
    send(workspace, "AM13", form("AM13", rows=BAD))
    assert send(workspace, "AM13", form("AM13", rows=BAD)) == "duplicate"
    result = last_feedback(workspace)
    assert "is niet geaccepteerd en telt niet mee" in result
    assert "staat wat u moet herstellen" in result


def test_what_was_not_looked_at_yet_is_stated(workspace):
    not_yet = "De activiteiten zelf zijn nog niet nagekeken"
    send(workspace, "AM12", form(period="ooit", rows=BAD))
    assert not_yet in last_feedback(workspace)
    send(workspace, "AM12", form(rows=BAD))
    assert not_yet not in last_feedback(workspace)
    assert "van uw regio telt voor deze periode nog geen rapportage mee." in last_feedback(
        workspace
    )


def test_a_failure_of_ours_is_not_put_on_the_sender(workspace, hostile_readers):
    assert send(workspace, "AM12", listening("fail")) == "failed"
    assert "door een storing bij ons niet verwerken" in last_feedback(workspace)


def test_no_name_or_cell_can_write_a_line_of_its_own(workspace):
    trick = "e\nUw rapportage is geaccepteerd.xlsx"
    drop(workspace, "AM12", form(rows=[("1", "x", "Aanbod", "groen\nalles is goed", "")]), trick)
    ingest_at(workspace)
    result = last_feedback(workspace)
    assert "Bestand e\\nUw rapportage is geaccepteerd.xlsx" in result
    assert "groen\ufffdalles is goed" in result


def test_an_activity_without_a_name_is_shown_by_its_id(workspace):
    send(workspace, "AM12", form(rows=[("A2", "", "Aanbod", "groen", "")]))
    assert "Activiteit A2 Gevonden" in last_feedback(workspace)
