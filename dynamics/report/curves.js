// What runs wrote down while they trained, over each other; and one statistic of all layers.
const kLookLoss = "loss of the examples looked at";

const curveOf = (run, {unit, measure}) => {
  if (measure === kLookLoss) {
    return run.dynamics === null ? undefined : {at: stepsOf(run), value: run.dynamics.losses};
  }
  return run.curves.find((curve) => curve.unit === unit && curve.measure === measure);
};

// By epoch first, measures on the test part first of all; single points last.
const measuresOf = () => {
  const all = [];
  for (const run of runs) {
    for (const {unit, measure} of run.curves) {
      const known = all.some((other) => other.unit === unit && other.measure === measure);
      if (!known) all.push({unit, measure});
    }
  }
  if (probed.length > 0) all.push({unit: "step", measure: kLookLoss});
  const finite = (curve) => curve === undefined ? 0 : curve.value.filter(Number.isFinite).length;
  const longest = (wanted) => d3.max(runs, (run) => finite(curveOf(run, wanted)));
  const shown = all.filter((wanted) => longest(wanted) > 0);
  return d3.sort(shown, (wanted) => (longest(wanted) > 1 ? 0 : 20)
    + (wanted.unit === "epoch" ? 0 : 10)
    + (wanted.measure === "test_accuracy" ? 0 : wanted.measure.startsWith("test") ? 1 : 2));
};

const spaced = (measure) => measure.replaceAll("_", " ");

const measurePlot = (wanted, width) => {
  const points = runs.flatMap((run) => {
    const curve = curveOf(run, wanted);
    return curve === undefined ? [] : curve.at.map((at, i) => (
      {at, value: curve.value[i], run: nameOf(run)}));
  });
  const few = points.length < 60 * runs.length;
  const ticks = d3.ticks(...d3.extent(points, ({at}) => at), width / 80).filter(Number.isInteger);
  return page.plot({
    width, height: 320, color: {legend: runs.length > 1, ...runColors},
    x: {label: wanted.unit, ticks, tickFormat: "d"},
    y: {label: spaced(wanted.measure), tickFormat: (value) => page.number(value, 4)},
    marks: [Plot.lineY(points, {x: "at", y: "value", z: "run", stroke: "run", strokeWidth: 2}),
            Plot.dot(few ? points : [], {x: "at", y: "value", fill: "run", r: 2.5})]});
};

page.section("curves", (section) => {
  const measures = measuresOf();
  if (measures.length === 0) {
    section.append(page.element("p", {class: "quiet"}, "No number has been written down yet."));
    return;
  }
  let wanted = measures[0];
  let figure = null;
  page.choice(page.controls(section), {
    name: "measure", label: "Measure",
    options: measures.map(({unit, measure}) => `${spaced(measure)}, by ${unit}`),
    change: (i) => {
      wanted = measures[i];
      figure?.redraw();
    }});
  figure = page.figure(section, {
    title: "Curves of training",
    description: "The measure chosen, one line a run.",
    reading: "One line a run, all on the same axes. A line that has a gap was not finite there. Of "
      + "long runs each point is a mean over its neighbours.",
    draw: (width) => measurePlot(wanted, width)});
});

// The middle layer of a run at every look, and the lowest and highest.
const layersBand = (run, statistic) => {
  const rows = statisticRows(run, statistic.as);
  return stepsOf(run).map((step, column) => {
    const numbers = rows.map(({values}) => values[column]).filter(Number.isFinite);
    const [low, high] = d3.extent(numbers);
    return {step, run: nameOf(run), low, middle: d3.median(numbers), high};
  }).filter(({middle}) => middle !== undefined);
};

page.section("curves", (section) => {
  if (shownStatistics.length === 0) return;
  let statistic = shownStatistics[0];
  let figure = null;
  page.choice(page.controls(section), {
    name: "statistic", label: "Statistic", options: shownStatistics.map(({title}) => title),
    change: (i) => {
      statistic = shownStatistics[i];
      figure?.redraw();
    }});
  figure = page.figure(section, {
    title: "All layers of a run",
    description: "The median over layers by step, with a band from the lowest to the highest "
      + "layer.",
    reading: "The line is the layer in the middle, the band reaches from the lowest to the highest "
      + "layer. A band that opens: layers go different ways.",
    draw: (width) => {
      const points = probed.flatMap((run) => layersBand(run, statistic));
      return page.plot({
        width, height: 300, color: {legend: runs.length > 1, ...runColors},
        x: {label: "step"}, y: {label: statistic.title},
        marks: [
          Plot.areaY(points, {x: "step", y1: "low", y2: "high", z: "run", fill: "run",
                              fillOpacity: 0.15}),
          Plot.lineY(points, {x: "step", y: "middle", z: "run", stroke: "run", strokeWidth: 2}),
          Plot.dot(points.length < 60 ? points : [],
                   {x: "step", y: "middle", fill: "run", r: 2.5})]});
    }});
});
