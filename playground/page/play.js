// The experiment: opens two networks in the core and lets them make steps.
const kLookEvery = 4;       // frames
const kPatience = 2000;     // milliseconds until a person is offered to give up
const kLongestFrame = 200;  // milliseconds of steps; fewer are made where it takes longer

const noneMade = () => ({losses: [[], []], test: [{}, {}], ended: ["", ""], steps: 0, unit: null,
                         looks: null});
const state = {opened: null, ...noneMade(), playing: false, busy: false, canvases: [],
               listeners: []};
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

// Whatever opens networks, makes steps or looks waits until all that was asked before is done: a
// step that follows a change is a step of the changed networks.
let lastTurn = Promise.resolve();
const inTurn = (task) => {
  const turn = lastTurn.then(task);
  lastTurn = turn.catch(() => {});
  return turn;
};

// What is done in turn. Each may find that a person has given up meanwhile: nothing is open then.
const turns = {
  // False where the core refuses. What was open stays then, with its settings; where nothing was,
  // the settings are kept, for the page to show what the reason is about.
  async open(changes, said = "") {
    const changed = () => ({...settings.now, ...changes});  // the speed may change meanwhile
    state.problem.textContent = said;
    if (settings.lackPoints(changed())) {
      settings.take(changed());
      turns.close();
      state.problem.textContent = words.wantsPoints;
      return false;
    }
    const opened = await ask(settings.request(changed()));
    settings.take(opened !== null || state.opened === null ? changed() : settings.now);
    if (opened === null) return false;
    Object.assign(state, {opened, ...noneMade()});
    await turns.step(0);
    await draw.looks();
    return true;
  },

  close() {
    Object.assign(state, {opened: null, ...noneMade()});
    draw.planes();
    draw.numbers();
    tell();
  },

  // `whole`: measured and drawn; images are not at every frame, for they take their time.
  async step(count, whole = true) {
    const {opened} = state;
    if (opened === null) return false;
    const measure = whole || opened.unit !== "images";
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
    return state.opened === opened;
  },

  async frame(count, whole) {
    if (!state.playing || !await turns.step(count, whole)) return false;
    if (whole) await draw.looks();
    return true;
  },

  async stepAndLook(count) {
    const made = await turns.step(count);
    if (made) await draw.looks();
    return made;
  },
};

// Changes that wait for their turn, in order: what a person wished last is not yet what is open.
const waiting = [];
const openInTurn = (changes, said) => {
  experiment.pause();
  waiting.push(changes);
  return inTurn(() => turns.open(changes, said).finally(() => waiting.shift()));
};

const experiment = {
  // Anew, with these settings changed.
  open: (changes = {}) => openInTurn(changes),

  // The settings when all that waits is done, unless the core refuses.
  wished: () => Object.assign({}, settings.now, ...waiting),

  // What the address says, when the page opens and when somebody edits it.
  follow() {
    const {wanted, strange} = settings.read();
    return openInTurn(wanted, strange.length > 0 ? words.passedOver(strange) : "");
  },

  step: (count, whole = true) => inTurn(() => turns.step(count, whole)),
  look: () => inTurn(draw.looks),
  repaint: () => inTurn(draw.planes),

  // A unit of the networks that are open now, not of others that wait for their turn.
  choose(unit) {
    const {opened} = state;
    return inTurn(() => {
      if (opened !== null && state.opened === opened) state.unit = unit;
      return draw.planes();
    });
  },

  oneStep() {
    experiment.pause();
    return inTurn(() => turns.stepAndLook(1));
  },

  // As many steps a frame as were asked for, and fewer where these take too long.
  async play() {
    if (state.busy) return;
    state.busy = true;
    let most = settings.now.speed;
    for (let frame = 1; state.playing; ++frame) {
      const begin = performance.now();
      const count = Math.min(most, settings.now.speed);
      if (!await inTurn(() => turns.frame(count, frame % kLookEvery === 0))) break;
      const took = performance.now() - begin;
      most = Math.max(1, Math.min(settings.now.speed,
                                  took > kLongestFrame ? most / 2 : most + 1) | 0);
      if (state.ended.every((why) => why !== "")) break;
      await new Promise((resolve) => window.setTimeout(resolve, document.hidden ? 500 : 0));
    }
    experiment.pause();
    state.busy = false;
    await inTurn(() => turns.stepAndLook(0));
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
    turns.close();
    state.problem.textContent = words.givenUp;
    await core.restart();
    state.working.hidden = true;
  },
};
