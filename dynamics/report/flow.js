// How large the gradient is from the first layer to the last, runs over each other.
page.section("flow", (section) => {
  const kinds = ["activation", "weights", "normalisation", "block"].filter((kind) => probed.some(
    (run) => run.dynamics.sites.some((site) => site.kind === kind)));
  let kind = kinds[0];
  let share = 1;
  let figure = null;
  const row = page.controls(section);
  const columnOf = (run) => Math.round(share * (stepsOf(run).length - 1));
  const pointsOf = (run, column, when) => d3.sort(rowsOf(run, "entering"), ([site]) => site)
    .filter(([site]) => run.dynamics.sites[site].kind === kind)
    .map(([site, numbers], i) => ({layer: i + 1, value: numbers[column], run: nameOf(run), when,
                                   name: run.dynamics.sites[site].name}))
    .filter(({value}) => value > 0 && Number.isFinite(value));
  page.choice(row, {name: "flow", label: "At", options: kinds.map((word) => word === "weights"
    || word.endsWith("s") ? word : word + "s"), change: (i) => {
    kind = kinds[i];
    figure?.redraw();
  }});
  const longest = d3.greatest(probed, (run) => stepsOf(run).length);
  lookSlider(row, longest, "flow-look", (column) => {
    share = column / Math.max(1, stepsOf(longest).length - 1);
    figure?.redraw();
  });
  figure = page.figure(section, {
    title: "Gradient by depth",
    description: "The root mean square of the gradient at each layer, one line a run.",
    reading: "A level line: the gradient reaches the first layers as large as it was at the last. "
      + "Falling to the left: it fades on its way back; rising: it explodes. Thin and dashed: at "
      + "the start of training.",
    draw: (width) => {
      const start = probed.flatMap((run) => pointsOf(run, 0, "start"));
      const now = probed.flatMap((run) => pointsOf(run, columnOf(run), "now"));
      const layers = d3.max([...start, ...now], ({layer}) => layer) ?? 1;
      return page.plot({
        width, height: 320, color: {legend: runs.length > 1, ...runColors},
        x: {label: "layer, from the input to the output", tickFormat: "d",
            ticks: d3.ticks(1, layers, width / 60).filter(Number.isInteger)},
        y: {label: "gradient, root mean square", type: "log", tickFormat: "~e"},
        marks: [Plot.lineY(start, {x: "layer", y: "value", z: "run", stroke: "run",
                                   strokeDasharray: "4 3", strokeOpacity: 0.7}),
                Plot.lineY(now, {x: "layer", y: "value", z: "run", stroke: "run", strokeWidth: 2}),
                Plot.dot(now, {x: "layer", y: "value", fill: "run", r: 3, title: "name"})]});
    }});
});
