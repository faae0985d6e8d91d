// node same_losses.js MODULE_FOLDER PROGRAMS [STEPS]: the losses of the page's core, built for the
// browser, beside those of the ./run train command that the page exports, in the portable kernels:
// six activations, points and shapes. Fails where a smooth function's differ by more than 1e-5.
// PROGRAMS holds the native programs.
//
// ReLU is no smooth function: its slope jumps from 0 to 1 at z = 0. The two round differently, so
// of some million z of the images a few lie on the other side of 0 in one of them, and each has
// another gradient, not one that differs in the last digit. That is no fault of either; 20 steps
// of the shapes make some 2e-3 of it, of which the test allows no more than 1e-2.
const {execFileSync} = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const {browserCore, pageScripts} = require("./asked.js");

const kActivations = ["swish", "gelu", "tanh", "sin(x)", "x * sigmoid(beta * x)", "relu"];
const kWithKink = ["relu"];
const kLargest = 1e-5, kLargestWithKink = 1e-2;
const [folder, programs, steps = "20"] = process.argv.slice(2);
const {settings, usual} = pageScripts(["settings"], ["settings", "usual"]);

// A command of the page, cut into words as a shell does.
const words = (command) => [...command.matchAll(/'([^']*)'|(\S+)/g)].map((m) => m[1] ?? m[2]);

const lossesOfCommand = (command) => {
  const output = fs.mkdtempSync(path.join(os.tmpdir(), "same-losses-"));
  const flags = [...words(command).slice(2), "--output", output + "/run", "--log-every", "1",
                 "--threads", "1", "--quiet", "--evaluate", "off"];
  execFileSync(path.join(programs, "train"), flags,
               {env: {...process.env, ACTLAB_ISA: "portable"}, stdio: ["ignore", "ignore", 2]});
  const lines = fs.readFileSync(output + "/run/metrics.jsonl", "utf8").trim().split("\n");
  fs.rmSync(output, {recursive: true});
  return lines.map((line) => JSON.parse(line)).filter((record) => record.step !== undefined)
    .map((record) => record.loss);
};

(async () => {
  const core = await browserCore(folder);
  let failed = false;
  console.log("| data | activation | steps | largest relative difference | allowed |\n"
    + "|---|---|---|---|---|");
  for (const data of ["spirals", "shapes"]) {
    for (const activation of kActivations) {
      settings.now = {...usual, data, a: activation, b: activation, end: Number(steps),
                      count: 200, batch: 20};
      const opened = await core.ask(settings.request());
      if (opened.error !== undefined) throw new Error(opened.error);
      const {sides} = await core.ask({do: "step", count: Number(steps), measure: false});
      const {commands} = await core.ask({do: "command"});
      const native = lossesOfCommand(commands[0]);
      const differences = sides[0].losses.map((loss, i) => Math.abs(loss / native[i] - 1));
      const largest = Math.max(...differences);
      const has_kink = kWithKink.includes(activation);
      const most = has_kink ? kLargestWithKink : kLargest;
      console.log("|", [data, activation, native.length, largest.toExponential(1),
        most + (has_kink ? " (a kink)" : "")].join(" | "), "|");
      if (native.length !== Number(steps) || !(largest <= most)) failed = true;
    }
  }
  process.exitCode = failed ? 1 : 0;
})();
