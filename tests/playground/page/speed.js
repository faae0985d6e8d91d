// node speed.js MODULE_FOLDER ANSWERS: updates a second of the core built for the browser, and of
// the native one with portable kernels and with AVX2, on one thread, in turn in one run. The page
// is to make 1.5 times as many as the portable kernels and half as many as AVX2.
const {browserCore, nativeCore, pageScripts} = require("./asked.js");

const kRounds = 5;
const [folder, answers] = process.argv.slice(2);
const {settings, usual} = pageScripts(["settings"], ["settings", "usual"]);
const jobs = {points: [{a: "swish", b: "swish", width: 32, batch: 100, count: 1000}, 300],
              shapes: [{data: "shapes", a: "swish", b: "swish", count: 200, batch: 50}, 4]};

const middle = (numbers) => numbers.slice().sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

(async () => {
  const native = (isa) => nativeCore(answers, {ACTLAB_ISA: isa});
  const cores = {page: await browserCore(folder), portable: native("portable"),
                 avx2: native("avx2")};
  console.log("| job | page | portable | avx2 | page / portable | page / avx2 |\n|"
    + "---|".repeat(6));
  for (const [job, [changes, steps]] of Object.entries(jobs)) {
    settings.now = {...usual, ...changes, end: 100000};
    const rates = {page: [], portable: [], avx2: []};
    for (const core of Object.values(cores)) await core.ask(settings.request());
    for (let round = 0; round <= kRounds; ++round) {
      for (const [name, core] of Object.entries(cores)) {
        const begin = performance.now();
        await core.ask({do: "step", count: steps, measure: false});
        if (round > 0) rates[name].push(2000 * steps / (performance.now() - begin));
      }
    }
    const [page, portable, avx2] = Object.values(rates).map(middle);
    console.log("|", [job, ...[page, portable, avx2].map((rate) => rate.toFixed(1)),
      (page / portable).toFixed(2), (page / avx2).toFixed(2)].join(" | "), "|");
  }
  for (const core of Object.values(cores)) core.end();
})();
