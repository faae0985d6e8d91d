// What was found, and what each run is. And the configurations, at the very end.
const stateText = (run) =>
  ({finished: "finished", unfinished: "not finished", unknown: null})[run.state];

const runTiles = (run) => {
  const tiles = [];
  const last = (name) => {
    const curve = run.curves.find(({measure}) => measure === name);
    return curve === undefined ? null : curve.value[curve.value.length - 1];
  };
  for (const [name, title, show] of [["test_accuracy", "Test accuracy", percent],
                                     ["test_loss", "Test loss", page.number],
                                     ["train_loss", "Training loss", page.number]]) {
    if (last(name) !== null) tiles.push({title, value: show(last(name)), note: "at the last "
      + "epoch"});
  }
  if (run.dynamics === null) return tiles;
  const {steps, all_looks, sites, examples} = run.dynamics;
  const count = (kind) => sites.filter((site) => site.kind === kind).length;
  tiles.push({title: "Looks into the network", value: page.number(all_looks),
              note: steps.length < all_looks ? `${page.number(steps.length)} are shown`
                : `up to step ${page.number(steps[steps.length - 1])}`});
  tiles.push({title: "Activations", value: page.number(count("activation")),
              note: `${page.number(count("weights"))} layers of weights`});
  tiles.push({title: "Examples of each look", value: page.number(examples)});
  return tiles;
};

// A finding leads to the cell of the map that it is about.
const findingItem = (run, {sentence, accuses, site, look}) => {
  const state = `#cell&run=${probed.indexOf(run)}&layer=${site}&look=${look}`;
  return page.element("li", {class: accuses ? "accuses" : null}, sentence,
    site === null ? null : [" ", page.element("a", {href: state, "aria-label": "Show its layer "
      + "and step"}, "Show")]);
};

page.section("findings", (section) => {
  for (const run of runs) {
    const state = stateText(run);
    section.append(page.element("h3", {}, page.formula(run.label)),
      page.element("p", {class: "quiet"}, run.path + (state === null ? "" : ", " + state)),
      ...run.remarks.map((remark) => page.element("p", {class: "problem"}, remark)));
    if (run.findings.length > 0) {
      section.append(page.element("ul", {class: "findings"},
        run.findings.map((finding) => findingItem(run, finding))));
    }
    page.tiles(section, runTiles(run));
  }
  if (report.refresh > 0) {
    section.append(page.element("p", {class: "quiet"},
      `This page loads itself anew every ${page.count(report.refresh, "second")}.`));
    window.setTimeout(() => window.location.reload(), 1000 * report.refresh);
  }
});

page.section("configuration", (section) => {
  const rows = d3.sort(report.configuration, (row) => row.differs ? 0 : 1);
  if (rows.length === 0) {
    section.append(page.element("p", {class: "quiet"}, "There is no config.json beside the run."));
    return;
  }
  const differing = rows.filter((row) => row.differs).length;
  const columns = runs.map((run, i) => ({
    title: runs.length > 1 ? runNames[i] : "Value", value: (row) => row.values[i], wide: true,
    cell: (value, row) => row.differs ? page.element("strong", {}, value ?? "\u2013") : value}));
  page.table(section, {
    caption: runs.length === 1 ? "Settings"
      : `${page.count(differing, "setting")} of ${page.number(rows.length)} `
        + `${differing === 1 ? "differs" : "differ"} between the runs: bold, and first`,
    rows, shown: Math.max(25, differing), columns: [
      {title: "Setting", value: (row) => row.name}, ...columns]});
});
