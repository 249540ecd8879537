// Drawing charts: Vega's interpreter needs no leave to make code of texts.

const views = new Map();

async function drawChart(id, specification, values, { said, onClick }) {
  const host = document.getElementById(id);
  views.get(id)?.finalize();
  // The picture is one image with words of its own; its parts would only be read out as noise.
  const inside = make("div", { "aria-hidden": "true" });
  host.replaceChildren(inside);
  host.setAttribute("role", "img");
  host.setAttribute("aria-label", said);
  const drawn = structuredClone({ ...setting.charts[specification], data: { values } });
  // Each layer leaves out other rows, so the order must be said.
  if (drawn.encoding.y.sort === null) drawn.encoding.y.scale = { domain: [...new Set(values.map(({ label }) => label))] };
  const { spec } = vegaLite.compile(drawn, { logger: vega.logger(vega.Error) });
  const view = new vega.View(vega.parse(spec, null, { ast: true }), {
    expr: vega.expressionInterpreter,
    renderer: "svg",
    container: inside,
    logLevel: vega.Error,
  });
  views.set(id, view);
  view.addEventListener("click", (event, item) => {
    if (item?.datum?.key !== undefined) onClick(item.datum.key);
  });
  await view.runAsync();
}

// The parts of a bar of 100%: rows of statuses with a number of activities, one after the other.
function partsOfBar(label, key, rows, absent = words.no_figures) {
  const all = rows[0]?.denominator ?? 0;
  if (!all) return [{ label, key, absent }];
  let start = 0;
  return scale.map((status) => {
    const row = rows.find((each) => each.status === status.code);
    const share = row.activities / all;
    const part = { label, key, code: status.code, share, start, end: start + share };
    start += share;
    return {
      ...part,
      middle: part.start + share / 2,
      text: shortShare(row),
      said: `${label}: ${status.symbol} ${status.label} ${shareText(row)} (${row.activities} / ${all})`,
    };
  });
}
