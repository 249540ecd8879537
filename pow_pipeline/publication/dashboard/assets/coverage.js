// Who reported, over the periods.

const REPORTS = ["on_time", "late", "silent", "exempt"];

function showCoverage(database) {
  const { $scope, $region } = chosen();
  const rows = ask(
    database,
    `SELECT period, expected, exempt, on_time, late, silent FROM reporting_rate
     WHERE scope = $scope AND region_code IS $region ORDER BY period`,
    { $scope, $region },
  ).filter((row) => setting.periods.some(({ code }) => code === row.period));
  const table = document.getElementById("coverage-table");
  table.caption.textContent = about(words.coverage_caption);
  fillRows(
    table,
    ["", ...Array(5).fill({ kind: "number" })],
    rows.map((row) => ({
      kind: row.period === choice.period ? "chosen" : "",
      cells: [periodLabel(row.period), row.expected, row.exempt, row.on_time, row.late, row.silent],
    })),
  );
  drawChart("coverage-chart", "coverage", rows.flatMap(partsOfReports), {
    said: about(words.coverage_chart),
    onClick: (period) => choose({ period }),
  });
}

function partsOfReports(row) {
  const label = row.period;
  const all = row.expected;
  let start = 0;
  return REPORTS.filter((code) => row[code]).map((code) => {
    const count = row[code];
    const part = { label, key: row.period, code, count, all, start, end: start + count, middle: start + count / 2 };
    start += count;
    return { ...part, said: `${label}: ${words[code === "silent" || code === "exempt" ? `${code}_one` : code]} ${count}` };
  });
}
