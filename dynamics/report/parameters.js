// Movies of what is learned channel by channel.
const movieOf = (run, i) => {
  const {parameter, channels, low, high, packed} = run.dynamics.channels.parameters[i];
  const values = unpackLevels(packed, low, high);
  return {...run.dynamics.parameters[parameter], channels, low, high,
          frame: (n) => values.subarray(n * channels, (n + 1) * channels)};
};

const initialOf = (run, {name, site}) => {
  const formula = site === null ? undefined : formulaOf(run, site);
  const known = formula?.parameters.find((parameter) => name.endsWith("." + parameter.name));
  return known?.initial ?? null;
};

const moviePlot = (movie, initial, frame, width) => {
  const reach = movie.high > movie.low ? movie.high - movie.low : 1;
  const domain = [movie.low - 0.02 * reach, movie.high + 0.02 * reach];
  const edges = d3.range(domain[0], domain[1], (domain[1] - domain[0]) / 30);
  const bins = d3.bin().domain(domain).thresholds(edges);
  const counted = (values) => bins(Array.from(values).filter(Number.isFinite));
  const [now, first] = [counted(movie.frame(frame)), counted(movie.frame(0))];
  const outline = first.flatMap((bin) => [{x: bin.x0, y: bin.length}, {x: bin.x1, y: bin.length}]);
  const top = Math.max(d3.max(now, (bin) => bin.length), Math.min(movie.channels, 4));
  return page.plot({
    width, height: 240, x: {label: movie.name, domain}, y: {label: "channels", domain: [0, top]},
    marks: [Plot.rect(now, {x1: "x0", x2: "x1", y1: 0, y2: "length", fill: page.color(0),
                            fillOpacity: 0.7, inset: 0.5}),
            Plot.lineY(outline, {x: "x", y: "y", stroke: "var(--quiet)", strokeDasharray: "3 3",
                                 clip: true}),
            Plot.ruleX(initial === null ? [] : [initial], {stroke: page.color(1), strokeWidth: 2}),
            Plot.ruleY([0])]});
};

const wayPlot = (run, movie, frame, width) => {
  const {looks} = run.dynamics.channels;
  const rows = looks.map((column, n) => {
    const sorted = Float32Array.from(Array.from(movie.frame(n)).filter(Number.isFinite)).sort();
    const at = (share) => d3.quantileSorted(sorted, share);
    return {step: stepsOf(run)[column], low: at(0), quarter: at(0.25), middle: at(0.5),
            most: at(0.75), high: at(1)};
  }).filter(({middle}) => middle !== undefined);
  return page.plot({
    width, height: 240, x: {label: "step"}, y: {label: movie.name},
    marks: [Plot.areaY(rows, {x: "step", y1: "low", y2: "high", fill: page.color(0),
                              fillOpacity: 0.15}),
            Plot.areaY(rows, {x: "step", y1: "quarter", y2: "most", fill: page.color(0),
                              fillOpacity: 0.3}),
            Plot.lineY(rows, {x: "step", y: "middle", stroke: page.color(0), strokeWidth: 2}),
            Plot.dot(rows.slice(0, 1), {x: "step", y: "middle", fill: page.color(0), r: 2}),
            Plot.ruleX([stepsOf(run)[looks[frame]]], {strokeOpacity: 0.6})]});
};

const madeFunctionPlot = (run, movie, frame, width) => {
  const {looks} = run.dynamics.channels;
  const at = (n, when) => functionAt(run, movie.site, looks[n])
    .filter(({z}) => Math.abs(z) <= 5).map((point) => ({...point, when}));
  const points = [...at(0, "start"), ...at(frame, "now")];
  const line = (key, color, when) => Plot.lineY(points.filter((point) => point.when === when), {
    x: "z", y: key, z: null, stroke: () => color, strokeWidth: when === "now" ? 2 : 1,
    strokeDasharray: when === "now" ? null : "4 3"});
  return page.plot({
    width, height: 240, x: {label: "z"}, y: {label: "f, f\u2032"},
    color: {legend: true, domain: ["f", "f\u2032"], range: [page.color(0), page.color(1)]},
    marks: [Plot.ruleY([0]), ...["start", "now"].flatMap((when) => [
      line("value", "f", when), line("slope", "f\u2032", when)])]});
};

const movieFigures = (place, run, movie, frame) => {
  const figures = [];
  const panels = page.element("div", {class: "panels wide"});
  place.append(panels);
  figures.push(page.figure(panels, {
    title: "Its channels now",
    description: "A histogram of the parameter over channels.",
    reading: "Each channel learns its own. Dashed: where they stood at the first look"
      + (initialOf(run, movie) === null ? "." : "; orange line: where the formula starts."),
    draw: (width) => moviePlot(movie, initialOf(run, movie), frame(), width)}));
  figures.push(page.figure(panels, {
    title: "Its way",
    description: "Quartiles and range of the parameter over channels, by step.",
    reading: "Line: the channel in the middle; dark band: half of them; light band: all. The "
      + "upright line is the slider.",
    draw: (width) => wayPlot(run, movie, frame(), width)}));
  const makes = movie.group === "activations" && movie.site !== null;
  if (makes && functionAt(run, movie.site, 0) !== null) {
    figures.push(page.figure(panels, {
      title: "The function it makes",
      description: "The activation and its derivative at the mean over channels, at the start and "
        + "now.",
      reading: "With the mean over channels. Dashed: at the first look.",
      draw: (width) => madeFunctionPlot(run, movie, frame(), width)}));
  }
  return figures;
};

const movies = (place, run) => {
  const {looks, parameters} = run.dynamics.channels;
  const row = page.controls(place);
  const shown = page.element("div");
  place.append(shown);
  let figures = [];
  let frame = looks.length - 1;
  // What activations learn comes first in the list.
  const order = d3.sort(d3.range(parameters.length), (i) => (
    run.dynamics.parameters[parameters[i].parameter].group === "activations" ? 0 : 1));
  page.choice(row, {
    name: "parameter", label: "Parameter",
    options: order.map((i) => run.dynamics.parameters[parameters[i].parameter].name),
    change: (i) => {
      shown.replaceChildren();
      figures = movieFigures(shown, run, movieOf(run, order[i]), () => frame);
    }});
  lookSlider(row, run, "frame", (column) => {
    frame = looks.indexOf(column);
    figures.forEach((figure) => figure.redraw());
  }, looks);
};

page.section("parameters", (section) => {
  const learning = probed.filter((run) => run.dynamics.channels.parameters.length > 0);
  if (learning.length > 0) return forOneRun(section, "parameter-run", movies, learning);
  section.append(page.element("p", {class: "quiet"}, "No parameter was recorded by channel."));
});
