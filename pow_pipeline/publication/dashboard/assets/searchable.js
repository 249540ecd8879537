// A long table that can be searched, filtered and sorted, and that shows a part at a time.

const AT_A_TIME = 50;

// Returns a function that shows columns and rows. A filter is {name, label, place, all}: the
// values of one column, of which one may be chosen.
function searchable(host, name, { filters = [], caption }) {
  const search = make("input", { type: "search", id: `${name}-search`, autocomplete: "off" });
  const fields = filters.map((filter) => make("select", { id: `${name}-${filter.name}` }));
  const found = make("p", { className: "found", role: "status" });
  const more = make("button", { type: "button", className: "second" }, words.more);
  const state = { columns: [], rows: [], sorted: null, isDown: false, shown: AT_A_TIME };
  host.append(
    make(
      "div",
      { className: "fields" },
      labelled(words.search, search),
      ...filters.map((filter, place) => labelled(filter.label, fields[place])),
    ),
    found,
  );
  const table = makeTable(host, name);
  host.append(more);

  const begin = () => {
    state.shown = AT_A_TIME;
    draw();
  };
  search.addEventListener("input", begin);
  for (const field of fields) field.addEventListener("change", begin);
  more.addEventListener("click", () => {
    state.shown += AT_A_TIME;
    draw();
  });

  function matching() {
    const sought = search.value.trim().toLocaleLowerCase(setting.language);
    return state.rows.filter(
      (row) =>
        filters.every(
          ({ place }, each) => !fields[each].value || textOf(row[place]) === fields[each].value,
        ) && row.some((cell) => textOf(cell).toLocaleLowerCase(setting.language).includes(sought)),
    );
  }

  function draw() {
    const rows = inOrder(matching(), state);
    table.caption.textContent = caption();
    fillHead(table, state.columns.map((column, place) => sortable(column, place)));
    [...table.tHead.rows[0].cells].forEach((cell, place) => {
      if (place === state.sorted) cell.setAttribute("aria-sort", state.isDown ? "descending" : "ascending");
    });
    fillRows(table, state.columns, rows.slice(0, state.shown));
    found.textContent = fill(words.found, { count: whole.format(rows.length), all: whole.format(state.rows.length) });
    more.hidden = rows.length <= state.shown;
  }

  function sortable(column, place) {
    const mark = place === state.sorted ? (state.isDown ? " ↓" : " ↑") : "";
    const button = make("button", { type: "button", className: "sort" }, column.node?.() ?? column.label, mark);
    button.addEventListener("click", () => {
      state.isDown = state.sorted === place ? !state.isDown : column.kind === "number";
      state.sorted = place;
      draw();
      table.tHead.rows[0].cells[place].querySelector("button").focus();
    });
    return { ...column, node: () => button };
  }

  return (columns, rows) => {
    if (columns.map(({ label }) => label).join() !== state.columns.map(({ label }) => label).join()) {
      state.sorted = null;
    }
    Object.assign(state, { columns, rows, shown: AT_A_TIME });
    filters.forEach(({ place, all }, each) => fillFilter(fields[each], all, rows.map((row) => textOf(row[place]))));
    draw();
  };
}

function labelled(label, field) {
  return make("div", {}, make("label", { htmlFor: field.id }, label), field);
}

function fillFilter(field, all, values) {
  const before = field.value;
  const names = [...new Set(values)].sort((one, other) => one.localeCompare(other, setting.language));
  field.replaceChildren(new Option(all, ""), ...names.map((value) => new Option(value, value)));
  field.value = names.includes(before) ? before : "";
}

function inOrder(rows, { sorted, isDown }) {
  if (sorted === null) return rows;
  const way = isDown ? -1 : 1;
  return [...rows].sort((one, other) => way * compared(sortOf(one[sorted]), sortOf(other[sorted])));
}

function compared(one, other) {
  if (typeof one === "number" && typeof other === "number") return one - other;
  if (typeof one !== typeof other) return typeof one === "number" ? 1 : -1; // numbers after none
  return String(one).localeCompare(String(other), setting.language, { numeric: true });
}
