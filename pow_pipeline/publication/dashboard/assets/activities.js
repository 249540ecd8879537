// The activities themselves, on a page that may name them.

function prepareActivities(database) {
  const host = document.getElementById("activities-list");
  if (!host) return;
  const show = searchable(host, "activities", {
    caption: () => about(words.activities_caption),
    filters: [{ name: "state", label: words.state, place: 4, all: words.every_state }],
  });
  onChoice(() => {
    const rows = ask(
      database,
      `SELECT region_code, activity_id, activity_name, category, state, run FROM activity_history
       WHERE period = $period
         AND ($category = 'total' OR category = $category)
         AND ($region IS NULL OR region_code = $region)
       ORDER BY region_code, activity_id`,
      (({ $scope, ...rest }) => rest)(chosen()),
    );
    show(
      [
        { label: words.activity },
        { label: words.activity_id },
        { label: words.region },
        { label: words.category },
        { label: words.state },
        { label: words.run, kind: "number" },
      ],
      rows.map((row) => [
        row.activity_name,
        row.activity_id,
        regionLabel(row.region_code),
        categoryLabel(row.category),
        stateCell(row.state),
        row.run,
      ]),
    );
  });
}

function stateCell(code) {
  const status = setting.statuses.find((each) => each.code === code);
  if (!status) return { text: stateLabel(code), node: make("span", { className: "chip absent" }, stateLabel(code)) };
  const text = `${status.symbol} ${status.label}`;
  return { text, node: make("span", { className: `chip status-${code}` }, text) };
}
