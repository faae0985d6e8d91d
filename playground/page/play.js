// The experiment: opens two networks in the core, lets them make steps, draws what came of it.
const kLookEvery = 4;  // frames

const state = {
  opened: null, losses: [[], []], test: [{}, {}], ended: ["", ""], steps: 0, looks: null,
  playing: false, busy: false, unit: null, canvases: [], listeners: [],
};
const tell = () => state.listeners.forEach((listener) => listener());

const ask = async (request) => {
  const answer = await core.ask(request);
  if (answer.error === undefined) return answer;
  state.problem.textContent = answer.error;
  return null;
};

const draw = {
  async planes() {
    const {opened} = state;
    const request = {do: "plane", size: planes.size};
    if (state.unit !== null) request.unit = state.unit;
    const plane = await ask(request);
    if (plane === null) return;
    plane.sides.forEach((side, i) => {
      const place = state.places[i];
      if (opened.train.width === 1) {
        place.replaceChildren(planes.fit(side.values, opened, i, 300));
        return;
      }
      const canvas = state.canvases[i];
      if (!canvas.isConnected) place.replaceChildren(canvas);
      const shares = state.unit === null ? planes.shares(side.values, side.outputs)
                                         : planes.scaled(side.values);
      planes.paint(canvas, shares, planes.size);
      planes.dots(canvas, opened.test ?? opened.train, opened.reach);
    });
  },

  async looks() {
    const looks = await ask({do: "look"});
    if (looks === null) return;
    state.looks = looks.sides;
    tell();
  },

  numbers() {
    state.places.forEach((_, i) => {
      const measure = state.opened.goal;
      const losses = state.losses[i];
      state.lines[i].textContent = words.stepOf(losses.length) + "; " + words.loss + " "
        + page.number(losses.at(-1) ?? NaN) + "; " + words.test + " "
        + (words.measures[measure] ?? measure) + " "
        + (measure === "accuracy" ? page.fixed(100 * state.test[i][measure], 1) + " %"
                                  : page.number(state.test[i][measure]))
        + (state.ended[i] ? "; " + words.stopped(state.ended[i]) : "");
    });
    state.curves.redraw();
  },

  // Means over windows, so that a long run stays readable and cheap to draw.
  lossCurves(width) {
    const rows = state.losses.flatMap((losses, i) => {
      const window = Math.max(20, Math.ceil(losses.length / 300));
      return d3.range(0, losses.length, window).map((begin) => ({
        step: begin + window / 2, side: i === 0 ? words.left : words.right,
        loss: d3.mean(losses.slice(begin, begin + window))}));
    }).filter(({loss}) => loss > 0);
    return page.plot({width, height: 220, x: {label: words.stepAxis},
      y: {label: words.lossAxis, type: "log"}, color: {legend: true,
      domain: [words.left, words.right], range: [page.color(0), page.color(1)]},
      marks: [Plot.lineY(rows, {x: "step", y: "loss", stroke: "side", z: "side", strokeWidth: 1.5})]});
  },
};

const experiment = {
  async open() {
    state.playing = false;
    state.problem.textContent = "";
    const opened = await ask(settings.request());
    if (opened === null) return;
    Object.assign(state, {opened, losses: [[], []], ended: ["", ""], steps: 0, unit: null});
    await experiment.step(0);
    await draw.looks();
  },

  async step(count) {
    const stepped = await ask({do: "step", count});
    if (stepped === null) return;
    stepped.sides.forEach((side, i) => {
      state.losses[i].push(...side.losses.map((loss) => loss ?? NaN));
      state.test[i] = side.test;
      state.ended[i] = side.ended;
    });
    state.steps = Math.max(...stepped.sides.map((side) => side.step));
    await draw.planes();
    draw.numbers();
    state.button.textContent = state.playing ? words.pause : words.play;
  },

  // As many steps a frame as were asked for, and fewer where these take too long.
  async play() {
    if (state.busy) return;
    state.busy = true;
    let most = settings.now.speed;
    for (let frame = 1; state.playing; ++frame) {
      const begin = performance.now();
      await experiment.step(Math.min(most, settings.now.speed));
      if (frame % kLookEvery === 0) await draw.looks();
      const took = performance.now() - begin;
      most = Math.max(1, Math.min(settings.now.speed, took > 200 ? most / 2 : most + 1) | 0);
      if (state.ended.every((why) => why !== "")) state.playing = false;
      await new Promise((resolve) => window.setTimeout(resolve, document.hidden ? 500 : 0));
    }
    state.busy = false;
    await draw.looks();
    state.button.textContent = words.play;
  },

  toggle() {
    state.playing = !state.playing;
    state.button.textContent = state.playing ? words.pause : words.play;
    if (state.playing) experiment.play();
  },
};
