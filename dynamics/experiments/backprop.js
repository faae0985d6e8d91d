// The page of ./run backprop: tables of one example's way forward and back.
const passage = page.data("passage");
const number = (value) => page.number(value, 4);
const units = (layer) => layer.z.map((_, unit) => unit);
const weight = (layer, unit, i) => layer.weights[unit * layer.input.length + i];
const title = (layer) => layer.name === "head" ? "the last layer" : layer.name;

// "0.12 * 0.5 + -0.3 * -1 + 0.1", each number as it is shown elsewhere.
const sum = (terms, last = null) => terms.map(([a, b]) => `${number(a)} \u00b7 ${number(b)}`)
  .concat(last === null ? [] : [number(last)]).join(" + ");

const behind = (n, unit) => {
  const next = passage.layers[n + 1];
  return units(next).map((other) => [weight(next, other, unit), next.d_z[other]]);
};

page.section("derivation", (section) => {
  section.append(page.element("p", {}, "f(x) = ", page.formula(passage.formula)));
  page.table(section, {caption: "The derivation of f'", rows: passage.derivation, columns: [
    {title: "Part", value: (row) => row.part, cell: page.formula, wide: true},
    {title: "Rule", value: (row) => row.rule, wide: true},
    {title: "Its derivative", value: (row) => row.derivative, cell: page.formula, wide: true}]});
});

page.section("forward", (section) => passage.layers.forEach((layer) => {
  const columns = [
    {title: "Unit", value: (unit) => unit, number: true},
    {title: "Inputs times weights, plus bias", value: (unit) => unit, wide: true,
     cell: (unit) => sum(layer.input.map((x, i) => [weight(layer, unit, i), x]),
                         layer.biases[unit])},
    {title: "z", value: (unit) => layer.z[unit], cell: number, number: true}];
  if (layer.y.length > 0) {
    columns.push({title: "y = f(z)", value: (unit) => layer.y[unit], cell: number, number: true},
                 {title: "f'(z)", value: (unit) => layer.slope[unit], cell: number,
                  number: true});
  }
  page.table(section, {caption: title(layer), rows: units(layer), columns});
}));

page.section("loss", (section) => {
  const last = passage.layers[passage.layers.length - 1];
  page.table(section, {caption: "Softmax and cross-entropy", rows: units(last), columns: [
    {title: "Class", value: (unit) => unit, number: true},
    {title: "z", value: (unit) => last.z[unit], cell: number, number: true},
    {title: "Probability", value: (unit) => passage.probabilities[unit], cell: number,
     number: true},
    {title: "Truth", value: (unit) => unit === passage.label ? 1 : 0, number: true},
    {title: "Gradient by z", value: (unit) => last.d_z[unit], cell: number, number: true}]});
  section.append(page.element("p", {}, `Loss: \u2212log ${
    number(passage.probabilities[passage.label])} = ${number(passage.loss)}`));
});

page.section("backward", (section) => {
  for (let n = passage.layers.length - 2; n >= 0; --n) {
    const layer = passage.layers[n];
    page.table(section, {caption: title(layer), rows: units(layer), columns: [
      {title: "Unit", value: (unit) => unit, number: true},
      {title: "Weights times gradients behind", value: (unit) => unit, wide: true,
       cell: (unit) => sum(behind(n, unit))},
      {title: "Gradient by y", value: (unit) => layer.d_y[unit], cell: number, number: true},
      {title: "times f'(z)", value: (unit) => layer.slope[unit], cell: number, number: true},
      {title: "Gradient by z", value: (unit) => layer.d_z[unit], cell: number, number: true}]});
  }
});

page.section("update", (section) => passage.layers.forEach((layer) => {
  const rows = layer.weights.map((value, i) => ({
    unit: Math.floor(i / layer.input.length), input: i % layer.input.length, value,
    gradient: layer.d_weights[i]}));
  page.table(section, {caption: "Weights of " + title(layer), rows, columns: [
    {title: "Unit", value: (row) => row.unit, number: true},
    {title: "Input", value: (row) => row.input, number: true},
    {title: "Weight", value: (row) => row.value, cell: number, number: true},
    {title: "Gradient", value: (row) => row.gradient, wide: true,
     cell: (value, row) => `${number(layer.d_z[row.unit])} \u00b7 ${
       number(layer.input[row.input])} = ${number(value)}`},
    {title: "New weight", value: (row) => row.value - passage.lr * row.gradient, cell: number,
     number: true}]});
}));
