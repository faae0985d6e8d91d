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

const makeSelect = (row) => {
  const list = Array.isArray(row.options) ? row.options.map((option) => [option, option])
                                          : Object.entries(row.options);
  return page.element("select", {}, list.map(([option, text]) =>
    page.element("option", {value: option}, String(text))));
};

const makeInput = (row) => {
  if (row.options !== undefined) return makeSelect(row);
  if (row.check) return page.element("input", {type: "checkbox"});
  if (row.low === undefined) return page.element("input", {type: "text"});
  return page.element("input", {type: "number", min: row.low, max: row.high, step: row.step});
};

// {element, show}: show() brings it to what is open. changed({name: value}) gives a promise; then
// it shows what came of it, unless a person has gone on typing.
const makeControl = (row, changed) => {
  const input = makeInput(row);
  let edits = 0;
  const show = () => {
    const text = String(settings.now[row.name]);
    if (row.check) input.checked = settings.now[row.name];
    else input.value = text;
    if (input.value !== text && row.options !== undefined) {  // of an address
      input.append(page.element("option", {value: text}, text));
      input.value = text;
    }
  };
  input.addEventListener("input", () => ++edits);
  input.addEventListener("change", async () => {
    const mine = ++edits;
    const value = settings.from(row.name, String(row.check ? input.checked : input.value));
    if (value === undefined) state.problem.textContent = words.noNumber(row.label);
    else await changed({[row.name]: value});
    if (mine === edits) show();
  });
  show();
  return {element: page.element("label", {}, row.label, input), show};
};
