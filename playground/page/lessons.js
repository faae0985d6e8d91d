// Six lessons. Each sets the page up, asks for one thing, and checks it on what the core measures.
// `free` names what a student may change; all else has to stay. conditions() gets {steps, test,
// ended, looks}, with the two sides in order, and gives rows: whether it is met, of what, what it
// is, what is asked for. Numbers are compared as they are said, so that no verdict denies them.
const kAlwaysFree = ["speed", "end", "csv", "target", "imageNorm"];  // they change nothing there

const dead = (look) => d3.sum(Object.values(look.look.sites), (site) => site.slope?.dead ?? 0);
const said = (value, digits = 3) =>
  Number.isFinite(value) ? String(Number(value.toPrecision(digits))) : words.none;

// The gradient that enters A's first layer over that of its last one.
const reachRow = ({looks}, low, high, wanted) => {
  const entering = Object.values(looks[0].look.sites).filter((site) => site.slope)
    .map((site) => site.gradient.entering);
  const text = said(entering[0] / entering.at(-1));
  return [Number(text) >= low && Number(text) <= high, words.lessons.reach, text, wanted];
};
const stepsRow = ({steps}, low, high, wanted) =>
  [steps >= low && steps <= high, words.lessons.steps, steps, wanted];
// `meets` judges the accuracy in %, NaN of what diverged.
const accuracyRow = ({test, ended}, i, meets, wanted) => {
  const percent = ended[i].includes("finite") ? NaN : Number((100 * test[i].accuracy).toFixed(1));
  return [meets(percent), words.lessons.accuracyOf([words.left, words.right][i]),
          Number.isNaN(percent) ? words.diverged : percent, wanted];
};
const deadRow = ({looks}, i, meets, wanted) => [meets(dead(looks[i])),
  words.lessons.dying.dead([words.left, words.right][i]), dead(looks[i]), wanted];

const lessons = [
  {
    name: "dying", ...words.lessons.dying, free: ["rate"],
    setup: {data: "circles", a: "relu", b: "swish", depth: 4, width: 16, norm: "off", rate: 0.01},
    conditions: (run) => [stepsRow(run, 200, Infinity, words.atLeast(200)),
      deadRow(run, 0, (units) => units >= 25, words.atLeast(25)),
      deadRow(run, 1, (units) => units === 0, 0)],
  },
  {
    name: "scale", ...words.lessons.scale, free: ["norm", "rate", "a", "seed"],
    setup: {data: "spirals", a: "relu", b: "swish", depth: 3, width: 16, norm: "no-scale"},
    conditions: (run) => {
      const widths = Object.values(run.looks[1].look.sites).filter((site) => site.z)
        .map((site) => said(site.z.std));
      return [[run.settings.norm === "on", words.norm, words.norms[run.settings.norm], words.on],
        stepsRow(run, 500, Infinity, words.atLeast(500)),
        [widths.some((width) => Number(width) > 1.2 || Number(width) < 0.8),
         words.lessons.scale.widths, widths.join(", "), words.lessons.scale.wanted]];
    },
  },
  {
    name: "depth", ...words.lessons.depth,
    free: ["norm", "skip", "init", "rate", "optimizer", "batch", "width", "b", "seed"],
    setup: {data: "moons", a: "sigmoid", b: "relu", depth: 10, width: 16, skip: false, norm: "off"},
    conditions: (run) => [reachRow(run, 0.01, Infinity, words.atLeast(0.01))],
  },
  {
    name: "sine", ...words.lessons.sine, free: ["a", "b"],
    setup: {data: "spirals", a: "relu", b: "relu", depth: 2, width: 16, norm: "off", rate: 0.01},
    conditions: (run) => [stepsRow(run, 0, 1000, words.atMost(1000)),
      accuracyRow(run, 0, (percent) => percent >= 99, words.atLeast(99))],
  },
  {
    name: "rate", ...words.lessons.rate, free: ["rate"],
    setup: {data: "moons", a: "x^3", b: "tanh", depth: 2, width: 8, optimizer: "sgd", rate: 0.001,
            norm: "off"},
    conditions: (run) => [stepsRow(run, 600, Infinity, words.atLeast(600)),
      accuracyRow(run, 0, (percent) => !(percent >= 90), words.diverged + words.or
                                                         + words.below(90)),
      accuracyRow(run, 1, (percent) => percent >= 95, words.atLeast(95))],
  },
  {
    name: "gain", ...words.lessons.gain, free: ["a", "b"], multiple: {a: "tanh"},
    setup: {data: "circles", a: "0.5 * tanh(x)", b: "relu", depth: 10, width: 32, skip: false,
            norm: "off"},
    conditions: (run) => [stepsRow(run, 0, 0, 0), reachRow(run, 0.5, 2, words.between(0.5, 2))],
  },
];

// Formulas are compared as functions, over the places that the core draws them at: "1 / (1 +
// exp(-x))" is sigmoid. `any_factor`: a multiple will do.
const isFunction = async (ask, text, wanted, any_factor) => {
  const [is, other] = [await ask({do: "formula", text}), await ask({do: "formula", text: wanted})];
  if (is.error !== undefined) return false;
  const factor = any_factor ? is.curve.at(-1) / other.curve.at(-1) : 1;
  return factor !== 0 && (any_factor || is.parameters.length === other.parameters.length)
    && is.curve.every((y, i) => Math.abs(y - factor * other.curve[i]) <= 1e-6 * Math.abs(factor)
                                * (1 + Math.abs(other.curve[i])));
};

// What had to stay and did not, in words.
const changedIn = async (lesson, now, ask) => {
  const changed = [];
  for (const [name, value] of Object.entries({...usual, ...lesson.setup})) {
    const multiple = lesson.multiple?.[name];
    if (multiple === undefined && [...lesson.free, ...kAlwaysFree].includes(name)) continue;
    if (name !== "a" && name !== "b") {
      const shown = typeof value === "boolean" ? (value ? words.on : words.off) : value;
      if (now[name] !== value) changed.push(words.lessonKeeps(words[name], shown));
    } else if (!await isFunction(ask, now[name], multiple ?? value, multiple !== undefined)) {
      const what = words.activationOf(name === "a" ? words.left : words.right);
      changed.push(words.lessonKeeps(what, multiple ? words.multipleOf(multiple) : value));
    }
  }
  return changed;
};

// {passed, said}: of the networks that are open, as the last look saw them.
const judge = async (lesson, run, ask) => {
  if (run.looks === null) return {passed: false, said: words.nothingOpen};
  const changed = await changedIn(lesson, run.settings, ask);
  if (changed.length > 0) return {passed: false, said: changed.join("; ")};
  const rows = lesson.conditions(run);
  const missed = rows.filter(([met]) => !met);
  return {passed: missed.length === 0, said: (missed.length > 0 ? missed : rows)
    .map(([, what, is, wanted]) => words.lessonHas(what, is, wanted)).join("; ")};
};
