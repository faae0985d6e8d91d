// One example forward and back through the networks as they are now: the chain rule in numbers. A
// unit that is chosen is written out, edge by edge.
const kShownUnits = 8;  // of a layer, until a person asks for all
const kShownTerms = 4;  // of a sum, the largest

const passage = {
  chosen: {layer: 0, unit: 0},
  whole: new Set(),  // names of the layers of which all units are shown

  async fill(section, row) {
    if (state.opened?.unit === "images") return section.replaceChildren(words.noPassage);
    const {opened} = state;
    const {sides, error} = await core.ask({do: "passage", row});
    if (state.opened !== opened) return;
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
        side.layers.map((one, number) =>
          passage.rows(one, (unitOf) => choose(number, unitOf))))));
  },

  // The first units, and all of them at a click.
  rows(layer, choose) {
    const row = (unit) => page.element("tr", {},
      page.element("td", {}, unit === 0 ? layer.name : ""),
      page.element("td", {}, page.element("button", {type: "button", onclick: () => choose(unit),
        "aria-label": words.writeOut(layer.name, unit)}, String(unit))),
      [layer.z, layer.y, layer.slope, layer.d_y, layer.d_z].map((values) =>
        page.element("td", {class: "number"}, page.number(values[unit]))));
    const body = page.element("tbody");
    const all = layer.z.length;
    const shown = passage.whole.has(layer.name) ? all : Math.min(all, kShownUnits);
    body.append(...d3.range(shown).map(row));
    if (shown === all) return body;
    const open = () => {
      passage.whole.add(layer.name);
      more.replaceWith(...d3.range(shown, all).map(row));
      body.rows[shown].querySelector("button").focus();
    };
    const more = page.element("tr", {}, page.element("td"), page.element("td", {colspan: 6},
      page.element("button", {type: "button", onclick: open},
                   words.moreUnits(all - shown, layer.name))));
    body.append(more);
    return body;
  },

  // "0.3 \u00b7 1.2 + 0.1 \u00b7 \u22122" of the largest terms
  sum(left, right) {
    const terms = left.map((value, i) => [value, right[i]]);
    const large = terms.slice().sort((a, b) => Math.abs(b[0] * b[1]) - Math.abs(a[0] * a[1]));
    return large.slice(0, kShownTerms).map(([a, b]) => page.number(a) + " \u00b7 "
      + page.number(b)).join(" + ") + (terms.length > kShownTerms ? " + \u2026" : "");
  },

  // From the unit's inputs to its y. The sum of the linear layer is z itself where nothing stands
  // between them.
  forward(layer, unit) {
    const n = (values) => page.number(values[unit]);
    const inputs = layer.input.length;
    const weights = layer.weights.slice(unit * inputs, (unit + 1) * inputs);
    const sum = passage.sum(weights, layer.input)
      + (layer.biases.length > 0 ? " + " + n(layer.biases) : "");
    const skip = layer.skips ? ` + ${n(layer.input)}` : "";
    const lines = [];
    if (layer.mean.length > 0) {
      lines.push(`s = ${sum} = ${n(layer.sum)}`,
        `${words.normalised(layer.skips)} = ${n(layer.scale)} \u00b7 (${n(layer.sum)} \u2212 `
        + `${n(layer.mean)}) / ${n(layer.deviation)} + ${n(layer.shift)}${skip} = ${n(layer.z)}`);
    } else if (layer.skips) {
      lines.push(`s = ${sum} = ${n(layer.sum)}`,
                 `${words.skipped} = ${n(layer.sum)}${skip} = ${n(layer.z)}`);
    } else {
      lines.push(`z = ${sum} = ${n(layer.z)}`);
    }
    if (layer.y.length > 0) lines.push(`y = f(z) = ${n(layer.y)}`);
    return lines;
  },

  // From the layer behind to the gradients of the unit's weights.
  back(layer, next, unit) {
    const n = (values) => page.number(values[unit]);
    const lines = [];
    if (next !== undefined) {
      const out = next.d_sum.map((_, j) => next.weights[j * next.input.length + unit]);
      const skip = next.skips ? ` + ${n(next.d_z)}` : "";
      lines.push(`dL/dy = ${passage.sum(out, next.d_sum)}${skip} = ${n(layer.d_y)}`);
      lines.push(`dL/dz = dL/dy \u00b7 f\u2032(z) = ${n(layer.d_y)} \u00b7 ${n(layer.slope)} = `
        + n(layer.d_z));
    }
    const through = layer.mean.length > 0 || layer.skips ? "dL/ds" : "dL/dz";
    if (layer.mean.length > 0) {
      lines.push(`dL/ds = dL/dz \u00b7 \u03b3 / \u03c3 = ${n(layer.d_z)} \u00b7 `
        + `${n(layer.scale)} / ${n(layer.deviation)} = ${n(layer.d_sum)}`);
    } else if (layer.skips) {
      lines.push(`dL/ds = dL/dz = ${n(layer.d_sum)}`);
    }
    const inputs = layer.input.length;
    layer.input.slice(0, kShownTerms).forEach((x, i) => lines.push(`dL/dw${i} = ${through} \u00b7 `
      + `x${i} = ${n(layer.d_sum)} \u00b7 ${page.number(x)} = `
      + page.number(layer.d_weights[unit * inputs + i])));
    if (inputs > kShownTerms) lines.push(words.moreWeights(inputs - kShownTerms));
    return lines;
  },

  // Forward to the unit and back from it, a line a step.
  walk(layers, number, unit) {
    const layer = layers[number];
    const lines = [...passage.forward(layer, unit), ...passage.back(layer, layers[number + 1],
                                                                    unit)];
    return page.element("div", {}, page.element("p", {}, words.writtenOut(layer.name, unit)),
      page.element("ol", {class: "walk"}, lines.map((line) => page.element("li", {}, line))));
  },
};
