// A visitor of a training report, for open_reports.sh: looks at every picture, clicks, types and
// moves sliders. What it finds stands in the page as data-visit: "well", or the first complaint;
// what the page said before, as data-first.
const complaints = [];
const expect = (holds, complaint) => { if (!holds) complaints.push(complaint); };
const all = (selector) => [...document.querySelectorAll(selector)];

const lookAtPictures = () => {
  const pictures = all("figure .drawing > svg, figure .drawing figure > svg, .maps > svg")
    .filter((svg) => svg.closest("[class*='-swatches']") === null);
  expect(pictures.length > 0, "no picture at all");
  for (const svg of pictures) {
    const name = svg.getAttribute("aria-label") ?? "a picture without a name";
    expect(svg.getAttribute("role") === "img" && name.length > 20, `no words for ${name}`);
    const marks = svg.querySelectorAll("path, rect, circle, image, line");
    expect(marks.length > 2, `${name} has no marks`);
    for (const path of svg.querySelectorAll("path[d]")) {
      expect(!/NaN|Infinity/.test(path.getAttribute("d")), `${name} has a path without a place`);
    }
  }
  for (const figure of all("main figure:has(> .drawing)")) {
    const reading = figure.querySelector(":scope > .reading")
      ?? figure.parentElement.querySelector(".reading");
    expect(reading !== null && reading.textContent.length > 20, "a picture nobody explains");
  }
};

const lookAtMap = () => {
  const image = document.querySelector(".maps image");
  const probed = page.data("report").runs.filter((run) => run.dynamics !== null);
  if (image === null) return expect(probed.length === 0, "no map");
  expect(image.getAttribute("href").length > 100, "the map is empty");
  const title = () => document.querySelector("#cell h3").textContent;
  const {left, top, width, height} = image.getBoundingClientRect();
  const click = (x, y) => image.dispatchEvent(new MouseEvent("click", {
    bubbles: true, clientX: Math.ceil(left + x * width + 0.01),
    clientY: Math.ceil(top + y * height + 0.01)}));
  click(0, 0);
  const first = title();
  expect(first.endsWith("step 0"), `a click on the first cell shows ${first}`);
  click(0, 0.98);
  expect(title() !== first || image.getAttribute("height") < 30, `a click further down shows `
    + `${first} still`);
  click(0, 0);
  const columns = probed[0].dynamics.steps.length;
  const type = (key) => document.querySelector(".maps").dispatchEvent(
    new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
  type("ArrowRight");
  expect(columns === 1 || title() !== first, "the right arrow moves nothing");
  type("ArrowLeft");
  expect(title() === first, "the left arrow does not come back");
};

// The address of a finding leads to its layer and step.
const followFinding = () => {
  const link = document.querySelector(".findings a");
  if (link === null) return;
  link.click();
  page.address.arrived();
  const layer = document.querySelectorAll("#cell .controls select");
  expect(link.hash.includes(`layer=${layer[layer.length - 1].value}`), `${link.hash} leads `
    + `elsewhere`);
};

// Links of the page change what they name; the rest of the address stays.
const followContents = () => {
  page.address.set("kept", "yes");
  const before = page.address.parts().state;
  for (const link of all("nav a, .findings a")) {
    link.click();
    page.address.arrived();
    const {state, section} = page.address.parts();
    const named = page.address.parts(link.hash);
    expect(section === named.section, `${link.hash} leads to ${section}`);
    for (const [name, value] of new Map([...before, ...named.state])) {
      expect(state.has(name), `${link.hash} loses ${name}=${value}`);
    }
  }
};

const moveControls = () => {
  for (const input of all("input[type=range]")) {
    const before = input.getAttribute("aria-valuetext");
    for (const value of [input.min, input.max]) {
      input.value = value;
      input.dispatchEvent(new Event("input"));
    }
    expect(input.min === input.max || input.getAttribute("aria-valuetext") !== "", `a slider at `
      + `${before}`);
  }
  for (const select of all("select")) {
    const options = [...select.options].map((option) => option.value);
    for (const value of options.slice(0, 25)) {
      select.value = value;
      select.dispatchEvent(new Event("change"));
    }
  }
};

document.documentElement.setAttribute("data-first", document.querySelector("main").textContent);
try {
  lookAtPictures();
  lookAtMap();
  followFinding();
  followContents();
  moveControls();
  lookAtPictures();
  const asked = performance.getEntriesByType("resource")
    .filter(({name}) => !name.startsWith("data:"));
  expect(asked.length === 0, `the page asks for ${asked[0]?.name}`);
  expect(document.documentElement.scrollWidth <= window.innerWidth + 1, "the page is wider than "
    + "its window");
} catch (error) {
  complaints.push(String(error.stack));
}
document.documentElement.setAttribute("data-visit", complaints[0] ?? "well");
parent.postMessage(complaints[0] ?? "well", "*");  // where the page stands in a frame
