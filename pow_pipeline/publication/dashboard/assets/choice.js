// What is chosen: period, category and region. It stands in the address, so that it can be kept.

const choice = { period: setting.period, category: TOTAL, region: "" };
const listeners = [];

const options = {
  period: () => setting.periods,
  category: () => setting.categories,
  region: () => [{ code: "", label: words.all_regions }, ...setting.regions],
};

const onChoice = (listener) => listeners.push(listener);

function choose(part) {
  Object.assign(choice, part);
  for (const name of Object.keys(options)) document.getElementById(`choose-${name}`).value = choice[name];
  history.replaceState(null, "", `#${new URLSearchParams(choice)}`);
  for (const listener of listeners) listener();
}

// Fills the fields, and takes over what the address says, as far as it exists.
function prepareChoice() {
  const said = new URLSearchParams(location.hash.slice(1));
  for (const [name, list] of Object.entries(options)) {
    const field = document.getElementById(`choose-${name}`);
    field.replaceChildren(...list().map(({ code, label }) => new Option(label, code)));
    field.addEventListener("change", () => choose({ [name]: field.value }));
    if (list().some(({ code }) => code === said.get(name))) choice[name] = said.get(name);
  }
  document.getElementById("choose-all").addEventListener("click", () =>
    choose({ period: setting.period, category: TOTAL, region: "" }),
  );
}

// The same choice as values of a query.
function chosen() {
  return {
    $period: choice.period,
    $category: choice.category,
    $scope: choice.region ? "region" : "programme",
    $region: choice.region || null,
  };
}
