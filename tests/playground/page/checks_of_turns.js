// What use_page.js checks of the order of things: what a person does in quick succession, what is
// refused, what is given up. What is shown, addressed and trained agree.
const assert = require("node:assert");

const button = (name) => `[...document.querySelectorAll("#play button")]
  .find(({textContent}) => textContent === "${name}")`;

module.exports = ({open, change, settled}) => ({
  async "steps that follow a change at once are steps of what it opens"(browser) {
    await open(browser, {data: "moons", width: 4});
    await browser.value("playground.experiment.step(7)");
    await change(browser, "hidden layers", "2", `; for (let i = 0; i < 3; ++i)
      ${button("One step")}.click()`);
    const {steps, losses} = await browser.value("playground.state");
    assert.deepEqual([steps, losses[0].length, losses[1].length], [3, 3, 3]);
    await browser.value(`${button("Reset")}.click(); ${button("One step")}.click()`);
    await settled(browser);
    const again = await browser.value("playground.state");
    assert.deepEqual([again.steps, again.losses[0]], [1, losses[0].slice(0, 1)]);
    await change(browser, "seed", "4", `; ${button("Play")}.click()`, false);
    assert(await browser.until("playground.state.steps > 10"), "it does not play");
    await browser.value("playground.experiment.pause()");
    await settled(browser);
    const played = await browser.value("playground.state");
    assert.deepEqual(played.losses.map((side) => side.length), [played.steps, played.steps]);
  },

  async "a formula that is typed is what the next click plays"(browser) {
    await open(browser, {data: "moons", width: 4});
    await browser.value("document.querySelector('.side-a input').select()");
    await browser.send("Input.insertText", {text: "sin(x)"});
    const [x, y] = await browser.value(`(() => { scrollTo(0, 0);
      const {x, y} = ${button("Play")}.getBoundingClientRect(); return [x + 5, y + 5]; })()`);
    for (const type of ["mousePressed", "mouseReleased"]) {
      await browser.send("Input.dispatchMouseEvent", {type, x, y, button: "left", clickCount: 1});
    }
    assert(await browser.until("playground.state.steps > 10", 20), "nothing plays");
    await browser.value("playground.experiment.pause()");
    await settled(browser);
    assert.equal(await browser.value("playground.state.opened.sides[0].activation"), "sin(x)");
  },

  async "what was changed last is shown, whatever was on its way"(browser) {
    await open(browser, {data: "moons", width: 4});
    await browser.value(`document.querySelectorAll("#lessons button")[8].click();
      const box = document.querySelector(".side-a input"); box.value = "sin(x)";
      box.dispatchEvent(new Event("change")); 1`);
    await change(browser, "hidden layers", "4");
    await settled(browser);
    const {a, depth, optimizer} = await browser.value("playground.settings.now");
    assert.deepEqual([a, depth, optimizer], ["sin(x)", 4, "sgd"]);
    assert.deepEqual(await browser.value(`[document.querySelector(".side-a input").value,
      document.querySelector(".controls.grid input[max='12']").value]`), ["sin(x)", "4"]);
  },

  async "the last of several wishes is what is trained, and what the box says"(browser) {
    await open(browser, {data: "moons", width: 4, a: "relu"});
    const enter = (text) => `box.value = "${text}"; box.dispatchEvent(new Event("change"));`;
    const trained = async (...texts) => {
      await browser.value(`(() => { const box = document.querySelector(".side-a input");
        box.focus(); ${texts.map(enter).join(" ")} })()`);
      await settled(browser);
      return browser.value(`[document.querySelector(".side-a input").value, playground.settings.now.a,
        playground.state.opened.sides[0].activation,
        document.querySelector(".side-a .problem").textContent]`);
    };
    assert.deepEqual(await trained("gelu", "relu"), ["relu", "relu", "relu", ""]);
    assert.deepEqual(await trained("gelu", "tanh"), ["tanh", "tanh", "tanh", ""]);
    const [box, now, open_now, told] = await trained("swish", "sin(");
    assert.deepEqual([box, now, open_now], ["sin(", "swish", "swish"]);
    assert.match(told, /; swish is trained still$/);
    await browser.value("document.querySelectorAll('#lessons button')[8].click()");
    assert.deepEqual(await trained("sin(x)"), ["sin(x)", "sin(x)", "sin(x)", ""]);
  },

  async "nothing of networks that are gone comes back"(browser) {
    await open(browser, {data: "moons", width: 4});
    await change(browser, "Data", "own", `; ${button("One step")}.click()`, false);
    await browser.value("playground.experiment.choose({layer: 'layers.2.act', unit: 3}); 1");
    await settled(browser);
    assert.equal(await browser.value("playground.state.opened"), null);
    assert.deepEqual(await browser.value(`[document.querySelectorAll("#share pre").length,
      document.querySelectorAll("#passage h3").length, playground.state.unit]`), [0, 0, null]);
    await open(browser, {data: "moons", width: 16, depth: 3});
    await change(browser, "hidden layers", "1",
                 "; playground.experiment.choose({layer: 'layers.2.act', unit: 15})");
    assert.deepEqual(await browser.value("[playground.state.unit, playground.state.problem.textContent]"),
                     [null, ""]);
  },

  async "what is refused goes back, and the reason is told"(browser) {
    await open(browser, {data: "moons"});
    const depth = () => browser.value("document.querySelector('.grid input[max=\"12\"]').value");
    for (const [text, reason] of [["2.5", "whole number"], ["", "must be a number"],
                                  ["999999", "depth"]]) {
      await change(browser, "hidden layers", text);
      assert.equal(await depth(), "3", `'${text}' stays`);
      assert((await browser.value("playground.state.problem.textContent")).includes(reason));
      assert.equal(await browser.value("location.hash"), "#data=moons");
    }
    await browser.value(`const box = document.querySelector(".side-a input"); box.value = "sin(";
      box.dispatchEvent(new Event("change"))`);
    assert(await browser.until(`document.querySelector(".side-a .problem").textContent
      .endsWith("; relu is trained still")`), "it does not say what is trained");
    await settled(browser);
    assert.equal(await browser.value("location.hash"), "#data=moons");
    await browser.value("playground.experiment.step(1)");
    assert.equal(await browser.value("playground.state.steps"), 1);
  },

  async "without points of one's own nothing is trained"(browser) {
    const nothing = async () => {
      await browser.value(`${button("Play")}.click()`);
      assert(await browser.until("!playground.state.busy"));
      await settled(browser);
      const {opened, steps, problem, text} = await browser.value(`({...playground.state,
        problem: playground.state.problem.textContent, canvases: 0, places: 0,
        text: document.querySelector("#share pre")?.textContent ?? ""})`);
      assert.deepEqual([opened, steps, text], [null, 0, ""]);
      assert(problem.startsWith("Give points of your own first"), problem);
    };
    await open(browser, {data: "own"});
    await nothing();
    await open(browser, {});
    await browser.value("playground.experiment.step(3)");
    await change(browser, "Data", "own");
    await nothing();
    await change(browser, "Data", "circles");
    await browser.value("playground.experiment.step(3)");
    assert.equal(await browser.value("playground.state.steps"), 3);
  },

  async "after giving up nothing is open, whatever is clicked"(browser) {
    await open(browser, {data: "moons"});
    const unit = "document.querySelector('#inside .units button')";
    await browser.value(`window.square = ${unit}; playground.experiment.toggle()`);
    assert(await browser.until("playground.state.steps > 5"));
    await browser.value("void playground.experiment.giveUp(); playground.experiment.giveUp()");
    assert((await browser.value("playground.state.problem.textContent")).startsWith("given up"));
    await browser.value("square.click(); playground.experiment.oneStep()");
    await browser.value(`document.querySelectorAll("#lessons button")[1].click()`);
    assert(await browser.until(`document.querySelector("#lessons [role=status]").textContent
      .includes("no networks are open")`), "a lesson judges what is gone");
    assert.equal(await browser.value(unit), null, "units of a network that is gone");
    await browser.value(`${button("Reset")}.click()`);
    await settled(browser);
    assert.equal(await browser.value("playground.state.opened.unit"), "points");
  },
});
