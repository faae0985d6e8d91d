// node speed.js MODULE_FOLDER ANSWERS [ROUNDS]: updates a second of the core built for the browser, and of
// the native one with portable kernels and with AVX2, on one thread, in turn in one run. The page
// is to make 1.5 times as many as the portable kernels and half as many as AVX2.
const {browserCore, nativeCore, pageScripts} = require("./asked.js");

const [folder, answers, rounds = "5"] = process.argv.slice(2);
const {settings, usual} = pageScripts(["settings"], ["settings", "usual"]);
const jobs = {points: [{a: "swish", b: "swish", width: 32, batch: 100, count: 1000}, 300],
              shapes: [{data: "shapes", a: "swish", b: "swish", count: 200, batch: 50}, 4]};

const middle = (numbers) => numbers.slice().sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const ask = async (core, request) => {
  const answer = await core.ask(request);
  if (answer.error !== undefined) throw new Error(answer.error);
};

(async () => {
  const native = (isa) => nativeCore(answers, {ACTLAB_ISA: isa});
  const cores = {page: await browserCore(folder), portable: native("portable"),
                 avx2: native("avx2")};
  console.log(`Updates a second on one thread; the middle of ${rounds} rounds.\n`);
  console.log("| job | page | native portable | native AVX2 | page / portable, at least 1.5 "
    + "| page / AVX2, at least 0.5 |\n|" + "---|".repeat(6));
  for (const [job, [changes, steps]] of Object.entries(jobs)) {
    settings.now = {...usual, ...changes, end: 100000};
    const rates = {page: [], portable: [], avx2: []};
    for (const core of Object.values(cores)) await ask(core, settings.request());
    for (let round = 0; round <= Number(rounds); ++round) {
      for (const [name, core] of Object.entries(cores)) {
        const begin = performance.now();
        await ask(core, {do: "step", count: steps, measure: false});
        if (round > 0) rates[name].push(2000 * steps / (performance.now() - begin));
      }
    }
    const [page, portable, avx2] = Object.values(rates).map(middle);
    console.log("|", [job, ...[page, portable, avx2].map((rate) => rate.toFixed(1)),
      (page / portable).toFixed(2), (page / avx2).toFixed(2)].join(" | "), "|");
  }
  for (const core of Object.values(cores)) core.end();
})();
