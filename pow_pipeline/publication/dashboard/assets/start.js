// The beginning: the tables are there already; this adds what can be chosen.

async function start() {
  const open = await readFigures();
  const database = open();
  for (const part of document.querySelectorAll("[data-scripts]")) part.hidden = false;
  prepareChoice();
  onChoice(() => showStanding(database));
  onChoice(() => showTrend(database));
  prepareRegions(database);
  onChoice(() => showTransitions(database));
  onChoice(() => showCoverage(database));
  prepareActivities(database);
  prepareFigures(database);
  prepareQuestions(open);
  onChoice(() => {
    document.getElementById("shown").textContent = about(words.shown);
  });
  choose({});
  document.documentElement.classList.add("ready");
}

start().catch((error) => {
  const place = document.getElementById("failed");
  place.textContent = fill(words.failed, { error: error.message });
  place.hidden = false;
});
