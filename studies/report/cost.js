// What the study cost.
const costPlot = (trials, width) => {
  const budgets = d3.sort(new Set(trials.map((trial) => trial.budget))).map(stepsText);
  const budget = (trial) => stepsText(trial.budget);
  return page.plot({
    width, height: 60 + 44 * budgets.length, marginLeft: 100,
    x: {label: "seconds", zero: true}, y: {label: null, domain: budgets},
    marks: [
      Plot.tickX(trials, {x: "seconds", y: budget, stroke: page.color(0), strokeOpacity: 0.35}),
      Plot.tickX(trials, Plot.groupY({x: "median"}, {
        x: "seconds", y: budget, strokeWidth: 3, stroke: page.color(1)}))]});
};

const sums = (trials, key) => d3.groups(trials, key).map(([of, same]) => ({
  of, trials: same.length, failed: same.filter((trial) => trial.state === "failed").length,
  thrown: d3.sum(same, (trial) => trial.attempt),
  total: d3.sum(same, (trial) => trial.seconds),
  median: d3.median(same, (trial) => trial.seconds)}));

const costColumns = (title, cell = null) => [
  {title, value: (row) => row.of, cell: cell ?? undefined, number: cell !== null},
  {title: "Trials", value: (row) => row.trials, cell: page.number, number: true},
  {title: "Median time", value: (row) => row.median, cell: page.duration, number: true},
  {title: "Time of all", value: (row) => row.total, cell: page.duration, number: true},
  {title: "Attempts that threw", value: (row) => row.thrown, cell: page.number, number: true},
  {title: "Failed", value: (row) => row.failed, cell: page.number, number: true}];

page.section("cost", (section) => forOneStudy(
  section, "cost-study", (study) => trained(study).length > 0,
  (place, study) => {
    const trials = trained(study);
    const refused = ends(study).length - trials.length;
    if (refused > 0) {
      place.append(page.element("p", {class: "quiet"},
                                page.count(refused, "trial") + " ended without any training."));
    }
    page.figure(place, {
      title: "Time of each trial", caption: "A tick for each trial; the thick one is the median.",
      description: "The table below has the medians.", draw: (width) => costPlot(trials, width)});
    page.table(place, {caption: "By budget", columns: costColumns("Budget", stepsText),
                       rows: d3.sort(sums(trials, (trial) => trial.budget), (row) => row.of)});
    page.table(place, {caption: "By worker", columns: costColumns("Worker"), shown: 15,
                       rows: d3.sort(sums(trials, (trial) => trial.worker), (row) => -row.total)});
  }));
