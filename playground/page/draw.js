// What of the experiment is drawn: what the networks say, the loss of each step, the looks inside.
const draw = {
  async planes() {
    const {opened, unit} = state;
    state.unitShown.hidden = unit === null;
    if (opened === null) return draw.nothing();
    if (unit !== null) state.unitName.textContent = words.unitPlane(unit.site, unit.index);
    if (opened.unit === "images") return pictures.fill(state.places, state.canvases);
    const request = {do: "plane", size: planes.size};
    if (unit !== null) request.unit = unit;
    const plane = await ask(request);
    if (plane === null || state.opened !== opened) return;
    plane.sides.forEach((side, i) => draw.plane(side, i));
  },

  plane(side, i) {
    const {opened, unit} = state;
    const place = state.places[i];
    if (opened.train.width === 1) {
      place.replaceChildren(planes.fit(side.values, opened, i, 300, unit));
      return;
    }
    const canvas = state.canvases[i];
    if (place.children.length !== 1 || !canvas.isConnected) place.replaceChildren(canvas);
    canvas.width = canvas.height = planes.pixels;
    canvas.setAttribute("aria-label",
                        unit === null ? words.boundary : words.unitPlane(unit.site, unit.index));
    planes.paint(canvas, unit === null ? planes.shares(side.values, side.outputs)
                                       : planes.scaled(side.values), planes.size);
    planes.dots(canvas, opened.test ?? opened.train, opened.reach);
  },

  // Where no networks are open.
  nothing() {
    state.canvases.forEach((canvas, i) => {
      canvas.width = canvas.height = planes.pixels;
      canvas.setAttribute("aria-label", words.nothingOpen);
      state.places[i].replaceChildren(canvas);
    });
  },

  async looks() {
    const {opened} = state;
    if (opened === null) return;
    const looks = await ask({do: "look"});
    if (looks === null || state.opened !== opened) return;
    state.looks = looks.sides;
    tell();
  },

  numbers() {
    const {opened} = state;
    state.lines.forEach((line, i) => {
      line.textContent = "";
      line.setAttribute("aria-live", state.playing ? "off" : "polite");  // read when it stands
      if (opened === null) return;
      const {[opened.goal]: value} = state.test[i];
      const last = state.losses[i].at(-1) ?? NaN;
      line.textContent = words.standing(state.losses[i].length, page.number(last),
        opened.goal,
        opened.goal === "accuracy" ? page.fixed(100 * value, 1) + " %" : page.number(value))
        + (state.ended[i] ? "; " + words.stopped(state.ended[i]) : "");
    });
    state.curves.redraw();
  },

  // Means over windows, so that a long run stays readable and cheap to draw. Each stands in the
  // middle of its steps, which are counted from 1; the last window may be shorter.
  lossMeans(losses, size) {
    return d3.range(0, losses.length, size).map((begin) => {
      const part = losses.slice(begin, begin + size);
      return {step: begin + (part.length + 1) / 2, loss: d3.mean(part)};
    });
  },

  lossCurves(width) {
    const size = Math.max(20, Math.ceil(d3.max(state.losses, ({length}) => length) / 300));
    const rows = state.losses.flatMap((losses, i) => draw.lossMeans(losses, size)
      .map((row) => ({...row, side: sideName(i)}))).filter(({loss}) => loss > 0);
    return page.plot({width, height: 220, x: {label: words.stepAxis(size)},
      y: {label: words.lossAxes[state.opened?.goal] ?? words.lossAxis, type: "log", ticks: 4,
          tickFormat: (loss) => page.number(loss)},
      color: {legend: true, domain: [words.left, words.right],
              range: [page.color(0), page.color(1)]},
      marks: [Plot.lineY(rows, {x: "step", y: "loss", stroke: "side", z: "side",
                                strokeWidth: 1.5})]});
  },
};
