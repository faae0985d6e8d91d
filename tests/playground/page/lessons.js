// node lessons.js ANSWERS: each lesson of the playground as a student may solve it. Its check
// passes for the right answer and fails for two wrong ones. ANSWERS is the program of answers.cpp.
const {nativeCore, pageScripts} = require("./asked.js");

const cases = {
  dying: {right: [{rate: 0.1}, 200], wrong: [[{}, 200], [{rate: 0.3}, 200]]},
  scale: {right: [{norm: "on"}, 500], wrong: [[{}, 500], [{norm: "on"}, 100]]},
  depth: {right: [{norm: "on"}, 0], wrong: [[{skip: true}, 0], [{depth: 2}, 0]]},
  sine: {right: [{a: "sin(x)"}, 1000], wrong: [[{}, 1000], [{a: "sin(x)"}, 1200]]},
  rate: {right: [{rate: 0.3}, 600], wrong: [[{}, 600], [{rate: 0.3}, 100]]},
  gain: {right: [{a: "2.2 * tanh(x)"}, 0], wrong: [[{}, 0], [{a: "1.5 * tanh(x)"}, 0]]},
};

const {lessons, settings, usual} = pageScripts(["strings", "settings", "lessons"],
                                               ["lessons", "settings", "usual"]);
const core = nativeCore(process.argv[2]);

const ask = async (request) => {
  const answer = await core.ask(request);
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer;
};

// [whether the check passes, what it says]
const attempt = async (lesson, [changes, steps]) => {
  settings.now = {...usual, ...lesson.setup, ...changes};
  await ask(settings.request());
  const {sides} = await ask({do: "step", count: steps});
  const looks = (await ask({do: "look"})).sides;
  return lesson.check({settings: settings.now, steps: Math.max(...sides.map((side) => side.step)),
                       test: sides.map((side) => side.test),
                       ended: sides.map((side) => side.ended), looks});
};

(async () => {
  let failures = 0;
  for (const lesson of lessons) {
    const {right, wrong} = cases[lesson.name];
    for (const [answer, expected] of [[right, true], ...wrong.map((one) => [one, false])]) {
      const [passed, said] = await attempt(lesson, answer);
      if (passed !== expected) ++failures;
      console.log(passed === expected ? "ok  " : "FAIL", lesson.name, JSON.stringify(answer),
                  expected ? "right:" : "wrong:", said);
    }
  }
  core.end();
  process.exitCode = failures > 0 || lessons.length !== 6 ? 1 : 0;
})();
