// What the page knows, and the ways to it that several sections need.
const report = page.data("report");
const runs = report.runs;
const probed = runs.filter((run) => run.dynamics !== null);

const shorter = (text, most = 40) => text.length > most ? text.slice(0, most - 1) + "\u2026" : text;
// Of names with dots the end tells more.
const shortName = (text, most) => text.length > most ? "\u2026" + text.slice(1 - most) : text;

const runNames = runs.map((run, i) => {
  const short = shorter(run.label);
  const first = runs.findIndex((other) => shorter(other.label) === short);
  return first === i ? short : `${i + 1}: ${short}`;
});
const runColors = {domain: runNames, range: runNames.map((_, i) => page.color(i))};
const nameOf = (run) => runNames[runs.indexOf(run)];

const stepsOf = (run) => run.dynamics.steps;
const stepText = (run, column) => "step " + page.number(stepsOf(run)[column]);
const percent = (share) =>
  Number.isFinite(share) ? page.number(100 * share) + " %" : page.number(null);

const once = (make) => {
  const made = new Map();
  return (run, key) => {
    const name = runs.indexOf(run) + " " + key;
    if (!made.has(name)) made.set(name, make(run, key));
    return made.get(name);
  };
};

// All rows of a statistic: a map from the row of a site or parameter to its numbers at the looks.
const rowsOf = once((run, name) => {
  const {constant, rows, packed} = run.dynamics.numbers[name];
  const columns = stepsOf(run).length;
  const numbers = unpackNumbers(packed);
  const all = new Map(constant.map(([row, value]) => [row, new Float32Array(columns).fill(value)]));
  rows.forEach((row, i) => all.set(row, numbers.subarray(i * columns, (i + 1) * columns)));
  return all;
});
const numberAt = (run, name, row, column) => rowsOf(run, name).get(row)?.[column] ?? NaN;

// The column with histograms that is nearest to `column`.
const nearest = (columns, column) =>
  columns[d3.leastIndex(columns, (a, b) => Math.abs(a - column) - Math.abs(b - column))];

const unpackedLook = once((run, place) => unpackHistograms(run.dynamics.histograms.packed[place]));

// The histogram of "z", "y" or "gradient" of a site, or of the gradient of a "parameter", at the
// nearest column that has any: {bins: [{low, high, share}], column}; null where there is none.
const histogramAt = (run, kind, row, column) => {
  const {activations, parameters, looks} = run.dynamics.histograms;
  const at = nearest(looks, column);
  const order = kind === "parameter" ? parameters.indexOf(row) : activations.indexOf(row);
  if (order < 0) return null;
  const place = kind === "parameter" ? 3 * activations.length + order
                                     : 3 * order + ["z", "y", "gradient"].indexOf(kind);
  const {first, shares} = unpackedLook(run, looks.indexOf(at))[place];
  const scale = kind === "z" || kind === "y" ? report.edges.value : report.edges.gradient;
  const bins = Array.from(shares, (share, i) => (
    {low: scale[first + i], high: scale[first + i + 1], share}));
  return bins.length === 0 ? null : {bins, column: at};
};

// What a histogram of another step is called where its own has been left out.
const histogramNote = (run, histogram, column) => histogram === null || histogram.column === column
  ? "" : ` The page keeps the histogram of ${stepText(run, histogram.column)}, the nearest.`;

// f and f' over report.z, as they are at a column.
const functionAt = (run, row, column) => {
  const {formula} = run.dynamics.sites[row];
  if (formula === null) return null;
  const {channels, formulas} = run.dynamics;
  const moved = channels.curves.find((curve) => curve.site === row);
  const fixed = formulas[formula].curve;
  if (moved === undefined && fixed === undefined) return null;
  const numbers = unpackNumbers(moved?.packed ?? fixed);
  const points = moved?.points ?? numbers.length / 2;
  const frame = moved === undefined ? 0 : channels.looks.indexOf(nearest(channels.looks, column));
  const [low, high] = report.z;
  return Array.from({length: points}, (_, i) => ({
    z: low + (high - low) * i / (points - 1),
    value: numbers[(2 * frame) * points + i], slope: numbers[(2 * frame + 1) * points + i]}));
};

// A choice of a run, and a place that is filled anew for each.
const forOneRun = (section, name, fill, among = probed) => {
  const row = page.controls(section);
  const place = page.element("div");
  section.append(place);
  return page.choice(row, {name, label: "Run", options: among.map(nameOf), change: (i) => {
    place.replaceChildren();
    fill(place, among[i]);
  }});
};

// A slider over the looks of a run.
const lookSlider = (row, run, name, change, columns = d3.range(stepsOf(run).length)) =>
  page.slider(row, {
    name, label: "Step", low: 0, high: columns.length - 1, value: columns.length - 1,
    describe: (place) => page.number(stepsOf(run)[columns[place]]),
    change: (place) => change(columns[place])});
