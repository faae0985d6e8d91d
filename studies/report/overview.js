// At a glance: the few numbers that a reader wants first. And the configuration, at the very end.
const leader = (study) => study.entries[0] ?? null;

const totalSeconds = (study) => d3.sum(ends(study), (trial) => trial.seconds ?? 0);

const date = (seconds) =>
  new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ") + " UTC";

const statesText = (study) => {
  const words = Object.entries(study.counts).filter(([state]) => state !== "complete");
  return words.map(([state, count]) => `${page.number(count)} ${state}`).join(", ");
};

// What a grid is made of stands in its configuration: lists, or one value.
const gridTiles = (study) => {
  const {activations = [], models = [], data = [], seeds = [], steps = []} = study.configuration;
  const count = (title, values) => {
    const all = [values].flat();
    const names = all.join(", ");
    return {title, value: page.number(all.length), note: names.length <= 80 ? names : null};
  };
  return [
    {title: "Trainings complete", value: page.number(study.counts.complete ?? 0),
     note: statesText(study) || null},
    count("Activations", activations), count("Networks", models), count("Data sets", data),
    count("Seeds", seeds),
    {title: "Steps", value: [steps].flat().map((n) => page.number(n)).join(", ") || "\u2013"},
    ...timeTiles(study)];
};

const timeTiles = (study) => {
  const workers = new Set(trained(study).map((trial) => trial.worker)).size;
  if (totalSeconds(study) === 0) return [];
  return [{title: "Time of all trials", value: page.duration(totalSeconds(study)),
           note: page.count(workers, "worker")}];
};

const tilesOf = (study) => {
  if (isGrid(study)) return gridTiles(study);
  const best = leader(study);
  const relu = study.entries.find((entry) => functions[entry.function].name === "relu");
  const tiles = [
    {title: "Trials complete", value: page.number(study.counts.complete ?? 0),
     note: statesText(study) || null},
    {title: "Functions with a result",
     value: page.number(new Set(study.entries.map((entry) => entry.function)).size)}];
  if (best !== null) {
    tiles.push({title: `Best reward, ${stepsText(top(best).budget)}`,
                value: rewardText(top(best).reward),
                note: page.formula(functions[best.function].formula)});
  }
  if (relu !== undefined) {
    tiles.push({title: `ReLU, ${stepsText(top(relu).budget)}`,
                value: rewardText(top(relu).reward),
                note: `rank ${page.number(relu.rank)} of ${page.number(study.entries.length)}`});
  }
  return [...tiles, ...timeTiles(study)];
};

page.section("overview", (section) => {
  for (const study of studies) {
    if (studies.length > 1) section.append(page.element("h3", {}, study.name));
    section.append(page.element("p", {class: "quiet"},
      `${study.searcher === study.kind ? study.kind : study.kind + ", " + study.searcher}; `
      + `created ${date(study.created)}`));
    page.tiles(section, tilesOf(study));
  }
});

page.section("setup", (section) => {
  for (const study of studies) {
    if (studies.length > 1) section.append(page.element("h3", {}, study.name));
    const rows = Object.entries(study.configuration);
    if (rows.length === 0) {
      section.append(page.element("p", {class: "quiet"}, "Nothing beyond its trials."));
      continue;
    }
    const text = (value) => typeof value === "string" ? value : JSON.stringify(value);
    page.table(section, {caption: "Configuration of " + study.name, rows, columns: [
      {title: "Key", value: ([key]) => key},
      {title: "Value", value: ([, value]) => text(value), wide: true}]});
  }
});
