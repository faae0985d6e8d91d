// The sections of the page, filled from what the experiment tells.
const side = (name, i, changed) => {
  const box = formulaBox(name, i, changed);
  const canvas = page.element("canvas", {width: 300, height: 300, role: "img",
                                         "aria-label": words.boundary});
  const place = page.element("div", {class: "plane"}, canvas);
  const line = page.element("p", {class: "reading", role: "status"});
  state.canvases[i] = canvas;
  (state.places ??= [])[i] = place;
  (state.lines ??= [])[i] = line;
  (state.boxes ??= [])[i] = box;
  return page.element("div", {class: "side side-" + name},
    page.element("h3", {}, sideName(i)), box.element, place, line);
};

const fillPlay = (section) => {
  const controls = page.element("div", {class: "controls grid"});
  const own = page.element("div");
  const points = ownPoints(() => experiment.open());
  const showOnly = () => {
    controlTable.forEach(({only}, i) => {
      controls.children[i].hidden = only !== undefined && !only.includes(settings.kind());
    });
    own.hidden = settings.kind() !== "own";
  };
  const changed = (name) => {
    showOnly();
    if (name === "data" && settings.kind() === "own" && settings.now.csv === "") return;
    experiment.open();
  };
  const makeControls = () => {
    controls.replaceChildren(...controlTable.map((row) => makeControl(row, changed)));
    showOnly();
  };
  state.remake = () => {
    makeControls();
    ["a", "b"].forEach((name, i) => state.boxes[i].show(settings.now[name]));
  };
  const button = (text, onclick) =>
    page.element("button", {type: "button", class: "action", onclick}, text);
  state.button = button(words.play, experiment.toggle);
  const speed = page.element("input", {type: "range", min: 1, max: 100, value: settings.now.speed,
    oninput: () => settings.set("speed", Number(speed.value))});
  state.problem = page.element("p", {class: "problem", role: "alert"});
  state.working = page.element("p", {role: "status", hidden: true}, words.working,
                               button(words.giveUp, experiment.giveUp));
  own.append(points);
  page.controls(section).append(state.button, button(words.step, experiment.oneStep),
    button(words.reset, experiment.open),
    page.element("label", {class: "slider"}, words.speed, speed));
  section.append(state.problem, state.working, controls, own,
    page.element("div", {class: "twins"}, side("a", 0, experiment.open),
                 side("b", 1, experiment.open)));
  state.curves = page.figure(section, {title: words.lossCurves, description: words.lossAxis,
                                       draw: draw.lossCurves});
  makeControls();
};

const fillInside = (section) => {
  const back = page.element("button", {type: "button", class: "action", hidden: true,
    onclick: () => choose(null)}, words.backToNetwork);
  const choose = async (unit) => {
    state.unit = unit;
    back.hidden = unit === null;
    await draw.planes();
    if (unit !== null) document.getElementById("play").querySelector(".twins").scrollIntoView();
  };
  const layers = page.element("div", {class: "twins"});
  const findings = page.element("div");
  const learned = page.element("p", {class: "reading"});
  section.append(back, findings, layers, learned);
  const empty = () => page.element("div");
  const gradients = page.figure(section, {title: words.gradientByDepth, draw: (width) =>
    state.looks ? inside.gradients(state.looks)(width) : empty(),
    description: words.gradientReading, reading: words.gradientReading});
  const updates = page.figure(section, {title: words.updates, draw: (width) =>
    state.looks ? inside.updates(state.looks)(width) : empty(),
    description: words.updatesReading, reading: words.updatesReading});
  state.listeners.push(() => {
    layers.replaceChildren(...state.looks.map((one, i) => page.element("div", {class: "side"},
      page.element("h3", {}, sideName(i)),
      inside.activations(one).map((site) => inside.layer(one, site, i, choose)))));
    findings.replaceChildren(page.element("h3", {}, words.findings), page.element("ul", {},
      state.looks.flatMap((one, i) => (one.findings.length > 0 ? one.findings
        : [{sentence: words.nothingFound}]).map(({sentence, accuses}) => page.element("li",
        {class: accuses ? "problem" : null}, sideName(i) + ": " + sentence)))));
    const values = state.looks.flatMap((one, i) =>
      inside.learned(one).map((text) => sideName(i) + " " + text));
    learned.textContent = values.length > 0 ? words.learned + ": " + values.join("; ") : "";
    gradients.redraw();
    updates.redraw();
  });
};

const fillPassage = (section) => {
  const table = page.element("div", {class: "twins"});
  const row = page.element("input", {type: "number", min: 0, max: 99, value: 0,
                                     onchange: () => show()});
  const show = () => passage.fill(table, Math.max(0, Number(row.value) | 0));
  page.controls(section).append(page.element("label", {}, words.example, row));
  section.append(table);
  state.listeners.push(() => { if (!state.playing) show(); });
};

const fillLessons = (section) => {
  for (const lesson of lessons) {
    const verdict = page.element("p", {role: "status"});
    const start = () => {
      for (const [name, value] of Object.entries({...usual, ...lesson.setup})) {
        settings.set(name, value);
      }
      state.remake();
      verdict.textContent = "";
      experiment.open();
    };
    const check = async () => {
      await draw.looks();
      if (state.looks === null) return;
      const [passed, what] = lesson.check({settings: settings.now, ...state});
      verdict.className = passed ? "passed" : "problem";
      verdict.textContent = (passed ? words.lessonPassed : words.lessonFailed) + what + ".";
    };
    section.append(page.element("details", {id: "lesson-" + lesson.name},
      page.element("summary", {}, lesson.title), page.element("p", {}, lesson.text),
      page.element("div", {class: "controls"},
        page.element("button", {type: "button", class: "action", onclick: start},
                     words.lessonStart),
        page.element("button", {type: "button", class: "action", onclick: check},
                     words.lessonCheck)), verdict));
  }
};

const fillShare = async (section) => {
  const show = await share.fill(section, state);
  state.listeners.push(() => { if (!state.playing) show(); });
};

const begin = async () => {
  const able = typeof WebAssembly === "object" && typeof Worker === "function"
    && typeof DecompressionStream === "function" && typeof OffscreenCanvas === "function";
  const section = document.getElementById("play");
  const waiting = page.element("p", {role: "status"}, able ? words.loading : words.noWasm);
  section.append(waiting);
  if (!able) return;
  settings.read();
  try {
    await core.unpack();
    await core.start();
  } catch (error) {
    waiting.textContent = words.noWasm + " (" + error.message + ")";
    return;
  }
  waiting.remove();
  page.section("play", fillPlay);
  page.section("inside", fillInside);
  page.section("passage", fillPassage);
  page.section("lessons", fillLessons);
  page.section("share", fillShare);
  fillCatalog();
  await experiment.open();
  window.playground = {state, settings, experiment, core};  // for whoever looks from the console
  document.body.dataset.ready = "yes";
};
begin();
