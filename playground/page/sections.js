// The sections of the page, filled from what the experiment tells.
const side = (name, i) => {
  const box = formulaBox(name, i, async (changes) => {
    const taken = await experiment.open(changes);
    if (taken) box.show(settings.now[name]);
  });
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

const actionButton = (text, onclick) =>
  page.element("button", {type: "button", class: "action", onclick}, text);

// The controls and the place for points of one's own, shown where the data have them, and the
// boxes of the formulas. state.show() brings all to what is open.
const makeSettings = () => {
  const own = page.element("div");
  const controls = controlTable.map((row) => makeControl(row, (changes) => take(changes)));
  const showOnly = () => {
    controlTable.forEach(({only}, i) => {
      controls[i].element.hidden = only !== undefined && !only.includes(settings.kind());
    });
    own.hidden = settings.kind() !== "own";
  };
  const take = async (changes) => {
    await experiment.open(changes);
    showOnly();
  };
  state.show = () => {
    controls.forEach((control) => control.show());
    ["a", "b"].forEach((name, i) => state.boxes[i].show(settings.now[name]));
    state.speed.value = settings.now.speed;
    own.replaceChildren(ownPoints(take));
    showOnly();
  };
  return [page.element("div", {class: "controls grid"}, controls.map(({element}) => element)), own];
};

const fillPlay = (section) => {
  state.button = actionButton(words.play, experiment.toggle);
  state.speed = page.element("input", {type: "range", min: 1, max: kHighestSpeed,
    oninput: () => settings.take({...settings.now, speed: Number(state.speed.value)})});
  state.problem = page.element("p", {class: "problem", role: "alert"});
  state.working = page.element("p", {role: "status", hidden: true}, words.working,
                               actionButton(words.giveUp, experiment.giveUp));
  state.unitName = page.element("span");
  state.unitShown = page.element("p", {class: "controls", role: "status", hidden: true},
    state.unitName, actionButton(words.backToNetwork, () => experiment.choose(null)));
  page.controls(section).append(state.button, actionButton(words.step, experiment.oneStep),
    actionButton(words.reset, () => experiment.open()),
    page.element("label", {class: "slider"}, words.speed, state.speed));
  section.append(state.problem, state.working, ...makeSettings(), state.unitShown,
    page.element("div", {class: "twins"}, side("a", 0), side("b", 1)));
  state.curves = page.figure(section, {title: words.lossCurves, description: words.lossAxis,
                                       draw: draw.lossCurves});
  state.show();
};

const fillInside = (section) => {
  const choose = async (unit) => {
    await experiment.choose(unit);
    state.unitShown.scrollIntoView();
  };
  const layers = page.element("div", {class: "twins"});
  const showLayers = inside.layers(layers, choose);
  const findings = page.element("div");
  const learned = page.element("p", {class: "reading"});
  section.append(findings, layers, learned);
  const empty = () => page.element("div");
  const gradients = page.figure(section, {title: words.gradientByDepth, draw: (width) =>
    state.looks ? inside.gradients(state.looks)(width) : empty(),
    description: words.gradientReading, reading: words.gradientReading});
  const updates = page.figure(section, {title: words.updates, draw: (width) =>
    state.looks ? inside.updates(state.looks)(width) : empty(),
    description: words.updatesReading, reading: words.updatesReading});
  state.listeners.push(() => {
    const looks = state.looks ?? [];
    showLayers(looks);
    findings.replaceChildren(page.element("h3", {}, words.findings), page.element("ul", {},
      looks.flatMap((one, i) => (one.findings.length > 0 ? one.findings
        : [{sentence: words.nothingFound}]).map(({sentence, accuses}) => page.element("li",
        {class: accuses ? "problem" : null}, sideName(i) + ": " + sentence)))));
    const values = looks.flatMap((one, i) =>
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
  const show = () => state.opened === null ? table.replaceChildren()
    : passage.fill(table, Math.max(0, Number(row.value) | 0));
  page.controls(section).append(page.element("label", {}, words.example, row));
  section.append(table);
  state.listeners.push(() => { if (!state.playing) show(); });
};

const fillLessons = (section) => {
  for (const lesson of lessons) {
    const verdict = page.element("p", {role: "status"});
    const start = async () => {
      verdict.textContent = "";
      await experiment.open({...usual, ...lesson.setup, speed: settings.now.speed});
      state.show();
    };
    const check = async () => {
      await experiment.look();
      const {passed, said} = await judge(lesson, {settings: settings.now, ...state}, core.ask);
      verdict.className = passed ? "passed" : "problem";
      verdict.textContent = (passed ? words.lessonPassed : words.lessonFailed) + said + ".";
    };
    section.append(page.element("details", {id: "lesson-" + lesson.name},
      page.element("summary", {}, lesson.title), page.element("p", {}, lesson.text),
      page.element("div", {class: "controls"}, actionButton(words.lessonStart, start),
                   actionButton(words.lessonCheck, check)), verdict));
  }
};

const fillShare = async (section) => {
  const show = await share.fill(section, state);
  state.listeners.push(() => { if (!state.playing) show(); });
};

// An address that is pasted into the open page, or edited, or come back to.
const followAddress = async () => {
  await experiment.follow();
  state.show();
};
const followFromOutside = () => {
  window.addEventListener("hashchange", () => {
    const {wanted, strange} = settings.read();
    if (strange.length > 0 || !settings.same(wanted, settings.now)) followAddress();
  });
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", () => {
    experiment.repaint();
    document.querySelector("canvas.draw")?.dispatchEvent(new Event("repaint"));
  });
};

const begin = async () => {
  const able = typeof WebAssembly === "object" && typeof Worker === "function"
    && typeof DecompressionStream === "function" && typeof OffscreenCanvas === "function";
  const section = document.getElementById("play");
  const waiting = page.element("p", {role: "status"}, able ? words.loading : words.noWasm);
  section.append(waiting);
  if (!able) return;
  settings.now = settings.read().wanted;
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
  await followAddress();
  followFromOutside();
  page.address.scroll();  // only now has all above it its height
  window.playground = {state, settings, experiment, draw, core};  // for the console
  document.body.dataset.ready = "yes";
};
begin();
