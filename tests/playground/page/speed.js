// node speed.js MODULE_FOLDER PROGRAMS [ROUNDS]: updates a second of the core built for the browser,
// and of the native one with portable kernels and with AVX2, on one thread, in turn in one run.
//
// A page's vectors are those of the portable kernels: four floats, a multiplication and an addition
// where AVX2 has eight floats and one multiply-add. So what registers alone can do is printed too:
// the page's share of it is what its kernels can be judged by.
const {execFileSync} = require("node:child_process");
const path = require("node:path");
const {browserCore, nativeCore, pageScripts} = require("./asked.js");

const [folder, programs, rounds = "5"] = process.argv.slice(2);
const {settings, usual} = pageScripts(["settings"], ["settings", "usual"]);
const jobs = {points: [{a: "swish", b: "swish", width: 32, batch: 100, count: 1000}, 300],
              shapes: [{data: "shapes", a: "swish", b: "swish", count: 200, batch: 50}, 4]};

const middle = (numbers) => numbers.slice().sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const ask = async (core, request) => {
  const answer = await core.ask(request);
  if (answer.error !== undefined) throw new Error(answer.error);
};

const output = (program, ...words) => Number(execFileSync(program, words));

// Of multiply-adds in registers, in GFLOP/s.
const inRegisters = () => ({page: output("node", path.join(folder, "multiply_adds.js")),
                            portable: output(path.join(programs, "multiply_adds")),
                            avx2: output(path.join(programs, "multiply_adds_avx2"))});

(async () => {
  // OpenBLAS by itself takes the best that the processor has: AVX-512, where there is one.
  const native = (isa, core) => nativeCore(path.join(programs, "playground_answers"),
                                           {ACTLAB_ISA: isa, OPENBLAS_CORETYPE: core});
  const cores = {page: await browserCore(folder), portable: native("portable", "Prescott"),
                 avx2: native("avx2", "Haswell")};
  console.log(`Updates a second on one thread; the middle of ${rounds} rounds.\n`);
  console.log("| job | page | native portable | native AVX2 | page / portable | page / AVX2 |\n|"
    + "---|".repeat(6));
  const row = (job, {page, portable, avx2}) => console.log("|", [job,
    ...[page, portable, avx2].map((rate) => rate.toFixed(1)),
    (page / portable).toFixed(2), (page / avx2).toFixed(2)].join(" | "), "|");
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
    row(job, Object.fromEntries(Object.entries(rates).map(([name, all]) => [name, middle(all)])));
  }
  row("multiply-adds in registers, GFLOP/s", inRegisters());
  for (const core of Object.values(cores)) core.end();
})();
