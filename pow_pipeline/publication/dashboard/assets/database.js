// The figures: a SQLite file that lies compressed in the page, opened by SQLite itself.

async function unpacked(id) {
  const packed = Uint8Array.from(atob(document.getElementById(id).textContent), (sign) =>
    sign.charCodeAt(0),
  );
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// Returns what opens the figures: each time a copy of its own.
async function readFigures() {
  const [engine, file] = await Promise.all([unpacked("engine"), unpacked("figures-file")]);
  const SQL = await initSqlJs({ wasmBinary: engine });
  return () => new SQL.Database(file);
}

// Returns rows as objects; values are bound by name, such as $period.
function ask(database, query, values = {}) {
  const statement = database.prepare(query);
  try {
    statement.bind(values);
    const rows = [];
    while (statement.step()) rows.push(statement.getAsObject());
    return rows;
  } finally {
    statement.free();
  }
}
