// One layer at one step: what stands behind a cell of the map.

// The layer's own parameters; of an activation also those of what comes before it, back to the
// weights.
const parametersBehind = (run, site) => {
  const {sites, parameters} = run.dynamics;
  const {name, kind} = sites[site];
  const behind = new Set([site]);
  if (kind === "activation") {
    for (let i = site - 1; i >= 0 && sites[i].kind !== "activation"; --i) {
      if (sites[i].kind !== "block") behind.add(i);
      if (sites[i].kind === "weights") break;
    }
  }
  const inside = (parameter) => kind === "block" && parameter.name.startsWith(name + ".");
  return d3.range(parameters.length)
           .filter((i) => behind.has(parameters[i].site) || inside(parameters[i]));
};

const kNormal = (z) => Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);

// From a value of f to a height among densities, so that both stand in one frame.
const functionAxis = (curve, [low, high], top) => {
  const seen = curve.filter(({z}) => z >= low && z <= high);
  const slopes = seen.map(({slope}) => slope).filter(Number.isFinite);
  const values = seen.map(({value}) => value).filter(Number.isFinite);
  const most = Math.max(1.2, 1.15 * (d3.max(slopes) ?? 1));
  const least = Math.min(-0.3, d3.min(slopes) ?? 0, Math.max(-1.2, d3.min(values) ?? 0));
  return d3.scaleLinear([least, most], [0, top]);
};

const preActivationPlot = (run, site, column, width) => {
  const histogram = histogramAt(run, "z", site, column);
  const [low, high] = report.z;
  const bins = (histogram?.bins ?? []).filter((bin) => bin.low >= low && bin.high <= high)
    .map((bin) => ({...bin, density: bin.share / (bin.high - bin.low)}));
  const wide = bins.filter(({share}) => share > 0.001);
  const frame = [Math.min(-4, d3.min(wide, (bin) => bin.low) ?? -4),
                 Math.max(4, d3.max(wide, (bin) => bin.high) ?? 4)];
  const top = 1.1 * Math.max(0.42, d3.max(bins, (bin) => bin.density) ?? 0);
  const curve = functionAt(run, site, column);
  const axis = functionAxis(curve ?? [], frame, top);
  const line = (key, name) => Plot.lineY(curve, {
    x: "z", y: (point) => page.drawable(axis(point[key]), 0, top), z: null, stroke: () => name,
    strokeWidth: 2, clip: true});
  const right = curve === null ? [] : [
    Plot.ruleY([axis(0)], {strokeDasharray: "2 3", strokeOpacity: 0.5}),
    Plot.axisY(axis.ticks(5), {anchor: "right", y: axis, label: "f, f\u2032", tickFormat: String}),
    line("value", "f"), line("slope", "f\u2032")];
  return page.plot({
    width, height: 300, marginRight: 40, grid: false,
    x: {label: "z", domain: frame}, y: {label: "density of z", domain: [0, top]},
    color: {legend: true, domain: ["z", "N(0, 1)", ...(curve === null ? [] : ["f", "f\u2032"])],
            range: ["var(--series-6)", "var(--quiet)", page.color(0), page.color(1)]},
    marks: [
      Plot.rect([{}], {x1: -5, x2: 0, y1: 0, y2: top, fill: "var(--series-5)", fillOpacity: 0.08,
                       clip: true}),
      Plot.rect(bins, {x1: "low", x2: "high", y1: 0, y2: "density", fill: () => "z",
                       fillOpacity: 0.45, inset: 0.5, clip: true}),
      Plot.lineY(d3.ticks(frame[0], frame[1], 120), {
        x: (z) => z, y: kNormal, z: null, stroke: () => "N(0, 1)", strokeDasharray: "4 3"}),
      Plot.ruleY([0]), ...right]});
};

// Magnitudes on a logarithmic axis, positive gradients up, negative ones down; exact zeros have no
// place there.
const gradientPlot = (bins, width) => {
  const rows = bins.filter(({low, high}) => low * high > 0).map(({low, high, share}) => {
    const [from, to] = d3.sort([Math.log10(Math.abs(low)), Math.log10(Math.abs(high))]);
    return {from, to, share: 100 * (low < 0 ? -share : share)};
  });
  const seen = rows.filter(({share}) => Math.abs(share) > 0.02);
  return page.plot({
    width, height: 240,
    x: {label: "log\u2081\u2080 |gradient|", domain: [d3.min(seen, (bin) => bin.from) ?? -1,
                                                      d3.max(seen, (bin) => bin.to) ?? 0]},
    y: {label: "share, %; below 0: of negative gradients", tickFormat: (share) => Math.abs(share)},
    marks: [Plot.rect(rows, {x1: "from", x2: "to", y1: 0, y2: "share", fill: page.color(2),
                             fillOpacity: 0.65, inset: 0.5, clip: true}),
            Plot.ruleY([0])]});
};

const updatePlot = (run, parameters, column, width) => {
  const names = parameters.map((i) => shortName(run.dynamics.parameters[i].name, 34));
  const points = parameters.flatMap((i, n) => Array.from(
    rowsOf(run, "update").get(i) ?? [],
    (value, at) => ({step: stepsOf(run)[at], value, name: names[n]})));
  return page.plot({
    width, height: 220, x: {label: "step"}, y: {label: "log\u2081\u2080 of update over weight"},
    color: {legend: true, domain: names, range: names.map((_, n) => page.color(n))},
    marks: [Plot.ruleY([-3], {strokeDasharray: "5 4"}),
            Plot.ruleX([stepsOf(run)[column]], {strokeOpacity: 0.5}),
            Plot.lineY(points, {x: "step", y: "value", z: "name", stroke: "name"}),
            Plot.dot(points.length < 200 ? points : [],
                     {x: "step", y: "value", fill: "name", r: 2})]});
};

const censusTiles = (run, site, column) => {
  const at = (name) => numberAt(run, name, site, column);
  const {units, places} = run.dynamics.sites[site];
  const ofUnits = (count) => `${page.number(count)} of ${page.number(units)}`;
  return [
    {title: "Flat places", value: percent(at("flat")), note: "|f\u2032| below a thousandth of its "
      + "largest"},
    {title: "Dead units", value: ofUnits(at("dead")), note: "flat at every place"},
    {title: "Saturated units", value: ofUnits(at("saturated")), note: "flat where f is bounded"},
    {title: "Died, came back", value: `${page.number(at("died"))}, ${page.number(at("revived"))}`,
     note: "since the look before"},
    {title: "Values of a unit", value: page.number(run.dynamics.examples * places),
     note: at("not-finite") > 0 ? `${page.number(at("not-finite"))} of all are no numbers`
                                : "places of all examples"}];
};

const theoryTable = (place, run, site, column) => {
  const at = (name) => numberAt(run, name, site, column);
  const theory = formulaOf(run, site).theory;
  const rows = [
    {name: "Mean of z", theory: 0, measured: at("z-mean")},
    {name: "Deviation of z", theory: 1, measured: at("z-deviation")},
    {name: "E[f], mean of the output", theory: theory.mean, measured: at("y-mean")},
    {name: "E[f\u00b2], size of the output", theory: theory.square, measured: at("y-square")},
    {name: "E[f\u2032\u00b2], slope for the gradient", theory: theory.slope_square,
     measured: at("slope-square")},
    {name: "Gradient factor, measured on the gradient", theory: theory.slope_square,
     measured: at("factor")},
    {name: "Flat places", theory: theory.flat, measured: at("flat")},
    {name: "Share in the bump, \u22125 \u2264 z \u2264 0", theory: theory.bump,
     measured: at("bump")}];
  page.table(place, {caption: "Theory, z ~ N(0, 1), beside what was measured", rows, columns: [
    {title: "Quantity", value: (row) => row.name, wide: true},
    {title: "Theory", value: (row) => row.theory, cell: (v) => page.number(v), number: true},
    {title: "Measured", value: (row) => row.measured, cell: (v) => page.number(v), number: true},
    {title: "Ratio", value: (row) => row.theory ? row.measured / row.theory : null,
     cell: (v) => page.number(v), number: true}]});
};

const parameterTable = (place, run, parameters, column) => {
  if (parameters.length === 0) return;
  const number = (title, name) => ({
    title, number: true, value: (i) => numberAt(run, name, i, column),
    cell: (v) => page.number(v)});
  page.table(place, {caption: "Parameters of this layer", rows: parameters, columns: [
    {title: "Parameter", value: (i) => run.dynamics.parameters[i].name, wide: true},
    number("Mean", "mean"), number("Deviation", "deviation"), number("Gradient", "gradient"),
    number("Signal / noise", "signal-over-noise"), number("log\u2081\u2080 update", "update"),
    number("Cosine", "cosine")]});
};

const gradientText = (run, site, column) => {
  const at = (name) => page.number(numberAt(run, name, site, column));
  return `Gradient, root mean square: ${at("entering")} comes in at the output, `
    + `${at("leaving")} goes on at the input; the factor of their squares is ${at("factor")}.`;
};

const beyondNote = (histogram) => {
  const [low, high] = report.z;
  const beyond = d3.sum(histogram?.bins ?? [],
    (bin) => bin.low < low || bin.high > high ? bin.share : 0);
  return beyond < 0.001 ? "" : ` ${percent(beyond)} of z lie beyond \u00b1${high}.`;
};

const activationFigures = (place, run, site, column) => {
  page.tiles(place, censusTiles(run, site, column));
  const z = histogramAt(run, "z", site, column);
  const formula = formulaOf(run, site);
  page.figure(place, {
    title: "Pre-activation z, with f and f\u2032 through it",
    caption: page.element("span", {}, "f(x) = ", page.formula(formula.text),
                          formula.problem === "" ? null : `. Not drawn: ${formula.problem}`),
    description: "A histogram of z with the density of N(0, 1), the activation and its derivative.",
    reading: "Where the bars are high, the slope f\u2032 (dashed line: 0) is what the gradient "
      + "meets. Bars over a flat piece of f let no gradient through. Tinted: the bump, \u22125 "
      + "\u2264 z \u2264 0. Learned parameters have their mean over "
      + "channels." + beyondNote(z) + histogramNote(run, z, column),
    draw: (width) => preActivationPlot(run, site, column, width)});
  theoryTable(place, run, site, column);
  const gradient = histogramAt(run, "gradient", site, column);
  if (gradient === null) return;
  page.figure(place, {
    title: "Gradient histogram",
    description: "A histogram of the gradient at the output of the layer.",
    reading: "How large the gradients at the output are, positive ones up, negative ones down. Far "
      + "to the left: hardly any arrives; bars \u22121 apart differ tenfold."
      + histogramNote(run, gradient, column),
    draw: (width) => gradientPlot(gradient.bins, width)});
};

const showCell = (place, run, site, column) => {
  place.replaceChildren();
  const {name, kind, class: words, units, formula} = run.dynamics.sites[site];
  place.append(page.element("h3", {}, `${name}, ${stepText(run, column)}`),
    page.element("p", {class: "quiet"},
      `${kind === "other" ? "" : kind + ", "}${shorter(words, 60)}, `
      + (kind === "attention" ? `${page.count(units, "head")}; the section Attention shows them.`
        : `${page.count(units, "unit")}. ${gradientText(run, site, column)}`)));
  if (formula !== null) activationFigures(place, run, site, column);
  const parameters = parametersBehind(run, site);
  const moving = parameters.filter((i) => rowsOf(run, "update").has(i)).slice(0, 6);
  if (moving.length > 0) {
    page.figure(place, {
      title: "Update ratio",
      description: "The logarithm of the update over the weights, by step, and a line at \u22123.",
      reading: "How large updates are beside the parameters. Near the dashed line, \u22123, is the "
        + "rule of thumb; far above it the learning rate is too high for this layer.",
      draw: (width) => updatePlot(run, moving, column, width)});
  }
  parameterTable(place, run, parameters, column);
};

page.section("cell", (section) => {
  let layers = null, looks = null, waiting = false;
  const runChoice = forOneRun(section, "run", (place, run) => {
    const {sites} = run.dynamics;
    const row = page.controls(place);
    const shown = page.element("div");
    place.append(shown);
    const now = {run: probed.indexOf(run), site: 0, column: 0};
    const show = () => {
      if (waiting) return;
      Object.assign(cellChoice, now);
      showCell(shown, run, now.site, now.column);
      announceCell();
    };
    const before = waiting;
    waiting = true;
    layers = page.choice(row, {
      name: "layer", label: "Layer", options: sites.map(({name}) => name),
      value: Math.max(0, sites.findIndex((site) => site.kind === "activation")),
      change: (i) => { now.site = i; show(); }});
    looks = lookSlider(row, run, "look", (column) => { now.column = column; show(); });
    waiting = before;
    show();
  });
  cellChoice.show = (run, site, column) => {
    waiting = true;
    if (run !== cellChoice.run) runChoice.set(run);
    layers.set(site);
    waiting = false;
    looks.set(column);
  };
});
