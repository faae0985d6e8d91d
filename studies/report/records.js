// What the page knows, and the words for it that several sections need.
const report = page.data("report");
const studies = report.studies;
const functions = report.functions;
const studyNames = studies.map((study) => study.name);
const studyColors = {domain: studyNames, range: studyNames.map((_, i) => page.color(i))};

// A grid has its rows compared and the curves of its trainings; a search has a leaderboard.
const grids = page.data("grids");
const gridOf = (study) => grids[studies.indexOf(study)];
const isGrid = (study) => gridOf(study) !== null;
const isRanked = (study) => !isGrid(study) && study.entries.length > 0;

const ends = (study) => study.ended;
// Candidates that were refused before any training have an end, but no worker.
const trained = (study) =>
  study.ended.filter((trial) => trial.worker !== "" && trial.seconds !== null);
const top = (entry) => entry.levels[entry.levels.length - 1];
const rewardText = (value) => page.fixed(value, 4);
const stepsText = (budget) => page.count(budget, "step");
const shorter = (text, most = 60) => text.length > most ? text.slice(0, most - 1) + "\u2026" : text;

// The formula, with its name where the literature has one, and what else tells it apart.
const formulaCell = (index, setting = "", named = true) => {
  const {formula, name} = functions[index];
  return page.element("div", {}, page.formula(formula),
                      named && name !== undefined && name !== formula
                        ? page.element("span", {class: "quiet"}, " " + name) : null,
                      setting ? page.element("div", {class: "quiet"}, setting) : null);
};

const functionPicture = (index) => {
  const {formula, value, derivative} = functions[index];
  if (value === undefined) return null;
  return page.curve({
    lines: [{values: value, color: page.color(0)},
            {values: derivative, color: page.color(1), dash: "3 2"}],
    x_low: report.x[0], x_high: report.x[1], low: -2.5, high: 4, width: 100, height: 60,
    label: `Value and derivative of ${formula}`});
};

// Fills a section for one study at a time, with a choice where there are several that `has` allows.
const forOneStudy = (section, name, has, fill) => {
  const shown = studies.filter(has);
  const row = page.controls(section);
  const place = page.element("div");
  section.append(place);
  page.choice(row, {name, label: "Study", options: shown.map((study) => study.name),
                    change: (i) => {
                      place.replaceChildren();
                      fill(place, shown[i]);
                    }});
};
