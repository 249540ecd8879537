"""The JSON of a table: one record per line, with exact numbers, days and moments by ISO 8601."""

import json

import duckdb

from pow_pipeline.publication.data.tables import open_tables

MADE = """
CREATE SCHEMA summary;
CREATE TABLE summary.visit (
    name VARCHAR, visits HUGEINT, share DOUBLE, is_open BOOLEAN, day DATE, moment TIMESTAMP,
    rules VARCHAR[]
);
COMMENT ON TABLE summary.visit IS 'One row is one visit.';
INSERT INTO summary.visit VALUES
    ('=1+1 "é"', '-170141183460469231731687303715884105728', 0.1, true, '2021-07-01',
     '2021-07-01 09:30:00', ['-a', 'b']),
    ('later', 2, 3, false, '2021-07-01', '2021-07-01 09:30:00.5', []),
    ('nothing', NULL, NULL, NULL, NULL, NULL, NULL);
"""
EXPECTED = [
    ['=1+1 "é"', -(2**127), 0.1, True, "2021-07-01", "2021-07-01T09:30:00Z", ["-a", "b"]],
    ["later", 2, 3.0, False, "2021-07-01", "2021-07-01T09:30:00.500000Z", []],
    ["nothing", *[None] * 6],
]


def test_each_value_is_kept_or_becomes_its_text(tmp_path):
    with duckdb.connect(tmp_path / "pow.duckdb") as connection:
        connection.execute(MADE)
    with open_tables(tmp_path) as (table,):
        table.write_json(tmp_path / "it's.json")
    lines = (tmp_path / "it's.json").read_text(encoding="utf-8").splitlines()
    records = json.loads("\n".join(lines))
    assert [list(record.values()) for record in records] == EXPECTED
    assert list(records[0]) == table.names
    assert [json.loads(line.strip().removesuffix(",")) for line in lines[1:4]] == records
