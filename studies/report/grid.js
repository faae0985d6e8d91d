// Grids: every activation beside the best of its network and data, and how the trainings went.
// Accuracies in per cent, other rewards as they are.
const shown = (group) => {
  const percent = group.measure === "accuracy";
  const plain = (value) =>
    value === null ? null : percent ? page.fixed(100 * value, 2) : page.fixed(value, 4);
  return {scale: percent ? 100 : 1, plain,
          change: (value) => value === null ? null : (value > 0 ? "+" : "") + plain(value),
          title: percent ? "Accuracy" : `Reward, 1 / (1 + ${group.measure}),`,
          axis: percent ? "accuracy, %" : "reward"};
};
const between = (interval, text) =>
  interval === null ? null : `${text(interval[0])} to ${text(interval[1])}`;

const activationCell = (activation) => {
  const index = functions.findIndex(({formula}) => formula === activation);
  return index < 0 ? page.formula(activation) : formulaCell(index);
};

const withInterval = (value, interval, text) => {
  if (value === null) return null;
  const range = between(interval, text);
  return page.element("div", {}, text(value),
                      range === null ? null : page.element("div", {class: "quiet"}, range));
};

const groupColors = (group) => ({
  domain: group.rows.map((row) => row.activation),
  range: group.rows.map((_, i) => page.color(i))});

const seedsPlot = (group, width) => {
  const {scale, axis} = shown(group);
  const names = group.rows.map((row) => shorter(row.activation, 24));
  const dots = group.rows.flatMap((row, i) => row.values.map((value, n) => ({
    activation: row.activation, name: names[i], value: scale * value, seed: row.seeds[n]})));
  const medians = group.rows.filter((row) => row.median !== null)
    .map((row) => ({name: shorter(row.activation, 24), value: scale * row.median}));
  const longest = d3.max(names, (name) => name.length) ?? 0;
  return page.plot({
    width, height: 60 + 30 * names.length, marginLeft: Math.min(width / 3, 20 + 7 * longest),
    color: groupColors(group), x: {label: axis, inset: 8}, y: {label: null, domain: names},
    marks: [
      Plot.tickX(medians, {x: "value", y: "name", strokeWidth: 2}),
      Plot.dot(dots, {x: "value", y: "name", stroke: "activation", r: 4, strokeWidth: 1.5,
                      channels: {seed: "seed"}, tip: {format: {y: false, stroke: true}}})]});
};

const groupTable = (place, group, {title, plain, change}) => page.table(place, {
  caption: `${title} on the ${group.part} part: ${group.name}`, rows: group.rows, columns: [
    {title: "Activation", value: (row) => row.activation, cell: activationCell, wide: true},
    {title: "Median", value: (row) => row.median, cell: plain, number: true},
    {title: "Lowest to highest", value: (row) => d3.min(row.values) ?? null, number: true,
     cell: (_, row) => row.values.length === 0 ? null : between(d3.extent(row.values), plain)},
    {title: "Mean (95 % interval)", value: (row) => row.mean, number: true,
     cell: (value, row) => withInterval(value, row.interval, plain)},
    {title: "From the best", value: (row) => row.difference, number: true,
     cell: (value, row) => withInterval(value, row.difference_interval, change)},
    {title: "Seeds", value: (row) => row.values.length, number: true},
    {title: "Paired t-test", value: (row) => row.verdict,
     cell: (verdict, row) => [verdict, row.remarks].filter((word) => word !== "").join("; ")}]});

page.section("results", (section) => forOneStudy(
  section, "results-grid", isGrid, (place, study) => {
    for (const group of gridOf(study).groups) {
      place.append(page.element("h3", {}, group.name));
      page.figure(place, {
        title: `Each seed on the ${group.part} part`,
        caption: "A ring for each training, a line at the median.",
        description: "The table below has the same numbers.",
        draw: (width) => seedsPlot(group, width)});
      groupTable(place, group, shown(group));
    }
  }));

// The median of the seeds at each step; where a seed stopped early, of those that are left.
const medianCurve = (points) => d3.rollups(
  points, (same) => d3.median(same, (point) => point.value), (point) => point.step)
  .map(([step, value]) => ({step, value, activation: points[0].activation}));

const curvesPlot = (group, curves, measure, width) => {
  const points = curves.flatMap((curve) => (curve.measures[measure] ?? []).map(([step, value]) => (
    {step, value, activation: curve.activation, seed: curve.seed,
     line: `${curve.activation} ${curve.seed}`})));
  const medians = d3.groups(points.filter((point) => point.value !== null),
                            (point) => point.activation).flatMap(([, same]) => medianCurve(same));
  const few = d3.max(d3.rollup(medians, (same) => same.length, (p) => p.activation).values()) <= 30;
  return page.plot({
    width, height: 340, color: {...groupColors(group), legend: true},
    x: {label: "step"}, y: {label: measure.replaceAll("_", " ")},
    marks: [
      Plot.lineY(points, {x: "step", y: "value", z: "line", stroke: "activation",
                          strokeOpacity: 0.35, strokeWidth: 1}),
      Plot.lineY(medians, {x: "step", y: "value", stroke: "activation", strokeWidth: 2.5,
                           marker: few ? "dot" : "none", tip: true})]});
};

const learningCurves = (place, study) => {
  const {groups, measures, curves} = gridOf(study);
  const row = page.controls(place);
  let figure = null;
  let [group, measure] = [0, measures[0]];
  page.choice(row, {name: "curves-group", label: "Trained", options: groups.map((group) => group.name),
                    change: (i) => {
                      group = i;
                      figure?.redraw();
                    }});
  page.choice(row, {name: "curves-measure", label: "Measure",
                    options: measures.map((name) => name.replaceAll("_", " ")),
                    change: (i) => {
                      measure = measures[i];
                      figure?.redraw();
                    }});
  figure = page.figure(place, {
    title: "Learning curves", caption: "Thin: each seed. Thick: their median.",
    description: "One line for each training, over its steps.",
    draw: (width) => curvesPlot(groups[group], curves.filter((curve) => curve.group === group),
                                measure, width)});
};

page.section("curves", (section) => forOneStudy(
  section, "curves-grid", (study) => isGrid(study) && gridOf(study).measures.length > 0,
  learningCurves));
