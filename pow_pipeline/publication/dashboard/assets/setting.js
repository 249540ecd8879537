// What the page was made with: words, periods, categories, statuses, regions, charts, questions.

const setting = JSON.parse(document.getElementById("setting").textContent);
const words = setting.words;
const TOTAL = "total";
const NOT_RECEIVED = "not_received";
const scale = setting.statuses.filter((status) => status.isOnScale);

const labelIn = (list, code) => list.find((each) => each.code === code)?.label ?? code;
const categoryLabel = (code) => labelIn(setting.categories, code);
const periodLabel = (code) => labelIn(setting.periods, code);
const regionLabel = (code) => (code ? labelIn(setting.regions, code) : words.all_regions);

// What an activity may be: a status, not received, or something that only transitions know.
function stateLabel(code) {
  return setting.statuses.find((each) => each.code === code)?.label ?? words[`state_${code}`] ?? code;
}
