// The four pictures by which training is judged: a line a layer, from the first to the last.
const depthScale = (count) => ({
  type: "linear", scheme: "viridis", domain: [1, Math.max(2, count)], label: "layer",
  ticks: Math.min(5, Math.max(1, count - 1)), tickFormat: "d"});

const depthLegend = (count) => {
  const legend = Plot.legend({color: depthScale(count), width: 240});
  legend.setAttribute("role", "img");
  legend.setAttribute("aria-label", `Colours of the layers, from 1 to ${count}`);
  return legend;
};

const activationRows = (run) => d3.range(run.dynamics.sites.length)
  .filter((i) => run.dynamics.sites[i].kind === "activation");

// {x, y, layer, name} of one histogram, as steps of a line.
const densityLine = (bins, layer, name) => bins.flatMap(({low, high, share}) => (
  [low, high].map((x) => ({x, y: share / (high - low), layer, name}))));

// Edges of gradients are powers of four.
const kBinWidth = Math.log10(4);

// Magnitudes on a logarithmic axis, both signs together; exact zeros have no place there.
const magnitudeLine = (bins, layer, name) => {
  const shares = d3.rollup(bins.filter(({low, high}) => low * high > 0),
    (same) => d3.sum(same, ({share}) => share),
    ({low, high}) => Math.log10(Math.sqrt(low * high)));
  const points = d3.sort([...shares].map(([x, share]) => ({x, y: 100 * share, layer, name})),
                         ({x}) => x);
  const end = (point, by) => point === undefined ? [] : [{...point, x: point.x + by, y: 0}];
  return [...end(points[0], -kBinWidth), ...points, ...end(points[points.length - 1], kBinWidth)];
};

// The part of the axis where there is something to see.
const seenDomain = (lines, least, room) => {
  const [low, high] = d3.extent(lines.flat().filter(({y}) => y > least), ({x}) => x);
  return low === undefined ? [-1, 1] : [low - room, high + room];
};

const magnitudePlot = (lines, label, width) => layerLines(
  lines, {x: {label, domain: seenDomain(lines, 0.1, kBinWidth)}, y: {label: "share, %"}}, width);

const layerLines = (lines, options, width) => page.plot({
  width, height: 260, ...options, color: depthScale(lines.length),
  marks: [Plot.line(lines.flat(), {x: "x", y: "y", z: "layer", stroke: "layer", strokeWidth: 1.5,
                                   clip: true, title: "name"}),
          Plot.ruleY(options.rule ?? [0], {strokeDasharray: options.rule ? "5 4" : null})]});

const linesOf = (run, kind, rows, column, line) => {
  const named = kind === "parameter" ? run.dynamics.parameters : run.dynamics.sites;
  return rows.map((row, i) => {
    const histogram = histogramAt(run, kind, row, column);
    return histogram === null ? [] : line(histogram.bins, i + 1, named[row].name);
  });
};

const saturationText = (run, column) => {
  const rows = activationRows(run);
  const worst = d3.greatest(rows, (row) => numberAt(run, "flat", row, column));
  if (worst === undefined) return "";
  return `${stepText(run, column)}: the flattest layer is ${run.dynamics.sites[worst].name}, `
    + `${percent(numberAt(run, "flat", worst, column))} flat.`;
};

const fourPictures = (place, run) => {
  const {looks, parameters} = run.dynamics.histograms;
  const row = page.controls(place);
  const said = page.element("p", {class: "quiet", "aria-live": "polite"});
  place.append(said);
  let column = looks[looks.length - 1];
  const figures = [];
  lookSlider(row, run, "histograms", (now) => {
    column = now;
    said.textContent = saturationText(run, now);
    figures.forEach((figure) => figure.redraw());
  }, looks);
  const panels = page.element("div", {class: "panels wide"});
  place.append(depthLegend(Math.max(parameters.length, activationRows(run).length)), panels);
  const [low, high] = report.z;
  figures.push(page.figure(panels, {
    title: "Activation histogram",
    description: "The density of every activation's output, a line a layer.",
    reading: "Lines that lie on each other: every layer sees a signal of the same size. A spike: "
      + "outputs that are all the same.",
    draw: (width) => {
      const lines = linesOf(run, "y", activationRows(run), column, densityLine);
      const inside = lines.map((line) => line.filter(({x}) => x >= low && x <= high));
      return layerLines(lines, {x: {label: "output of the activation",
                                    domain: seenDomain(inside, 0.003, 0.1)},
                                y: {label: "density"}}, width);
    }}));
  figures.push(page.figure(panels, {
    title: "Gradient histogram",
    description: "How large the gradients at the activations are, a line a layer.",
    reading: "Lines side by side, in the order of layers: the gradient fades or grows with depth. "
      + "On each other: it travels well.",
    draw: (width) => magnitudePlot(
      linesOf(run, "gradient", activationRows(run), column, magnitudeLine),
      "log\u2081\u2080 |gradient at the output|", width)}));
  figures.push(page.figure(panels, {
    title: "Weight-gradient histogram",
    description: "How large the gradients of the weights are, a line a layer.",
    reading: "The gradient that each layer's weights are moved by; exact zeros are left out. One "
      + "line far from all others: a layer that learns much faster or slower.",
    draw: (width) => magnitudePlot(linesOf(run, "parameter", parameters, column, magnitudeLine),
                                   "log\u2081\u2080 |gradient of a weight|", width)}));
  page.figure(panels, {
    title: "Update ratio",
    description: "The logarithm of update over weight by step, a line a layer, and a line at "
      + "\u22123.",
    reading: "Near the dashed line, \u22123, is the rule of thumb. Well above it the learning rate "
      + "is too high, well below it too low.",
    draw: (width) => {
      const lines = parameters.map((row, i) => Array.from(rowsOf(run, "update").get(row) ?? [],
        (y, at) => ({x: stepsOf(run)[at], y, layer: i + 1,
                     name: run.dynamics.parameters[row].name}))
        .filter(({y}) => Number.isFinite(y)));
      return layerLines(lines, {x: {label: "step"}, y: {label: "log\u2081\u2080 of update over "
        + "weight"},
                                rule: [-3]}, width);
    }});
};

page.section("histograms", (section) => forOneRun(section, "histogram-run", fourPictures));
