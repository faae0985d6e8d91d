// node lessons.js ANSWERS: each lesson of the playground as a student may solve it. Its check
// passes for right answers, however they are written, and fails for wrong ones, where what it says
// has to match. ANSWERS is the program of answers.cpp.
const {nativeCore, pageScripts} = require("./asked.js");

// [changes, steps, what the verdict says]
const cases = {
  dying: {
    right: [[{rate: 0.1}, 200, /dead units of A: \d+ \(asked for: at least 25\)/],
            [{rate: 0.1, a: "max(x, 0)", b: "x * sigmoid(beta * x)"}, 200, /^steps: 200/]],
    wrong: [[{}, 200, /^dead units of A: \d+ \(asked for: at least 25\)$/],
            [{rate: 0.3}, 200, /^dead units of B: \d+ \(asked for: 0\)$/],
            [{a: "relu(x - 5)"}, 200, /^activation of A must stay relu$/],
            [{rate: 0.1, data: "fit"}, 200, /^Data must stay circles$/]],
  },
  scale: {
    right: [[{norm: "on"}, 500, /^BatchNorm: on/]],
    wrong: [[{}, 500, /^BatchNorm: on, without scale \(asked for: on\)/],
            [{norm: "on"}, 100, /^steps: 100 \(asked for: at least 500\)/],
            [{norm: "on", b: "tanh(x)"}, 500, /^activation of B must stay swish$/]],
  },
  depth: {
    right: [[{norm: "on"}, 0, /at least 0.01/],
            [{norm: "on", a: "1 / (1 + exp(-x))"}, 0, /at least 0.01/],
            [{norm: "on", a: "sigmoid(x)"}, 0, /at least 0.01/]],
    wrong: [[{skip: true}, 0, /^gradient of A.*: [\d.e-]+ \(asked for: at least 0.01\)$/],
            [{depth: 2}, 0, /^hidden layers must stay 10$/],
            [{norm: "on", a: "sigmoid(2 * x)"}, 0, /^activation of A must stay sigmoid$/]],
  },
  sine: {
    right: [[{a: "sin(x)"}, 1000, /test accuracy of A in %: (99|100)/]],
    wrong: [[{}, 1000, /^test accuracy of A in %: [\d.]+ \(asked for: at least 99\)$/],
            [{a: "sin(x)"}, 1200, /^steps: 1200 \(asked for: at most 1000\)$/],
            [{a: "sin(x)", data: "fit"}, 10, /^Data must stay spirals$/]],
  },
  rate: {
    right: [[{rate: 0.3}, 600, /of A in %: diverged \(asked for: diverged or below 90\)/],
            [{rate: 0.3, b: "2 * sigmoid(2 * x) - 1", a: "x * x * x"}, 600, /of A in %: diverged/]],
    wrong: [[{}, 600, /of A in %: 94.*; test accuracy of B in %: /],
            [{rate: 0.3}, 100, /^steps: 100/],
            [{rate: 0.3, a: "0.0001 * x^3"}, 600, /^activation of A must stay x\^3$/]],
  },
  gain: {
    right: [[{a: "2.2 * tanh(x)"}, 0, /^steps: 0/], [{a: "tanh(x) * 11 / 5"}, 0, /^steps: 0/]],
    wrong: [[{}, 0, /^gradient of A.*asked for: 0.5 to 2/], [{a: "1.5 * tanh(x)"}, 0, /^gradient/],
            [{a: "2.2 * tanh(x)"}, 1, /^steps: 1 \(asked for: 0\)/],
            [{a: "tanh(2.2 * x)"}, 0, /^activation of A must stay a multiple of tanh$/]],
  },
};

const {lessons, judge, settings, usual} = pageScripts(["strings", "settings", "lessons"],
                                                      ["lessons", "judge", "settings", "usual"]);
const core = nativeCore(process.argv[2]);

const ask = async (request) => {
  const answer = await core.ask(request);
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer;
};

const attempt = async (lesson, [changes, steps]) => {
  settings.now = {...usual, ...lesson.setup, ...changes};
  await ask(settings.request());
  const {sides} = await ask({do: "step", count: steps});
  const looks = (await ask({do: "look"})).sides;
  return judge(lesson, {settings: settings.now, steps: Math.max(...sides.map((side) => side.step)),
                        test: sides.map((side) => side.test),
                        ended: sides.map((side) => side.ended), looks}, ask);
};

(async () => {
  let failures = 0;
  for (const lesson of lessons) {
    const {right, wrong} = cases[lesson.name];
    for (const [answer, expected] of [...right.map((one) => [one, true]),
                                      ...wrong.map((one) => [one, false])]) {
      const {passed, said} = await attempt(lesson, answer);
      const well = passed === expected && answer[2].test(said);
      if (!well) ++failures;
      console.log(well ? "ok  " : "FAIL", lesson.name, JSON.stringify(answer),
                  passed ? "passed:" : "refused:", said);
    }
    const nothing = await judge(lesson, {settings: usual, looks: null}, ask);
    if (nothing.passed || !nothing.said.includes("no networks are open")) ++failures;
  }
  core.end();
  process.exitCode = failures > 0 || lessons.length !== 6 ? 1 : 0;
})();
