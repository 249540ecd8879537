// Questions in SQL, asked of a copy: whatever is done to it, the rest of the page stays right.

const MOST_ROWS = 1000;

function prepareQuestions(open) {
  const saved = document.getElementById("sql-saved");
  const field = document.getElementById("sql-text");
  const database = open();
  saved.replaceChildren(...setting.questions.map(({ number, label }, place) => new Option(`${number}. ${label}`, place)));
  const take = () => {
    field.value = setting.questions[saved.value].sql;
    field.rows = Math.max(6, field.value.split("\n").length + 1);
  };
  saved.addEventListener("change", take);
  take();
  const show = searchable(document.getElementById("sql-list"), "sql", { caption: () => words.sql_answer });
  const answer = document.getElementById("sql-list");
  answer.hidden = true;
  const run = () => {
    const said = document.getElementById("sql-said");
    try {
      const started = performance.now();
      const { columns, rows, isCut } = answered(database, field.value);
      show(columns.map((label, place) => ({ label, kind: rows.some((row) => typeof row[place] === "number") ? "number" : "" })), rows.map((row) => row.map(plainCell)));
      answer.hidden = !columns.length;
      const time = Math.max(1, Math.round(performance.now() - started));
      said.textContent = fill(isCut ? words.sql_cut : words.sql_done, { rows: whole.format(rows.length), time });
      said.className = "";
    } catch (error) {
      answer.hidden = true;
      said.textContent = fill(words.sql_failed, { error: error.message });
      said.className = "failed";
    }
  };
  document.getElementById("sql-run").addEventListener("click", run);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
  });
  describeTables(database);
}

// Returns what the last statement answers, up to a number of rows.
function answered(database, text) {
  let last = { columns: [], rows: [], isCut: false };
  for (const statement of database.iterateStatements(text)) {
    const rows = [];
    while (rows.length < MOST_ROWS && statement.step()) rows.push(statement.get());
    last = { columns: statement.getColumnNames(), rows, isCut: rows.length === MOST_ROWS && statement.step() };
  }
  return last;
}

function describeTables(database) {
  const made = ask(database, "SELECT sql FROM sqlite_master WHERE type = 'table' ORDER BY name");
  document.getElementById("sql-tables").textContent = made.map(({ sql }) => sql).join("\n\n");
}
