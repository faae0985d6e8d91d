"use strict";
// `page` is what the script of a page works with. All that it shows goes through element(), which
// makes text nodes of texts: whatever a formula holds, it never becomes HTML.
const page = {};

// element("p", {class: "quiet"}, "text", anotherElement): null children are left out, functions
// among the attributes are listeners ({onclick: f}).
page.element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      made.addEventListener(name.replace(/^on/, ""), value);
    } else if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? "" : String(value));
    }
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined) made.append(child);
  }
  return made;
};

// Very long ones are cut; the whole stands in the tooltip.
page.formula = (text) => {
  const most = 240;
  if (text.length <= most) return page.element("span", {class: "formula"}, text);
  return page.element("span", {class: "formula", title: text}, text.slice(0, most) + "\u2026");
};

// A dataset of the page, by its name.
page.data = (name) => JSON.parse(document.getElementById("json:" + name).textContent);

// Calls fill(section) where the page has that section. What one section cannot show is said in its
// place and on the console, the others stand.
page.section = (id, fill) => {
  const section = document.getElementById(id);
  if (section === null) return;
  try {
    fill(section);
  } catch (error) {
    const message = "This part could not be drawn: " + error.message;
    section.append(page.element("p", {class: "problem"}, message));
    console.error(id, error);
  }
};

// ---- numbers as people read them; a dash where there is none ----

const kAbsent = "\u2013";

// Counts are written out; what has more digits than a reader takes in has an exponent: 1.2e-7.
const kLargestCount = 1e12, kLargestWritten = 1e7, kSmallestWritten = 1e-6;

page.number = (value, digits = 3) => {
  if (value === null || value === undefined || !Number.isFinite(value)) return kAbsent;
  const size = Math.abs(value);
  let text;
  if (size < kLargestCount && Number.isInteger(value)) {
    text = (value + 0).toLocaleString("en");  // -0 as 0
  } else if (size < kSmallestWritten || size >= kLargestWritten) {
    text = Number(value.toPrecision(digits)).toExponential().replace("e+", "e");
  } else {
    text = value.toLocaleString("en", {maximumSignificantDigits: digits});
  }
  return text.replaceAll("-", "\u2212");
};

page.fixed = (value, decimals) => {
  if (value === null || value === undefined || !Number.isFinite(value)) return kAbsent;
  return value.toFixed(decimals).replace("-", "\u2212");
};

page.duration = (seconds) => {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return kAbsent;
  if (seconds < 120) return page.number(seconds) + " s";
  if (seconds < 5400) return page.number(seconds / 60) + " min";
  return page.number(seconds / 3600) + " h";
};

page.count = (number, word) => page.number(number) + " " + word + (number === 1 ? "" : "s");
