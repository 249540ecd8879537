"""`pow sql`: what can be asked of a release, and what cannot be done with it."""

import json

import pytest

from pow_pipeline.cli import rows
from pow_pipeline.cli.main import run
from tests.harness.story import copy_workspace


@pytest.fixture(scope="module")
def released(published_once, tmp_path_factory):
    return copy_workspace(published_once, tmp_path_factory.mktemp("asked"))


@pytest.fixture
def ask(released, capsys):
    def asked(*arguments):
        code = run(["sql", *arguments, "--home", str(released.home)])
        output = capsys.readouterr()
        return code, output.out, output.err

    return asked


def test_without_a_query_the_tables_are_listed_with_what_a_row_is(ask):
    code, result, _ = ask()
    assert code == 0
    lines = result.splitlines()
    assert lines[1].startswith("summary.activity_history ")
    (line,) = [line for line in lines if line.startswith("record.activity_status ")]
    assert line.split(maxsplit=2)[1:] == [
        "35",
        "One row is one activity in one accepted report; unique by submission and activity_id.",
    ]


def test_the_public_database_has_aggregates_only(ask):
    _, result, _ = ask("--public")
    assert {line.split(".")[0] for line in result.splitlines()[1:]} == {"summary"}
    code, _, result = ask("FROM record.activity_status", "--public")
    assert (code, 'schema "record" does not exist' in result) == (2, True)


def test_a_table_is_described(ask):
    code, result, _ = ask("--describe", "Summary.Reporting_Rate")
    assert code == 0
    assert "expected         BIGINT   Number of regions expected to report.\n" in result


@pytest.mark.parametrize(
    ("query", "printed"),
    [
        ("SELECT period, version FROM record.submission LIMIT 1", "period   version\n2021-H1  1\n"),
        ("FROM record.submission WHERE false", None),
        ("SELECT DATE '2021-07-01' AS day, NULL AS nothing, [1, 2] AS list", "2021-07-01"),
    ],
)
def test_an_answer_is_a_table(query, printed, ask):
    code, result, _ = ask(query)
    assert code == 0
    assert printed is None or printed in result


def test_as_json_and_csv(ask):
    query = "SELECT '=1+1' AS name, -1 AS less FROM record.activity_status LIMIT 1"
    assert json.loads(ask(query, "--json")[1]) == [{"name": "=1+1", "less": -1}]
    assert ask(query, "--csv")[1] == "name,less\n'=1+1,-1\n"  # no formula


@pytest.mark.parametrize(
    "query",
    [
        "PIVOT shown ON status USING count(*)",
        "PIVOT shown ON status USING count(*); -- one; query",
        "FROM (PIVOT shown ON status, category USING count(*))",
        "SELECT count(*) AS rows FROM (PIVOT shown ON status), (PIVOT shown ON category)",
        "PIVOT shown ON status IN ('behind') USING count(*)",
        "UNPIVOT (SELECT 1 AS a, 2 AS b) ON a, b INTO NAME letter VALUE number",
        "EXPLAIN PIVOT shown ON status USING count(*)",
        """SELECT ';' AS "a;b", $$;$$ AS c /* ; */;;""",
    ],
)
def test_a_query_that_duckdb_expands_is_one_query(query, ask):
    shown = "summary.status_distribution"
    code, payload, content = ask(query.replace("shown", shown), "--json")
    assert (code, content) == (0, "")
    assert json.loads(payload)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("PIVOT t ON a USING sum(b); SELECT 1", 2),
        ("SELECT 1; PIVOT t ON a USING sum(b)", 2),
        ("PIVOT t ON a USING sum(b); PIVOT t ON a USING sum(b);", 2),
        ("/* none */", 0),
        (";;", 0),
    ],
)
def test_queries_are_counted_as_they_were_written(query, found, ask):
    code, out, result = ask(query)
    assert (code, out) == (2, "")
    assert f"found {found}" in result


def test_a_value_that_python_cannot_hold_is_refused(ask):
    code, out, result = ask("SELECT INTERVAL '900000000 months'")
    assert (code, out) == (2, "")
    assert "cast it to VARCHAR" in result
    assert ask("SELECT CAST(INTERVAL '900000000 months' AS VARCHAR) AS i")[0] == 0


def test_json_has_no_number_that_json_does_not_know(ask):
    query = """
        SELECT
            'nan'::DOUBLE AS a, ['inf'::DOUBLE, '-inf'::FLOAT, 0.5::DOUBLE] AS b,
            {'c': MAP {'nan'::DOUBLE: 1}} AS d, MAP {DATE '2021-07-01': NULL} AS e, MAP {1: 2} AS f
    """
    (row,) = json.loads(ask(query, "--json")[1], parse_constant=pytest.fail)
    assert row["a"] == "NaN"
    assert row["b"] == ["Infinity", "-Infinity", 0.5]
    assert row["d"] == {"c": {"NaN": 1}}
    assert row["e"] == {"2021-07-01": None}
    assert row["f"] == {"1": 2}


def test_a_long_answer_is_cut_on_a_terminal_alone(ask, monkeypatch):
    query = "SELECT range AS number FROM range(21)"
    assert len(ask(query)[1].splitlines()) == 22
    monkeypatch.setattr(rows.sys.stdout, "isatty", lambda: True)
    result = ask(query)[1].splitlines()
    assert (len(result), result[-1]) == (22, "… and 1 more rows; see all with --csv or --json")
    assert result[-2] == "19"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELEC 1", 'pow: Parser Error: syntax error at or near "SELEC"\n'),
        ("FROM summary.reporting", "Did you mean"),
        ("SELECT periode FROM summary.reporting_rate", 'Candidate bindings: "period'),
        ("SELECT 1; SELECT 2", "pow: give one query, such as: pow sql"),
        ("", "found 0"),
        ("DELETE FROM record.event", "attached in read-only mode"),
        ("DROP TABLE record.event", "attached in read-only mode"),
        ("FROM read_text('/etc/hostname')", "disabled by configuration"),
        ("COPY record.event TO '/tmp/events.csv'", "disabled by configuration"),
        ("ATTACH '/tmp/other.duckdb'", "disabled by configuration"),
        ("SET enable_external_access = true", "Invalid Input Error"),
        ("SET threads = 1", "the configuration has been locked"),
        ("INSTALL httpfs", "disabled by configuration"),
        ("LOAD httpfs", "Error"),
        ("FROM 'https://example.org/x.csv'", "disabled by configuration"),
    ],
)
def test_what_cannot_be_asked_is_stated_in_one_line(query, expected, ask):
    code, out, result = ask(query)
    assert (code, out) == (2, "")
    assert expected in result
    assert result.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--describe", "summary.reportingrate"], "there are summary.reporting_rate"),
        (["--period", "2020-H1"], "there is no release of '2020-H1'; there are 2021-H1"),
        (["SELECT 1", "--describe", "x"], "a query, or a table to describe; not both"),
        (["SELECT 1", "--csv", "--json"], "choose one of --csv and --json"),
        (["SELECT 1 AS a, 2 AS a", "--json"], "two columns are called a; name them with AS"),
    ],
)
def test_odd_requests_are_refused(arguments, expected, ask):
    code, _, result = ask(*arguments)
    assert code == 2
    assert expected in result


def test_before_anything_is_published_there_is_nothing_to_ask(workspace, capsys):
    assert run(["sql", "--home", str(workspace.home)]) == 3
    assert "publish a period: pow publish PERIOD" in capsys.readouterr().err


def test_asking_leaves_a_release_as_it_is(released, ask):
    from tests.harness.builders import verify_now

    ask("SELECT count(*) FROM record.finding AS one CROSS JOIN record.finding AS other")
    verify_now(released)
    assert not list(released.published.rglob("*.tmp"))
