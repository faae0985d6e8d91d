// Trainings that diverged or were constant, trials that failed, attempts that threw.
const whatOf = (trial) => {
  if (trial.state === "failed") return "failed";
  if ((trial.outcome ?? "ok") !== "ok") return trial.outcome;
  return trial.attempt > 0 ? "threw, then succeeded" : null;
};

page.section("trouble", (section) => forOneStudy(
  section, "trouble-study", (study) => ends(study).some((trial) => whatOf(trial) !== null),
  (place, study) => {
    const rows = ends(study).filter((trial) => whatOf(trial) !== null);
    const counts = d3.rollups(rows, (same) => same.length, whatOf);
    page.tiles(place, counts.map(([what, count]) => ({
      title: what, value: page.number(count),
      note: `${page.fixed(100 * count / ends(study).length, 1)} % of the trials that ended`})));
    page.table(place, {caption: "Each of them", rows, shown: 15, columns: [
      {title: "Trial", value: (trial) => trial.number, number: true},
      {title: "Formula", value: (trial) => functions[trial.function].formula, wide: true,
       cell: (_, trial) => formulaCell(trial.function)},
      {title: "What", value: whatOf},
      {title: "Budget", value: (trial) => trial.budget, cell: page.number, number: true},
      {title: "Why", value: (trial) => trial.error || null}]});
  }));
