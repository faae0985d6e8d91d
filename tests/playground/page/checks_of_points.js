// What use_page.js checks of points of one's own: pasted, drawn and saved.
const assert = require("node:assert");

const typePoints = (browser, text) => browser.value(`(() => {
  const box = document.querySelector(".own textarea");
  box.value = ${JSON.stringify(text)};
  box.dispatchEvent(new Event("input"));
})()`);

const rows = (row) => Array.from({length: 12}, (_, i) => row(i)).join("\n");

module.exports = ({open, button, saved}) => ({
  async "pasted points are read by the core, as they lie"(browser) {
    await open(browser, {data: "own"});
    const use = async (text) => {
      await typePoints(browser, text);
      await browser.value(`(playground.state.problem.textContent = "",
        window.before = playground.state.opened, ${button("Use these points")}.click())`);
      assert(await browser.until(`playground.state.problem.textContent !== ""
        || playground.state.opened !== before`), text);
      return browser.value("playground.state.problem.textContent");
    };
    const count = () => browser.value(`playground.state.opened.train.labels.length
      + playground.state.opened.test.labels.length`);
    assert.equal(await use(rows((i) => `${i + 1}e-1,${i * i},${i % 2}`)), "");
    assert.equal(await count(), 12);
    assert.equal(await use("label,x,y\n\n" + rows((i) => `${i % 2},${i},${i * i}`)), "");
    assert.equal(await count(), 12);
    assert.match(await use("nan,1,0\n" + rows((i) => `${i},1,${i % 2}`)),
                 /the box line 1: column 1 needs a finite number, got "nan"/);
    assert.match(await use("x,y,label\n\n" + rows((i) => `${i},many,${i % 2}`)),
                 /the box line 3: y needs a finite number/);
    assert.match(await use(rows((i) => `${i};${i};${i % 2}`)), /semicolons/);
    assert.match(await use(rows((i) => `0,${i}\t1,${i}\t${i % 2}`)), /tabs/);
    assert.match(await use("1,1,0"), /ten are the fewest/);
  },

  async "drawing adds to what is pasted, and what is there is saved"(browser) {
    await open(browser, {data: "own"});
    await typePoints(browser, "x,y,label\n0.5,0.5,cat\n-0.5,0.1,dog");
    await browser.value(`document.querySelector("canvas.draw").focus()`);
    await browser.key("Enter");
    await browser.key("Enter", {shift: true});
    const drawn = "x,y,label\n0.5,0.5,cat\n-0.5,0.1,dog\n0,0,cat\n0,0,dog\n";
    assert.equal(await saved(browser, "Save the points (points.csv)"), drawn);
    await browser.value(button("Remove the last point") + ".click()");
    assert.equal(await browser.value(`document.querySelector(".own textarea").value`),
                 drawn.replace("0,0,dog\n", ""));
  },

  async "a tap draws a point, a finger that scrolls does not"(browser) {
    await open(browser, {data: "own"}, {width: 390});
    await browser.send("Emulation.setTouchEmulationEnabled", {enabled: true});
    const place = () => browser.value(`(() => {
      const canvas = document.querySelector("canvas.draw");
      canvas.scrollIntoView({block: "center"});
      const {left, top} = canvas.getBoundingClientRect();
      return {x: left + 110, y: top + 150};
    })()`);
    const {x, y} = await place();
    const touch = (type, points) => browser.send("Input.dispatchTouchEvent",
                                                 {type, touchPoints: points});
    const drawn = () => browser.value(`document.querySelector(".own textarea").value`);
    await touch("touchStart", [{x, y}]);
    for (let i = 1; i < 8; ++i) await touch("touchMove", [{x, y: y - 15 * i}]);
    await touch("touchEnd", []);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(await drawn(), "");
    await touch("touchStart", [await place()]);
    await touch("touchEnd", []);
    assert(await browser.until(`document.querySelector(".own textarea").value !== ""`, 5),
           "a tap draws none");
    await browser.send("Emulation.setTouchEmulationEnabled", {enabled: false});
  },
});
