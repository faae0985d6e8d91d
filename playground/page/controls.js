// The controls of the experiment: one row a setting, from one table. `only` names the kinds of data
// (settings.kind) that have it.
const kTables = ["points", "own", "fit"];
const controlTable = [
  {name: "data", label: words.data, options: words.dataNames},
  {name: "target", label: words.target, only: ["fit"]},
  {name: "noise", label: words.noise, low: 0, high: 0.5, step: 0.01, only: ["points", "fit"]},
  {name: "count", label: words.count, options: [100, 200, 500, 1000],
   only: ["points", "fit", "shapes"]},
  {name: "depth", label: words.depth, low: 1, high: 12, step: 1, only: kTables},
  {name: "width", label: words.width, options: [2, 4, 8, 16, 32], only: kTables},
  {name: "norm", label: words.norm, options: words.norms, only: kTables},
  {name: "imageNorm", label: words.imageNorm, options: words.imageNorms, only: ["shapes"]},
  {name: "skip", label: words.skip, check: true, only: kTables},
  {name: "optimizer", label: words.optimizer, options: ["adam", "sgd", "rmsprop"]},
  {name: "rate", label: words.rate, options: [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3,
                                              1, 3, 10]},
  {name: "batch", label: words.batch, options: [10, 20, 50, 100]},
  {name: "init", label: words.init, options: ["he", "he-fan-in", "lecun", "glorot",
                                              "glorot-normal", "normal", "truncated-normal"]},
  {name: "seed", label: words.seed, low: 0, high: 99, step: 1},
  {name: "end", label: words.end, options: [500, 1000, 2000, 5000, 20000, 100000]},
];

const makeSelect = (row, value, take) => {
  const list = Array.isArray(row.options) ? row.options.map((option) => [option, option])
                                          : Object.entries(row.options);
  if (!list.some(([option]) => String(option) === String(value))) list.push([value, value]);
  return page.element("select", {onchange: (event) => take(event.target.value)},
    list.map(([option, text]) => page.element("option", {value: option}, String(text))));
};

const makeControl = (row, changed) => {
  const value = settings.now[row.name];
  const take = (text) => {
    const number = typeof usual[row.name] === "number";
    if (number && (text.trim() === "" || !Number.isFinite(Number(text)))) return;
    settings.set(row.name, number ? Number(text) : text);
    changed(row.name);
  };
  const onchange = (event) => take(event.target.value);
  let input;
  if (row.options !== undefined) {
    input = makeSelect(row, value, take);
  } else if (row.check) {
    input = page.element("input", {type: "checkbox",
                                   onchange: (event) => take(event.target.checked)});
    input.checked = value;
  } else if (row.low !== undefined) {
    input = page.element("input", {type: "number", min: row.low, max: row.high, step: row.step,
                                   onchange});
  } else {
    input = page.element("input", {type: "text", onchange});
  }
  if (!row.check) input.value = String(value);
  return page.element("label", {}, row.label, input);
};
