// All published figures, table by table, as they stand in the files of the release.

function prepareFigures(database) {
  const field = document.getElementById("figures-which");
  const isAll = document.getElementById("figures-all");
  const show = searchable(document.getElementById("figures-list"), "figures", {
    caption: () => fill(words.figures_caption, { table: field.value }),
  });
  field.replaceChildren(...setting.tables.map((name) => new Option(name, name)));
  const draw = () => {
    const names = ask(database, "SELECT name FROM pragma_table_info($table)", { $table: field.value }).map(({ name }) => name);
    const rows = ask(database, `SELECT * FROM "${field.value}" ${isAll.checked ? "" : restriction(names)}`, isAll.checked ? {} : restricting(names));
    show(
      names.map((name) => ({ label: name, kind: rows.some((row) => typeof row[name] === "number") ? "number" : "" })),
      rows.map((row) => names.map((name) => plainCell(row[name]))),
    );
  };
  field.addEventListener("change", draw);
  isAll.addEventListener("change", draw);
  onChoice(draw);
}

// A figure as it is, without the signs that only people need.
function plainCell(value) {
  return { text: value === null ? "–" : String(value), sort: value ?? "" };
}

const CHOSEN = {
  period: ["period = $period", () => choice.period],
  category: ["category = $category", () => choice.category],
  region_code: ["region_code IS $region_code", () => choice.region || null],
};

function restriction(names) {
  const parts = names.filter((name) => name in CHOSEN).map((name) => CHOSEN[name][0]);
  return parts.length ? `WHERE ${parts.join(" AND ")}` : "";
}

function restricting(names) {
  return Object.fromEntries(names.filter((name) => name in CHOSEN).map((name) => [`$${name}`, CHOSEN[name][1]()]));
}
