// What use_page.js checks of the address: it says what is open, and what it says is opened.
const assert = require("node:assert");

module.exports = ({open, hash, change, settled}) => ({
  async "a link of the page keeps the settings in the address"(browser) {
    await open(browser, {a: "tanh", data: "moons", depth: 2});
    await browser.value("[...document.querySelectorAll('nav a')].at(-1).click()");
    assert.equal(await browser.value("location.hash"), "#share&data=moons&a=tanh&depth=2");
    await change(browser, "seed", "3");
    assert.equal(await browser.value("location.hash"), "#share&data=moons&a=tanh&depth=2&seed=3");
    await browser.value("history.back()");
    assert(await browser.until("playground.settings.now.seed === 0"), "Back does not lead back");
    await settled(browser);
    assert.equal(await browser.value("location.hash"), "#data=moons&a=tanh&depth=2");
    assert.equal(await browser.value("playground.state.opened.sides[0].activation"), "tanh");
  },

  async "an address with a section opens there"(browser) {
    await browser.open(hash({a: "tanh"}).replace("#", "#inside&"));
    assert(await browser.until("document.body?.dataset.ready === 'yes'"));
    assert(await browser.until(
      "Math.abs(document.getElementById('inside').getBoundingClientRect().top) < 100", 3));
  },

  async "an address that is pasted into the open page is opened"(browser) {
    await open(browser, {a: "gelu", width: 8});
    await browser.value("location.hash = 'a=tanh&data=moons&depth=5'; 1");
    assert(await browser.until("playground.settings.now.depth === 5"), "it is not followed");
    await settled(browser);
    const {a, width} = await browser.value("playground.settings.now");
    assert.deepEqual([a, width], ["tanh", 16], "what it does not name is as usual");
    assert.deepEqual(await browser.value(`[document.querySelector(".side-a input").value,
      document.querySelector(".controls.grid select").value,
      document.querySelector(".controls.grid input[max='12']").value]`), ["tanh", "moons", "5"]);
    await browser.value("location.hash = 'depth=1e9'; 1");
    assert(await browser.until("playground.state.problem.textContent.includes('depth')"));
    await settled(browser);
    assert.equal(await browser.value("location.hash"), "#data=moons&a=tanh&depth=5");
  },

  async "what an address says wrongly is told and not kept"(browser) {
    for (const speed of ["2.5", "-3", "1e9", "0", "fast"]) {
      await open(browser, {speed, planet: "Mars", skip: "perhaps", seed: 3});
      assert.equal(await browser.value("playground.settings.now.speed"), 5);
      assert.equal(await browser.value("playground.state.problem.textContent"),
        `the address says what is no setting here: speed=${speed}, planet=Mars, skip=perhaps`);
      assert.equal(await browser.value("location.hash"), "#seed=3");
    }
    await open(browser, {speed: 100});
    assert.equal(await browser.value("document.querySelector('input[type=range]').value"), "100");
  },
});
