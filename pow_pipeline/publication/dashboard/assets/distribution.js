// How the activities stand by category, and all that are known.

function showStanding(database) {
  const rows = ask(
    database,
    `SELECT category, status, activities, denominator, percentage FROM status_distribution
     WHERE period = $period AND scope = $scope AND region_code IS $region`,
    (({ $category, ...rest }) => rest)(chosen()),
  );
  const of = (category) => rows.filter((row) => row.category === category);
  const table = document.getElementById("distribution-table");
  table.caption.textContent = about(words.distribution_caption);
  fillRows(
    table,
    ["", ...scale.map(() => ({ kind: "number" })), { kind: "number" }],
    setting.categories.map(({ code, label }) => ({
      kind: rowKind(code),
      cells: [
        label,
        ...scale.map((status) => shareText(of(code).find((row) => row.status === status.code))),
        of(code)[0]?.denominator ?? 0,
      ],
    })),
  );
  drawChart(
    "distribution-chart",
    "bars",
    setting.categories.flatMap(({ code, label }) => partsOfBar(label, code, of(code))),
    { said: about(words.distribution_chart), onClick: (category) => choose({ category }) },
  );
  showOverview(database);
}

function showOverview(database) {
  const rows = ask(
    database,
    `SELECT category, state, activities, known FROM activity_overview
     WHERE period = $period AND scope = $scope AND region_code IS $region`,
    (({ $category, ...rest }) => rest)(chosen()),
  );
  const states = [...setting.statuses.map(({ code }) => code), NOT_RECEIVED];
  const table = document.getElementById("overview-table");
  table.caption.textContent = about(words.overview_caption);
  fillRows(
    table,
    ["", ...states.map(() => ({ kind: "number" })), { kind: "number" }],
    setting.categories.map(({ code, label }) => {
      const of = rows.filter((row) => row.category === code);
      const activities = (state) => of.find((row) => row.state === state)?.activities ?? 0;
      return { kind: rowKind(code), cells: [label, ...states.map(activities), of[0]?.known ?? 0] };
    }),
  );
}

const rowKind = (category) =>
  [category === TOTAL ? "total" : "", category === choice.category ? "chosen" : ""].join(" ").trim();

// A caption with what it is about.
function about(pattern) {
  return fill(pattern, {
    period: periodLabel(choice.period),
    category: categoryLabel(choice.category),
    region: regionLabel(choice.region),
  });
}
