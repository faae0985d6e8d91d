// The experiment: opens two networks in the core, lets them make steps, draws what came of it.
const kLookEvery = 4;       // frames
const kPatience = 2000;     // milliseconds until a person is offered to give up
const kLongestFrame = 200;  // milliseconds of steps; fewer are made where it takes longer

const state = {
  opened: null, losses: [[], []], test: [{}, {}], ended: ["", ""], steps: 0, looks: null,
  playing: false, busy: false, unit: null, canvases: [], listeners: [],
};
const tell = () => state.listeners.forEach((listener) => listener());
const sideName = (i) => i === 0 ? words.left : words.right;

// Null, and said on the page, where the core has an error for an answer.
const ask = async (request) => {
  const timer = window.setTimeout(() => { state.working.hidden = false; }, kPatience);
  const answer = await core.ask(request);
  window.clearTimeout(timer);
  state.working.hidden = true;
  if (answer.error === undefined) return answer;
  state.problem.textContent = answer.error;
  return null;
};

const draw = {
  async planes() {
    const {opened} = state;
    if (opened.unit === "images") return pictures.fill(state.places, state.canvases);
    const request = {do: "plane", size: planes.size};
    if (state.unit !== null) request.unit = state.unit;
    const plane = await ask(request);
    if (plane === null || state.opened !== opened) return;
    plane.sides.forEach((side, i) => {
      const place = state.places[i];
      if (opened.train.width === 1) {
        place.replaceChildren(planes.fit(side.values, opened, i, 300));
        return;
      }
      const canvas = state.canvases[i];
      if (place.children.length !== 1 || !canvas.isConnected) place.replaceChildren(canvas);
      canvas.width = canvas.height = planes.pixels;
      canvas.setAttribute("aria-label", state.unit === null ? words.boundary
        : words.unitPlane(state.unit.site, state.unit.index));
      const shares = state.unit === null ? planes.shares(side.values, side.outputs)
                                         : planes.scaled(side.values);
      planes.paint(canvas, shares, planes.size);
      planes.dots(canvas, opened.test ?? opened.train, opened.reach);
    });
  },

  async looks() {
    if (state.opened === null) return;
    const looks = await ask({do: "look"});
    if (looks === null) return;
    state.looks = looks.sides;
    tell();
  },

  numbers() {
    const {goal} = state.opened;
    state.lines.forEach((line, i) => {
      const {[goal]: value} = state.test[i];
      const last = state.losses[i].at(-1) ?? NaN;
      line.textContent = words.standing(state.losses[i].length, page.number(last),
        words.measures[goal] ?? goal,
        goal === "accuracy" ? page.fixed(100 * value, 1) + " %" : page.number(value))
        + (state.ended[i] ? "; " + words.stopped(state.ended[i]) : "");
    });
    state.curves.redraw();
  },

  // Means over windows, so that a long run stays readable and cheap to draw.
  lossCurves(width) {
    const rows = state.losses.flatMap((losses, i) => {
      const window = Math.max(20, Math.ceil(losses.length / 300));
      return d3.range(0, losses.length, window).map((begin) => ({
        step: begin + window / 2, side: sideName(i),
        loss: d3.mean(losses.slice(begin, begin + window))}));
    }).filter(({loss}) => loss > 0);
    return page.plot({width, height: 220, x: {label: words.stepAxis},
      y: {label: words.lossAxis, type: "log", ticks: 4, tickFormat: (loss) => page.number(loss)},
      color: {legend: true, domain: [words.left, words.right],
              range: [page.color(0), page.color(1)]},
      marks: [Plot.lineY(rows, {x: "step", y: "loss", stroke: "side", z: "side",
                                strokeWidth: 1.5})]});
  },
};

const experiment = {
  // False where the core refuses; what was open stays then.
  async open() {
    experiment.pause();
    state.problem.textContent = "";
    const opened = await ask(settings.request());
    if (opened === null) return false;
    Object.assign(state, {opened, losses: [[], []], test: [{}, {}], ended: ["", ""], steps: 0,
                          unit: null, looks: null});
    await experiment.step(0);
    await draw.looks();
    return true;
  },

  // `whole`: measured and drawn; images are not at every frame, for they take their time.
  async step(count, whole = true) {
    const {opened} = state;
    const measure = whole || opened?.unit !== "images";
    const stepped = await ask({do: "step", count, measure});
    if (stepped === null || state.opened !== opened) return false;
    stepped.sides.forEach((side, i) => {
      for (const loss of side.losses) state.losses[i].push(loss ?? NaN);
      state.test[i] = side.test ?? state.test[i];
      state.ended[i] = side.ended;
    });
    state.steps = Math.max(...stepped.sides.map((side) => side.step));
    if (measure) await draw.planes();
    draw.numbers();
    return true;
  },

  async oneStep() {
    experiment.pause();
    if (await experiment.step(1)) await draw.looks();
  },

  // As many steps a frame as were asked for, and fewer where these take too long.
  async play() {
    if (state.busy) return;
    state.busy = true;
    let most = settings.now.speed;
    for (let frame = 1; state.playing; ++frame) {
      const begin = performance.now();
      const whole = frame % kLookEvery === 0;
      if (!await experiment.step(Math.min(most, settings.now.speed), whole)) break;
      if (whole) await draw.looks();
      const took = performance.now() - begin;
      most = Math.max(1, Math.min(settings.now.speed,
                                  took > kLongestFrame ? most / 2 : most + 1) | 0);
      if (state.ended.every((why) => why !== "")) break;
      await new Promise((resolve) => window.setTimeout(resolve, document.hidden ? 500 : 0));
    }
    experiment.pause();
    state.busy = false;
    if (state.opened === null) return;
    await experiment.step(0);
    await draw.looks();
  },

  pause() {
    state.playing = false;
    state.button.textContent = words.play;
  },

  toggle() {
    if (state.playing) return experiment.pause();
    state.playing = true;
    state.button.textContent = words.pause;
    experiment.play();
  },

  // A request that takes too long ends with its worker.
  async giveUp() {
    experiment.pause();
    state.opened = null;
    await core.restart();
    state.working.hidden = true;
  },
};
