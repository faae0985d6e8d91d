// What use_page.js checks of the panels as a person reads and works them: the chain rule in
// numbers, the fit, sliders, units, what is saved.
const assert = require("node:assert");

const numberOf = (text) => Number(text.replaceAll("\u2212", "-").replaceAll(",", ""));

// "3.2 \u00b7 (1 \u2212 2) / 5 + 1" as a number.
const computed = (text) => Function("return " + text.replaceAll("\u2212", "-")
  .replaceAll("\u00b7", "*").replaceAll("--", "+").replaceAll("- -", "+ "))();

// Within the three digits that each number shows.
const holds = (line) => {
  const parts = line.split(" = ");
  const [written, result] = parts.slice(-2);
  if (parts.length < 3 || written.includes("\u2026") || !/^[^a-z]+$/i.test(written)) return;
  const size = Math.max(...written.match(/[\d.]+/g).map(Number), 0.01);
  assert(Math.abs(computed(written) - numberOf(result)) < 0.02 * Math.max(size, 1), line);
};

const walk = (browser) => browser.value(
  `[...document.querySelectorAll("#passage .walk")].map((list) => [...list.children].map((one) =>
    one.textContent))`);

module.exports = ({open, button, saved}) => ({
  async "every equation of the chain rule holds, with BatchNorm and skips"(browser) {
    for (const settings of [{norm: "on"}, {norm: "no-scale", skip: true}, {skip: true}, {}]) {
      await open(browser, {a: "gelu", b: "tanh", depth: 3, width: 4, ...settings});
      await browser.value("playground.experiment.step(200).then(playground.experiment.oneStep)");
      for (const unit of ["unit 1 of layers.1", "unit 0 of head"]) {
        await browser.value(`document.querySelectorAll('#passage button').forEach((one) => {
          if (one.getAttribute("aria-label") === "Write out ${unit}") one.click(); })`);
        for (const lines of await walk(browser)) {
          assert(lines.length >= 3, JSON.stringify(lines));
          lines.forEach(holds);
          assert(!lines.join().includes("\u2013"), "a number that is none: " + lines.join("; "));
          assert.equal(lines.some((line) => line.includes("BatchNorm")),
                       settings.norm !== undefined && unit.includes("layers"));
        }
      }
    }
  },

  async "all units of a layer can be written out"(browser) {
    await open(browser, {width: 16});
    const more = button("show 8 more units of layers.0");
    assert(await browser.until(`${more} !== undefined`), "only some are shown");
    await browser.value(more + ".click()");
    assert.equal(await browser.value(`document.activeElement.getAttribute("aria-label")`),
                 "Write out unit 8 of layers.0");
    await browser.value(`document.querySelector("[aria-label='Write out unit 15 of layers.0']")
      .click()`);
    assert.match(await browser.value(`document.querySelector("#passage").textContent`),
                 /Unit 15 of layers.0, step by step/);
  },

  async "the losses are saved of both, and the picture has a ground"(browser) {
    await open(browser, {data: "fit", a: "exp(exp(x))", b: "tanh", rate: 0.1}, {dark: true});
    await browser.value("playground.experiment.step(50)");
    assert((await browser.value("playground.state.ended[0]")).includes("the loss is "));
    assert(!(await browser.value("playground.state.ended[0]")).includes("-nan"));
    const lines = (await saved(browser, "Save the losses (CSV)")).trim().split("\n");
    assert.equal(lines.length, 51);
    assert.match(lines[50], /^50,,[\d.e-]+$/);
    await saved(browser, "Save the picture (PNG)");
    const [corner, ground] = await browser.value(`(async () => {
      const canvas = new OffscreenCanvas(1, 1), context = canvas.getContext("2d", {
        willReadFrequently: true});
      context.drawImage(await createImageBitmap(savedFile), 0, 0);
      const corner = [...context.getImageData(0, 0, 1, 1).data];
      context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--ground");
      context.fillRect(0, 0, 1, 1);
      return [corner, [...context.getImageData(0, 0, 1, 1).data]];
    })()`);
    assert.deepEqual(corner, ground);
  },

  async "a fit is drawn in the units of its data, and has a name"(browser) {
    await open(browser, {data: "fit", target: "100*x"});
    const ticks = await browser.value(`[...document.querySelectorAll(
      ".plane [aria-label='y-axis tick label'] text")].map((one) => one.textContent)`);
    assert(ticks.includes("200"), "the target's axis says " + ticks);
    assert.deepEqual(await browser.value(`[...document.querySelectorAll(".plane svg")].map((one) =>
      one.getAttribute("role") + " " + (one.getAttribute("aria-label") ?? "").slice(0, 7))`),
      ["img What it", "img What it"]);
    assert.match(await browser.value(`[...document.querySelectorAll("figure")][0].textContent`),
                 /loss \(squared error of the standardised target\)/);
    assert.match(await browser.value("playground.state.lines[0].textContent"),
                 /standardised target.*own units/);
    assert.deepEqual(await browser.value(`[...document.querySelectorAll("svg")].filter((one) =>
      one.getAttribute("aria-hidden") !== "true" && (one.getAttribute("role") !== "img"
        || !one.getAttribute("aria-label")) && one.closest("[role=img]") === null)
      .map((one) => one.outerHTML.slice(0, 150))`), [], "pictures without a name");
  },

  async "a slider keeps the focus, and all other starts stay as they were"(browser) {
    await open(browser, {a: "a*tanh(x) + b*x + c where a = 0.7, b = 0.3 shared, c = 7"});
    const slider = (i) => `document.querySelectorAll(".side-a .slider input")[${i}]`;
    assert(await browser.until(slider(2) + "?.value === '7'"), "it stands elsewhere");
    await browser.value(slider(0) + ".focus()");
    for (const value of [0.75, 0.8, 0.85]) {
      await browser.key("ArrowRight");
      assert(await browser.until(`playground.settings.now.a.includes("a = ${value},")`));
      assert(await browser.value(`document.activeElement === ${slider(0)}`), "the focus is lost");
    }
    assert.equal(await browser.value("playground.settings.now.a"),
                 "a * tanh(x) + b * x + c where a = 0.85, b = 0.3 shared, c = 7");
  },

  async "the squares of the units keep the focus while the network learns"(browser) {
    await open(browser, {});
    await browser.value(`document.querySelector(".units button").focus()`);
    await browser.value("playground.experiment.oneStep()");
    assert(await browser.value(`document.activeElement.closest(".units") !== null`));
  },

  async "lines that change at every frame are not read out while playing"(browser) {
    await open(browser, {});
    await browser.value(`(window.read = 0, playground.state.lines.forEach((line) =>
      new MutationObserver(() => {
        if (line.getAttribute("aria-live") !== "off") ++window.read;
      }).observe(line, {childList: true, characterData: true, subtree: true})),
      playground.experiment.toggle())`);
    assert(await browser.until("playground.state.steps > 100"));
    assert.equal(await browser.value("read"), 0);
    await browser.value("playground.experiment.toggle()");
    assert(await browser.until("read > 0"), "where it stands is never read");
  },

  async "numbers are whole and short"(browser) {
    await open(browser, {width: 4}, {width: 390});
    assert.deepEqual(await browser.value(`[9.489749e30, -3, -1.25e-9, 270896, 0.0125, -0, 1.5e8]
      .map((value) => page.number(value))`),
      ["9.49e30", "\u22123", "\u22121.25e\u22129", "270,896", "0.0125", "0", "150,000,000"]);
    assert.deepEqual(await browser.value(`[...document.querySelectorAll("#passage td.number")]
      .filter((cell) => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        return range.getClientRects().length !== 1;
      }).map((cell) => cell.textContent)`), [], "numbers that break");
  },
});
