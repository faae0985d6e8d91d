// What the controller had learned after each update: how undecided it is, what it is paid, and the
// probability of every token at every position.
const kMostTokens = 12;

const updateLines = (updates, lines, width) => {
  const rows = lines.flatMap(({key, label}) => updates.filter((update) => update[key] !== null)
    .map((update) => ({update: update.update, value: update[key], line: label})));
  const labels = lines.map((line) => line.label);
  return page.plot({
    width, height: 260, x: {label: "update"}, y: {label: null},
    color: {legend: labels.length > 1, domain: labels, range: labels.map((_, i) => page.color(i))},
    marks: [Plot.lineY(rows, {x: "update", y: "value", stroke: "line", strokeWidth: 2,
                              marker: updates.length < 20 ? "dot" : "none", tip: true})]});
};

// The most probable tokens by name, best of the last update first; all others as one row.
const tokenRows = (position, shown) => {
  const last = position.probabilities.findLast((probabilities) => probabilities !== null);
  if (last === undefined) return {rows: [], names: []};
  const order = d3.sort(d3.range(last.length), (i) => -last[i]);
  const named = order.length > kMostTokens ? order.slice(0, kMostTokens - 1) : order;
  const others = order.slice(named.length);
  const names = named.map((i) => position.tokens[i]);
  if (others.length > 0) names.push(`${others.length} others`);
  const rows = position.probabilities.flatMap((probabilities, n) => {
    if (probabilities === null) return [];
    const values = named.map((i) => probabilities[i]);
    if (others.length > 0) values.push(d3.sum(others, (i) => probabilities[i]));
    return values.map((probability, i) => ({update: shown[n], token: names[i], probability}));
  });
  return {rows, names};
};

const tokenPlot = (position, shown, width) => {
  const {rows, names} = tokenRows(position, shown);
  const every = Math.ceil(shown.length / 8);
  return page.plot({
    width, height: 50 + 17 * names.length, marginLeft: 110, marginTop: 8, grid: false,
    x: {type: "band", label: "update", domain: shown, padding: 0,
        ticks: shown.filter((_, i) => i % every === 0)},
    y: {label: null, domain: names, tickSize: 0, tickFormat: (name) => shorter(String(name), 16)},
    opacity: {type: "sqrt", domain: [0, 1], range: [0.02, 1]},
    marks: [Plot.cell(rows, {x: "update", y: "token", fill: page.color(0), inset: 0,
                             fillOpacity: "probability", tip: {format: {x: true}}})]});
};

const finalText = (position) => {
  const last = position.probabilities.findLast((probabilities) => probabilities !== null);
  if (last === undefined) return "No probabilities were recorded.";
  const best = d3.greatestIndex(last);
  return `At the end ${position.tokens[best]} has probability ${page.fixed(last[best], 2)}.`;
};

const controllerFigures = (place, {controller}) => {
  const {updates, shown, positions} = controller;
  const panels = page.element("div", {class: "panels"});
  place.append(panels);
  const has = (key) => updates.some((update) => update[key] !== null);
  if (has("entropy")) {
    page.figure(panels, {
      title: "Entropy of the policy", caption: "In nats, summed over positions; 0 is certainty.",
      description: "Entropy after each update.",
      draw: (width) => updateLines(updates, [{key: "entropy", label: "entropy"}], width)});
  }
  const lines = [{key: "mean_reward", label: "mean reward of the batch"},
                 {key: "baseline", label: "baseline"}].filter((line) => has(line.key));
  if (lines.length > 0) {
    page.figure(panels, {
      title: "Reward", caption: "Of the trials that each update learned from.",
      description: lines.map((line) => line.label).join(" and ") + ".",
      draw: (width) => updateLines(updates, lines, width)});
  }
  if (positions.length === 0) return;
  place.append(page.element("h3", {}, "Token probabilities"),
    page.element("p", {class: "quiet"},
                 "The darker (in dark colours: the brighter), the more probable."));
  const maps = page.element("div", {class: "panels"});
  place.append(maps);
  for (const position of positions) {
    page.figure(maps, {title: String(position.name), description: finalText(position),
                       draw: (width) => tokenPlot(position, shown, width)});
  }
};

page.section("controller", (section) => forOneStudy(
  section, "controller-study", (study) => study.controller !== null, controllerFigures));
