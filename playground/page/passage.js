// One example forward and back through the networks as they are now: the chain rule in numbers. A
// unit that is chosen is written out, edge by edge.
const passage = {
  chosen: {layer: 0, unit: 0},

  async fill(section, row) {
    if (state.opened?.unit === "images") return section.replaceChildren(words.noPassage);
    const {sides, error} = await core.ask({do: "passage", row});
    section.replaceChildren(...(error === undefined ? sides.map(passage.side)
      : [page.element("p", {class: "problem"}, error)]));
  },

  side(side, i) {
    const walk = page.element("div", {"aria-live": "polite"});
    const choose = (layer, unit) => {
      passage.chosen = {layer, unit};
      walk.replaceChildren(passage.walk(side.layers, layer, unit));
    };
    const {layer, unit} = passage.chosen;
    if (side.layers[layer]?.z[unit] !== undefined) choose(layer, unit);
    return page.element("div", {},
      page.element("h3", {}, sideName(i) + ": " + words.lossHere(page.number(side.loss))),
      walk, page.element("div", {class: "scroll"}, page.element("table", {},
        page.element("thead", {}, page.element("tr", {},
          words.passageHead.map((head) => page.element("th", {scope: "col"}, head)))),
        page.element("tbody", {}, side.layers.flatMap((one, number) =>
          passage.rows(one, (unitOf) => choose(number, unitOf)))))));
  },

  rows: (layer, choose) => layer.z.slice(0, 8).map((z, unit) => page.element("tr", {},
    page.element("td", {}, unit === 0 ? layer.name : ""),
    page.element("td", {}, page.element("button", {type: "button", onclick: () => choose(unit),
      "aria-label": words.writeOut(layer.name, unit)}, String(unit))),
    [z, layer.y[unit], layer.slope[unit], layer.d_y[unit], layer.d_z[unit]].map((value) =>
      page.element("td", {class: "number"}, page.number(value))))),

  // "0.3 \u00b7 1.2 + 0.1 \u00b7 \u22122" of the largest terms
  sum(left, right) {
    const terms = left.map((value, i) => [value, right[i]]);
    const large = terms.slice().sort((a, b) => Math.abs(b[0] * b[1]) - Math.abs(a[0] * a[1]));
    return large.slice(0, 4).map(([a, b]) => page.number(a) + " \u00b7 " + page.number(b))
      .join(" + ") + (terms.length > 4 ? " + \u2026" : "");
  },

  // Forward to the unit and back from it, a line a step.
  walk(layers, number, unit) {
    const layer = layers[number], next = layers[number + 1];
    const n = (value) => page.number(value);
    const row = layer.weights.slice(unit * layer.input.length, (unit + 1) * layer.input.length);
    const z = d3.sum(row, (weight, i) => weight * layer.input[i]) + (layer.biases[unit] ?? 0);
    const direct = Math.abs(z - layer.z[unit]) < 1e-3 * (1 + Math.abs(z));  // no BatchNorm, no skip
    const lines = [direct
      ? `z = ${passage.sum(row, layer.input)} + ${n(layer.biases[unit])} = ${n(layer.z[unit])}`
      : words.normalised(n(z), n(layer.z[unit]))];
    if (layer.y.length > 0) lines.push(`y = f(z) = ${n(layer.y[unit])}`);
    if (next !== undefined) {
      const out = next.d_z.map((_, j) => next.weights[j * next.input.length + unit]);
      const back = d3.sum(out, (weight, j) => weight * next.d_z[j]);
      if (Math.abs(back - layer.d_y[unit]) < 1e-3 * (1e-3 + Math.abs(back))) {
        lines.push(`dL/dy = ${passage.sum(out, next.d_z)} = ${n(layer.d_y[unit])}`);
      }
    }
    if (layer.y.length > 0) {
      lines.push(`dL/dz = dL/dy \u00b7 f\u2032(z) = ${n(layer.d_y[unit])} \u00b7 `
        + `${n(layer.slope[unit])} = ${n(layer.d_z[unit])}`);
    }
    if (direct) {
      lines.push(...layer.input.slice(0, 4).map((x, i) => `dL/dw${i} = dL/dz \u00b7 x${i} = `
        + `${n(layer.d_z[unit])} \u00b7 ${n(x)} = ${n(layer.d_weights[unit * layer.input.length
                                                                       + i])}`));
    }
    return page.element("div", {}, page.element("p", {}, words.writtenOut(layer.name, unit)),
      page.element("ol", {class: "walk"}, lines.map((line) => page.element("li", {}, line))));
  },
};
