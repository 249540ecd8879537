// The shares over the periods, and the change since the period before.

function showTrend(database) {
  const { $period, ...rest } = chosen();
  const rows = ask(
    database,
    `SELECT period, status, activities, denominator, share, percentage FROM status_distribution
     WHERE category = $category AND scope = $scope AND region_code IS $region ORDER BY period`,
    rest,
  );
  const of = (period, status) => rows.find((row) => row.period === period && row.status === status);
  showShares(of);
  drawTrend(of);
  showChange(database);
}

function showShares(of) {
  const table = document.getElementById("trend-table");
  table.caption.textContent = about(words.trend_caption);
  fillRows(
    table,
    ["", ...scale.map(() => ({ kind: "number" })), { kind: "number" }],
    setting.periods.map(({ code, label }) => ({
      kind: code === choice.period ? "chosen" : "",
      cells: [
        label,
        ...scale.map((status) => shareText(of(code, status.code))),
        of(code, scale[0].code)?.denominator ?? 0,
      ],
    })),
  );
}

// Shares of few activities would make a line that says nothing.
function drawTrend(of) {
  const isEnough = ({ code }) => (of(code, scale[0].code)?.denominator ?? 0) >= setting.minimum;
  const periods = setting.periods.filter(isEnough);
  document.getElementById("trend-chart").closest("figure").hidden = !periods.length;
  document.getElementById("trend-none").hidden = periods.length > 0;
  if (!periods.length) return;
  const last = periods[periods.length - 1].code;
  const points = periods.flatMap(({ code, label }) =>
    scale.map((status) => {
      const row = of(code, status.code);
      const said = `${label}: ${status.symbol} ${status.label} ${shareText(row)}`;
      return { label: code, key: code, code: status.code, share: row.share, symbol: status.symbol, text: shortShare(row), last: code === last, said };
    }),
  );
  drawChart("trend-chart", "lines", points, {
    said: about(words.trend_chart),
    onClick: (period) => choose({ period }),
  });
}

function showChange(database) {
  const rows = ask(
    database,
    `SELECT status, change, matched_change, matched, min(denominator, denominator_before) AS least FROM status_trend
     WHERE period = $period AND category = $category AND scope = $scope AND region_code IS $region`,
    chosen(),
  );
  const table = document.getElementById("change-table");
  table.caption.textContent = about(words.change_caption);
  fillRows(
    table,
    ["", { kind: "number" }, { kind: "number" }],
    scale.map((status) => {
      const row = rows.find((each) => each.status === status.code);
      return [`${status.symbol} ${status.label}`, changeText(row?.change, row?.least), changeText(row?.matched_change, row?.matched)];
    }),
  );
  document.getElementById("change-note").textContent = rows.length
    ? fill(words.matched, { count: whole.format(rows[0].matched) })
    : words.no_change;
}
