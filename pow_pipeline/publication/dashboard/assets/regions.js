// All regions next to each other, for the chosen period and category.

function prepareRegions(database) {
  const show = searchable(document.getElementById("regions-list"), "regions", {
    caption: () => about(words.regions_caption),
    filters: [{ name: "report", label: words.report, place: 1, all: words.every_report }],
  });
  onChoice(() => {
    const regions = regionFigures(database);
    show(
      [
        { label: words.region },
        { label: words.report },
        ...scale.map(statusHead),
        { label: words.number, kind: "number" },
        { label: words.coverage, kind: "number" },
      ],
      regions.map(regionRow),
    );
    drawChart(
      "regions-chart",
      "regions",
      regions.flatMap(({ code, label, report, rows }) =>
        partsOfBar(code === choice.region ? `▸ ${label}` : label, code, rows, isHeard(report) ? words.no_figures : reportText(report)),
      ),
      { said: about(words.regions_chart), onClick: (region) => choose({ region }) },
    );
  });
}

function regionFigures(database) {
  const values = { $period: choice.period, $category: choice.category };
  const shares = ask(
    database,
    `SELECT region_code, status, activities, denominator, share, percentage FROM status_distribution
     WHERE period = $period AND category = $category AND scope = 'region'`,
    values,
  );
  const reports = ask(
    database,
    `SELECT report.region_code, report.exempt, report.exempt_reported, report.on_time, report.late, overview.coverage
     FROM reporting_rate AS report
     JOIN (SELECT DISTINCT period, region_code, category, coverage FROM activity_overview) AS overview
       USING (period, region_code)
     WHERE report.period = $period AND report.scope = 'region' AND overview.category = $category`,
    values,
  );
  return setting.regions.flatMap(({ code, label }) => {
    const report = reports.find((row) => row.region_code === code);
    const rows = shares.filter((row) => row.region_code === code);
    return report ? [{ code, label, report, rows }] : [];
  });
}

function regionRow({ code, label, report, rows }) {
  const button = make("button", { type: "button", className: "link" }, label);
  button.addEventListener("click", () => choose({ region: code }));
  const share = (status) => rows.find((row) => row.status === status.code);
  return [
    { text: label, node: button, kind: code === choice.region ? "chosen" : "" },
    reportText(report),
    ...scale.map((status) => ({ text: shareText(share(status)), sort: share(status)?.share ?? "" })),
    rows[0]?.denominator ?? 0,
    { text: report.coverage === null ? "–" : `${Math.floor(100 * report.coverage)}%`, sort: report.coverage ?? "" },
  ];
}

const isHeard = ({ exempt_reported, on_time, late }) => exempt_reported || on_time || late;

function reportText({ exempt, exempt_reported, on_time, late }) {
  if (exempt) return exempt_reported ? words.exempt_reported : words.exempt_one;
  if (on_time) return words.on_time;
  return late ? words.late : words.silent_one;
}
