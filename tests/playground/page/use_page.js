// node use_page.js PAGE [PICTURES]: uses the playground as a person would, in a headless Chromium;
// fails on the first thing that is not as it should be. PICTURES: a folder for screenshots. Ends
// with 77 where there is no Chromium.
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const {pathToFileURL} = require("node:url");
const {Browser, findChromium} = require("./browser.js");

const kReady = "document.body?.dataset.ready === 'yes'";
const [file, pictures] = process.argv.slice(2);
const address = pathToFileURL(path.resolve(file)).href;
const hash = (settings) => address + "#" + new URLSearchParams(settings).toString()
  .replaceAll("+", "%20");

// What the checks of a subject work with: a page with settings, a control that is changed (and what
// a person does directly after), and whatever is on its way done.
const settled = (browser) => browser.value("playground.experiment.look()");
// A button by its text.
const button = (text) => `[...document.querySelectorAll("button")].find((one) =>
  one.textContent.trim() === ${JSON.stringify(text)})`;
const tools = {
  hash, settled, button,
  async open(browser, settings, options) {
    await browser.open(hash(settings), options);
    assert(await browser.until(kReady), JSON.stringify(settings));
  },
  async change(browser, label, value, then = "", wait = true) {
    await browser.value(`(() => { const input = [...document.querySelectorAll(".grid label")]
      .find(({textContent}) => textContent.startsWith("${label}")).lastElementChild;
      input.value = "${value}"; input.dispatchEvent(new Event("change")) ${then} })()`);
    if (wait) await settled(browser);
  },
  // Clicks at once, and gives the text of the file that is saved, or its type.
  saved: (browser, label) => browser.value(`(async () => {
    const create = URL.createObjectURL;
    let file;
    URL.createObjectURL = (blob) => { file = blob; return create.call(URL, blob); };
    ${button(label)}.click();
    for (let i = 0; i < 100 && file === undefined; ++i) await new Promise((r) => setTimeout(r, 20));
    URL.createObjectURL = create;
    window.savedFile = file;
    return file.type.startsWith("text") ? file.text() : file.type;
  })()`),
};

const checks = {
  async "opens, silently and alone"(browser) {
    const begin = Date.now();
    await browser.open(address);
    assert(await browser.until(kReady), "the page is not ready");
    console.log(`     ready after ${(Date.now() - begin) / 1000} s`);
    assert(fs.statSync(file).size < 1_500_000, "the page is larger than 1.5 MB");
  },

  async "a formula that is typed learns the spirals to 99 %"(browser) {
    await browser.open(hash({speed: 50}));
    assert(await browser.until(kReady));
    await browser.value("document.querySelector('.side-a input').select()");
    await browser.send("Input.insertText", {text: "sin(2*x)"});
    await browser.key("Enter");
    assert(await browser.until("playground.settings.now.a === 'sin(2*x)'"), "it is not taken");
    await browser.value("document.querySelector('.controls button').click()");
    assert(await browser.until("playground.state.test[0].accuracy >= 0.99", 240), "it does not");
    await browser.value("playground.experiment.pause()");
    assert(await browser.until("!playground.state.busy"), "it does not pause");
  },

  async "every control is reached by Tab, and a key works it"(browser) {
    await browser.open(hash({data: "moons", depth: 2, width: 4}));
    assert(await browser.until(kReady));
    await browser.value(`window.met = new Set(); addEventListener("focusin", (event) =>
      met.add(event.target)); document.body.focus()`);
    const wanted = `[...document.querySelectorAll("a, button, select, input, textarea, summary")]
      .filter((one) => one.checkVisibility() && !one.disabled)`;
    const count = await browser.value(wanted + ".length");
    for (let i = 0; i < count + 20; ++i) await browser.key("Tab");
    assert.deepEqual(await browser.value(wanted + `.filter((one) => !met.has(one))
      .map((one) => one.outerHTML.slice(0, 80))`), [], "some are never reached");
    await browser.value("document.querySelector('.controls button').focus()");
    await browser.key(" ");
    assert(await browser.until("playground.state.steps > 20"), "Space does not play");
    await browser.key("Enter");
    assert(await browser.until("!playground.state.busy"), "Enter does not pause");
    await browser.value("document.querySelector('.controls.grid select').focus()");
    await browser.key("ArrowDown");
    assert(await browser.until("playground.settings.now.data === 'circles'"), "no arrow chooses");
  },

  async "points are drawn with keys alone"(browser) {
    await browser.open(hash({data: "own"}));
    assert(await browser.until(kReady));
    await browser.value("document.querySelector('canvas.draw').focus()");
    for (let i = 0; i < 12; ++i) {
      await browser.key("Enter", {shift: i % 2 === 0});
      await browser.key(i % 3 === 0 ? "ArrowUp" : "ArrowRight");
    }
    await browser.value(`[...document.querySelectorAll(".own button")][0].click()`);
    assert(await browser.until("playground.state.opened?.train.labels.length > 8"),
           await browser.value("playground.state.problem.textContent"));
  },

  async "what a person may paste or type wrongly is told"(browser) {
    const open = async (settings, says) => {
      await browser.open(hash(settings));
      assert(await browser.until(kReady), JSON.stringify(settings));
      const said = await browser.value(`document.querySelector("#play").textContent`);
      assert(said.includes(says), `${JSON.stringify(settings)} does not say ${says}`);
    };
    const csv = (row) => "x,y,label\n" + Array.from({length: 20}, (_, i) => row(i)).join("\n");
    await open({data: "own", csv: csv((i) => `${i},many,${i % 2}`)}, "needs a finite number");
    await open({data: "own", csv: csv((i) => `${i},1,0`)}, "nothing to tell apart");
    await open({data: "nowhere", depth: "1e9", planet: "Mars", rate: "%"}, "");
    await open({depth: "1e9"}, "depth");
    await open({a: "x * sigmod(x)"}, "sigmoid");
    await open({a: "0.5"}, "trains nothing");
    await open({a: "(".repeat(5000) + "x"}, "");
    await open({a: Array.from({length: 4000}, () => "x").join("+")}, "");
    await open({a: "exp(exp(x))", rate: 10}, "");
    await browser.value("playground.experiment.step(20)");
    assert(await browser.until("playground.state.ended[0].includes('finite')"), "no reason given");
    const lines = csv(() => "").slice(0, 9) + "\n" + Array.from({length: 100000}, (_, i) =>
      `${Math.sin(i).toFixed(3)},${Math.cos(i * i).toFixed(3)},${i % 2}`).join("\n");
    await open({data: "own"}, "");
    await browser.value(`document.querySelector(".own textarea").value = ${JSON.stringify(lines)};
      document.querySelector(".own button").click()`);
    assert(await browser.until("playground.state.problem.textContent.includes('too much')"));
    await browser.value(`const box = document.querySelector(".side-a input");
      box.value = "x+".repeat(600000) + "x"; box.dispatchEvent(new Event("input"))`);
    assert(await browser.until(`document.querySelector(".side-a .problem").textContent
      .includes("at most a million letters")`), "a long formula is not refused");
  },

  async "a browser that lacks something gets one sentence"(browser) {
    for (const before of ["delete window.Worker", "delete window.WebAssembly",
                          "WebAssembly.instantiate = undefined; delete window.DecompressionStream"
    ]) {
      await browser.open(address, {before});
      assert(await browser.until(`document.querySelector("#play")?.textContent
        .includes("This browser cannot run the playground")`, 20), before);
    }
  },

  async "what takes too long is given up"(browser) {
    await browser.open(hash({depth: 12, width: 32, end: 100000}));
    assert(await browser.until(kReady));
    await browser.value("void playground.experiment.step(10000)");
    assert(await browser.until("!playground.state.working.hidden"), "nothing is offered");
    await browser.value("playground.state.working.querySelector('button').click()");
    assert(await browser.until("playground.state.opened === null"));
    await browser.value("playground.experiment.open()");
    await browser.value("playground.experiment.step(2)");
    assert.equal(await browser.value("playground.state.steps"), 2);
  },

  async "in the background it goes on, slowly"(browser) {
    const before = "Object.defineProperty(document, 'hidden', {value: true})";
    await browser.open(address, {before});
    assert(await browser.until(kReady));
    await browser.value("playground.experiment.toggle()");
    assert(await browser.until("playground.state.steps >= 10"), "it stands still");
    await browser.value("playground.experiment.toggle()");
    assert(await browser.until("!playground.state.busy"));
  },

  async "200 resets take no more memory than 20"(browser) {
    await browser.open(hash({data: "spirals"}));
    assert(await browser.until(kReady));
    const memory = async () => {
      await browser.send("HeapProfiler.collectGarbage");
      const {usedSize: page} = await browser.send("Runtime.getHeapUsage");
      const {nodes, jsEventListeners: listeners} = await browser.send("Memory.getDOMCounters");
      return {page, core: await browser.value("core.HEAPU8.length", browser.workers[0]), nodes,
              listeners};
    };
    const resets = (count) => browser.value(`(async () => { for (let i = 0; i < ${count}; ++i) {
      await playground.experiment.open(); await playground.experiment.step(5); } })()`);
    await resets(20);
    const before = await memory();
    await resets(180);
    let after = await memory();
    // What an animation frame still holds goes with the next collection.
    for (let i = 0; i < 20 && after.nodes > before.nodes; ++i) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      after = await memory();
    }
    console.log("     after 20", before, "after 200", after);
    // The page alone grows by a tenth while its scripts are compiled as they are used, no more.
    assert(after.page < 1.2 * before.page, "the page grows");
    assert(after.page + after.core < 1.1 * (before.page + before.core), "memory grows");
    for (const what of ["nodes", "listeners"]) {
      assert(after[what] <= before[what], what + " are left behind");
    }
  },

  async "shapes are learned by a residual network"(browser) {
    await browser.open(hash({data: "shapes", count: 100, batch: 20}));
    assert(await browser.until(kReady, 120));
    await browser.value("playground.experiment.oneStep()");
    assert.equal(await browser.value("playground.state.losses[1].length"), 1);
    const said = await browser.value(`document.querySelector(".plane p").textContent`);
    assert.match(said, /\d+ of 20 right/);
  },

  async "nothing lies outside the window, in light and dark"(browser) {
    for (const [width, dark] of [1280, 768, 390].flatMap((w) => [[w, false], [w, true]])) {
      await browser.open(hash({a: "relu", b: "x * sigmoid(beta * x)"}), {width, dark});
      assert(await browser.until(kReady));
      await browser.value("playground.experiment.step(300).then(playground.experiment.oneStep)");
      const [wide, high] = await browser.value(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]");
      assert(wide <= width, `${wide} pixels wide in a window of ${width}`);
      if (pictures === undefined) continue;
      await browser.size(width, Math.min(high, 6000));
      await browser.picture(path.join(pictures, `${width}-${dark ? "dark" : "light"}.png`));
    }
  },
};

(async () => {
  const program = findChromium();
  if (program === undefined) {
    console.log("skipped: no Chromium here");
    process.exitCode = 77;
    return;
  }
  const browser = new Browser(program);
  try {
    for (const subject of ["address", "turns", "pictures", "points", "panels"]) {
      Object.assign(checks, require(`./checks_of_${subject}.js`)(tools));
    }
    for (const [name, check] of Object.entries(checks)) {
      if (process.env.ONLY && !name.includes(process.env.ONLY)) continue;
      await check(browser);
      assert.deepEqual(browser.said, [], "on the console: " + browser.said.join("\n"));
      assert.deepEqual(browser.requested, [], "asked of the network: " + browser.requested);
      console.log("ok  ", name);
    }
  } catch (error) {
    console.log(error.stack);
    process.exitCode = 1;
  } finally {
    browser.close();
  }
})();
