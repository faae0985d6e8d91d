// What the map can show. value() makes of the recorded number what is coloured, in the unit of
// `title`; `middle` is where a scale with two sides changes its colour. `reading` says how to read
// it.
const formulaOf = (run, site) => run.dynamics.formulas[run.dynamics.sites[site].formula];

const theoryOf = (run, site, key) => formulaOf(run, site)?.theory[key] ?? NaN;

const statistics = [
  {key: "slope-square", title: "Slope that the gradient meets, E[f'(z)\u00b2]", low: 0,
   reading: "Each cell is the mean square of f' at the pre-activations: the factor that this "
     + "layer's activation puts on the square of the gradient. Dark layers let little of it "
     + "through."},
  {key: "slope-square", as: "slope-theory", title: "Slope against theory, log\u2082", middle: 0,
   value: (number, run, site) => Math.log2(number / theoryOf(run, site, "slope_square")),
   reading: "0 is what normal pre-activations would give, \u22121 half of it, 1 twice as much: "
     + "colour shows where training has moved z away from N(0, 1)."},
  {key: "flat", title: "Flat places, share", low: 0,
   reading: "The share of places where f' is below a thousandth of its largest value: no gradient "
     + "comes through there. Half is normal for relu, hardly any for smooth functions."},
  {key: "dead", title: "Dead units, share", low: 0,
   value: (number, run, site) => number / run.dynamics.sites[site].units,
   reading: "The share of channels that are flat at every place of every example: they learn "
     + "nothing any more."},
  {key: "saturated", title: "Saturated units, share", low: 0,
   value: (number, run, site) => number / run.dynamics.sites[site].units,
   reading: "The share of channels that lie almost wholly on a side where the function is flat and "
     + "bounded, as the ends of a sigmoid are."},
  {key: "died", title: "Units that died since the look before", low: 0,
   reading: "How many channels were alive at the look before and are dead now."},
  {key: "revived", title: "Units that came back since the look before", low: 0,
   reading: "How many channels were dead at the look before and are alive now."},
  {key: "z-mean", title: "Mean of z", middle: 0,
   reading: "Red layers see mostly positive pre-activations, blue ones mostly negative ones."},
  {key: "z-deviation", title: "Deviation of z", low: 0,
   reading: "How far the pre-activations spread. Theory assumes 1; far below it every function is "
     + "almost a line."},
  {key: "bump", title: "Share in the bump, \u22125 \u2264 z \u2264 0, above chance", middle: 0,
   value: (number, run, site) => number - theoryOf(run, site, "bump"),
   reading: "Chance, N(0, 1), gives 50 %. Red layers use the bump of Swish more than chance does, "
     + "blue ones less."},
  {key: "y-square", title: "Size of the output against theory, E[f\u00b2], log\u2082", middle: 0,
   value: (number, run, site) => Math.log2(number / theoryOf(run, site, "square")),
   reading: "0 is what normal pre-activations would give, 1 twice as much."},
  {key: "not-finite", title: "Values of z that are no numbers", low: 0,
   reading: "Anything but 0 means that the network has overflowed."},
  {key: "entering", title: "Gradient at the activation, log\u2081\u2080", value: Math.log10,
   only: "activation",
   reading: "Root mean square of the gradient that comes back to each activation. Rows of one "
     + "colour: it travels well. A colour that changes from row to row: it fades or grows with "
     + "depth."},
  {key: "factor", title: "Gradient factor of the activation, log\u2082", middle: 0,
   value: Math.log2, only: "activation",
   reading: "How much of the gradient's square an activation hands on, \u22121 is half. Theory "
     + "says E[f'\u00b2]."},
  {key: "entering", as: "entering-all", title: "Gradient at every module, log\u2081\u2080",
   value: Math.log10,
   reading: "Root mean square of the gradient at the output of every module, in the order of "
     + "computation."},
  {key: "update", title: "Update ratio of weights, log\u2081\u2080", middle: -3,
   reading: "How large an update is beside the weights themselves. \u22123, the neutral colour, is "
     + "the rule of thumb; much redder: the learning rate is too high here; much bluer: hardly "
     + "anything is learned."},
  {key: "gradient", title: "Gradient of weights, log\u2081\u2080", value: Math.log10,
   reading: "Root mean square of the gradient of each layer's weights."},
  {key: "signal-over-noise", title: "Signal over noise of the weights' gradient", low: 0,
   reading: "How far batches agree on where to go: above 1 they mostly do, near 0 each pulls "
     + "elsewhere."},
  {key: "cosine", title: "Cosine between successive gradients", middle: 0,
   reading: "1: the next gradient points the same way; 0: at a right angle; below 0: back, as when "
     + "steps are too long."},
  {key: "deviation", title: "Deviation of weights, log\u2081\u2080", value: Math.log10,
   reading: "How large the weights of each layer are."},
];
statistics.forEach((statistic) => { statistic.as ??= statistic.key; });

const isWeight = ({group}) => !["norms", "biases", "activations"].includes(group);

// The rows of a statistic: [{name, site, values}], top to bottom.
const statisticRows = once((run, as) => {
  const {key, value = (number) => number, only} =
    statistics.find((statistic) => statistic.as === as);
  const {sites, parameters} = run.dynamics;
  const ofSites = run.dynamics.numbers[key].of === "sites";
  const named = ofSites ? sites : parameters;
  return d3.sort(rowsOf(run, key), ([row]) => row)
    .filter(([row]) => ofSites ? only === undefined || sites[row].kind === only
                               : isWeight(parameters[row]))
    .map(([row, numbers]) => ({
      name: named[row].name, site: ofSites ? row : parameters[row].site,
      values: numbers.map((number) => value(number, run, row))}));
});

// Those that any run has numbers for; what needs a theory, where it is known.
const shownStatistics = statistics.filter(({key, value = (number) => number}) => (
  probed.some((run) => {
    const {constant, rows} = run.dynamics.numbers[key];
    return [...rows, ...constant.map(([row]) => row)].some(
      (row) => Number.isFinite(value(1, run, row)));
  })));

// From a number to a colour, one scale for all runs. Single far numbers do not stretch it.
const statisticScale = (statistic) => {
  const all = probed.flatMap((run) => statisticRows(run, statistic.as));
  const numbers = Float32Array.from(
    all.flatMap(({values}) => Array.from(values).filter(Number.isFinite))).sort();
  let low = d3.quantileSorted(numbers, 0.002) ?? 0;
  let high = d3.quantileSorted(numbers, 0.998) ?? 1;
  if (statistic.middle !== undefined) {
    const reach = Math.max(Math.abs(high - statistic.middle), Math.abs(low - statistic.middle),
                           1e-9);
    [low, high] = [statistic.middle - reach, statistic.middle + reach];
  } else {
    low = Math.min(low, statistic.low ?? low);
    if (!(high > low)) high = low + 1;
  }
  const shades = statistic.middle === undefined
    ? d3.interpolateViridis : (share) => d3.interpolateRdBu(1 - share);
  return {low, high, shades, statistic};
};
