// Making tables. Whatever stands in a cell is put there as text.

function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

// A cell is a text, a number, or {text, sort, node, kind}.
const textOf = (cell) => (typeof cell === "object" ? cell.text : String(cell));
const sortOf = (cell) => (typeof cell === "object" ? cell.sort ?? cell.text : cell);

function makeCell(cell, column, isHeader) {
  const shown = typeof cell === "number" ? whole.format(cell) : textOf(cell);
  const element = make(isHeader ? "th" : "td", { className: column?.kind ?? "" });
  if (isHeader) element.scope = "row";
  if (cell.kind) element.classList.add(cell.kind);
  element.append(cell.node ?? shown);
  return element;
}

// Fills the body of a table; the first cell of each row is its header.
function fillRows(table, columns, rows) {
  table.tBodies[0].replaceChildren(
    ...rows.map((row) => {
      const line = make("tr", { className: row.kind ?? "" });
      const cells = row.cells ?? row;
      line.append(...cells.map((cell, place) => makeCell(cell, columns[place], place === 0)));
      return line;
    }),
  );
}

function fillHead(table, columns) {
  const line = make("tr");
  line.append(
    ...columns.map((column) => {
      const cell = make("th", { scope: "col", className: column.kind ?? "" });
      cell.append(column.node?.() ?? column.label);
      return cell;
    }),
  );
  table.tHead.replaceChildren(line);
}

// Returns a table in a box of its own that scrolls sideways where it must.
function makeTable(host, name) {
  const caption = make("caption", { id: `${name}-caption` });
  const table = make("table", { id: `${name}-table` }, caption, make("thead"), make("tbody"));
  const box = make("div", { className: "table", tabIndex: 0 }, table);
  box.setAttribute("role", "region");
  box.setAttribute("aria-labelledby", caption.id);
  host.append(box);
  return table;
}

const statusHead = (status) => ({
  label: `${status.symbol} ${status.label}`,
  kind: `number`,
  node: () => make("span", { className: `chip status-${status.code}` }, `${status.symbol} ${status.label}`),
});
