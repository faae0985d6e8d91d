// What use_page.js checks of the pictures: they say what they show, in the colours of the page.
const assert = require("node:assert");

module.exports = ({open, change, settled}) => ({
  async "pictures of one unit say so until the network is back"(browser) {
    const note = `(() => { const note = document.querySelector(".twins").previousElementSibling;
      return note.checkVisibility() ? note.textContent : ""; })()`;
    await open(browser, {data: "moons"});
    assert.equal(await browser.value(note), "");
    const click = async () => {
      await browser.value("document.querySelectorAll('#inside .units button')[2].click()");
      await settled(browser);
      assert.match(await browser.value(note), /^What unit 2 of .* responds to/);
    };
    await click();
    await browser.value(`document.querySelector(".twins").previousElementSibling
      .querySelector("button").click()`);
    await settled(browser);
    assert.equal(await browser.value(note), "");
    await click();
    await change(browser, "seed", "2");
    assert.equal(await browser.value(note), "", "it stays though the networks are new");
  },

  async "the curve of the losses ends with the last step, and says what a point is"(browser) {
    await open(browser, {data: "moons", width: 4});
    await browser.value("playground.experiment.step(50)");
    const means = await browser.value(`playground.draw.lossMeans(playground.state.losses[0], 20)`);
    assert.deepEqual(means.map(({step}) => step), [10.5, 30.5, 45.5]);
    const text = () => browser.value("document.querySelector('#play figure').textContent");
    assert((await text()).includes("mean of 20 losses"));
    await browser.value("playground.state.losses = [Array(9000).fill(1), Array(10).fill(1)]; "
      + "playground.draw.numbers()");
    assert((await text()).includes("mean of 30 losses"), await text());
  },

  async "light and dark change the pictures too"(browser) {
    await open(browser, {data: "moons"});
    const pixels = () => browser.value("document.querySelector('.plane canvas').toDataURL()");
    const light = await pixels();
    await browser.send("Emulation.setEmulatedMedia", {features: [
      {name: "prefers-color-scheme", value: "dark"}]});
    await new Promise((resolve) => setTimeout(resolve, 100));
    await settled(browser);
    const dark = await pixels();
    assert.notEqual(dark, light, "the old colours stay");
    await browser.value("playground.experiment.repaint()");
    assert.equal(await pixels(), dark);
  },

  async "a lesson leaves the speed, and the slider says it"(browser) {
    await open(browser, {speed: 40});
    await browser.value("document.querySelector('#lessons button').click()");
    await settled(browser);
    assert.equal(await browser.value("playground.settings.now.data"), "circles");
    assert.deepEqual(await browser.value(`[playground.settings.now.speed,
      Number(document.querySelector("#play input[type=range]").value)]`), [40, 40]);
  },
});
