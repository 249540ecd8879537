// From how activities stood in the period before to how they stand now.

const DIRECTIONS = { improved: "↑", worsened: "↓", unchanged: "=" };

function showTransitions(database) {
  const rows = ask(
    database,
    `SELECT status_before, status, movement, kind, direction, recovered, activities, period_before
     FROM status_transition
     WHERE period = $period AND category = $category AND scope = $scope AND region_code IS $region`,
    chosen(),
  );
  const states = [...setting.statuses.map(({ code }) => code), NOT_RECEIVED, "not_known", "other_category"];
  const sum = (of) => rows.filter(of).reduce((all, row) => all + row.activities, 0);
  const before = states.filter((state) => sum((row) => row.status_before === state));
  const now = states.filter((state) => sum((row) => row.status === state));
  const table = document.getElementById("transitions-table");
  document.getElementById("transitions-all").hidden = !rows.length;
  document.getElementById("transitions-said").textContent = rows.length ? saidOfTransitions(sum) : words.no_transitions;
  table.caption.textContent = about(words.transitions_caption);
  fillHead(table, [{ label: words.before_and_now }, ...now.map((state) => ({ label: stateLabel(state), kind: "number" }))]);
  fillRows(
    table,
    ["", ...now.map(() => ({ kind: "number" }))],
    before.map((from) => [
      stateLabel(from),
      ...now.map((to) => transitionCell(sum((row) => row.status_before === from && row.status === to), rows.find((row) => row.status_before === from && row.status === to)?.direction)),
    ]),
  );
  showMovements(rows);
}

function transitionCell(activities, direction) {
  if (!activities) return { text: "·", kind: "none" };
  const sign = direction ? `${DIRECTIONS[direction]} ` : "";
  return { text: `${sign}${whole.format(activities)}`, kind: direction ?? "" };
}

function saidOfTransitions(sum) {
  const matched = sum((row) => row.movement === "within");
  return fill(words.transitions_said, {
    matched: whole.format(matched),
    improved: whole.format(sum((row) => row.direction === "improved")),
    worsened: whole.format(sum((row) => row.direction === "worsened")),
    unchanged: whole.format(sum((row) => row.direction === "unchanged")),
    recovered: whole.format(sum((row) => row.recovered)),
    recoverable: whole.format(sum((row) => row.recovered !== null)),
  });
}

// Why activities came to count, or ceased to.
function showMovements(rows) {
  const counts = new Map();
  for (const { movement, kind, activities } of rows) {
    if (!kind) continue;
    const key = JSON.stringify([movement, kind]);
    counts.set(key, (counts.get(key) ?? 0) + activities);
  }
  const table = document.getElementById("movements-table");
  table.closest(".table").hidden = !counts.size;
  table.caption.textContent = about(words.movements_caption);
  fillRows(
    table,
    ["", "", { kind: "number" }],
    [...counts].sort().map(([key, activities]) => {
      const [movement, kind] = JSON.parse(key);
      return [words[`kind_${kind}`] ?? stateLabel(kind), words[`movement_${movement}`], activities];
    }),
  );
}
