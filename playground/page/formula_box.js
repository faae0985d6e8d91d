// A box for an activation: checked by the core's own parser while one types, f and f' drawn, a
// slider for the start of each of its parameters.
const kMostSliders = 8;

const formulaBox = (name, series, changed) => {
  const input = page.element("input", {type: "text", list: "catalog", spellcheck: "false",
    autocomplete: "off", value: settings.now[name], "aria-label": words.formula + " " + name});
  const problem = page.element("p", {class: "problem", role: "status"});
  const about = page.element("p", {class: "quiet formula"});
  const drawing = page.element("div", {class: "drawing"});
  const sliders = page.element("div", {class: "controls"});
  const catalog = page.element("div", {class: "catalog"});
  let asked = 0;
  let typing = false;  // something that was not asked for yet, which no answer may replace
  let last = null, made = [];  // what the core said, and the sliders

  const draw = (card) => {
    drawing.replaceChildren(page.curve({
      lines: [{values: card.curve, color: page.color(series)},
              {values: card.slope, color: page.color(series), dash: "4 3"}],
      low: -1.5, high: 3, x_low: card.low, x_high: card.high, width: 260, height: 110,
      label: words.curves}));
  };
  // The parameter starts at another value; all others as they are written.
  const start = (name, value) => {
    const [formula, starts = ""] = last.text.split(" where ");
    input.value = formula + " where " + starts.split(", ").map((one) =>
      one.startsWith(name + " = ") ? one.replace(/= \S+/, "= " + value) : one).join(", ");
    check(true);
  };
  const makeSlider = ({name}) => {
    const output = page.element("output");
    const slider = page.element("input", {type: "range", step: 0.05,
      oninput: () => { output.textContent = page.number(Number(slider.value)); },
      onchange: () => start(name, Number(slider.value))});
    const show = ({initial}) => {
      slider.min = Math.min(-3, Math.floor(initial));
      slider.max = Math.max(3, Math.ceil(initial));
      slider.value = initial;
      output.textContent = page.number(initial);
    };
    return {name, show, element: page.element("label", {class: "slider"}, words.start + " " + name,
                                              slider, output)};
  };
  // Those of the same parameters stay, and with them the focus.
  const makeSliders = (card) => {
    const parameters = card.parameters.slice(0, kMostSliders);
    const others = card.parameters.length - parameters.length;
    last = card;
    if (parameters.map(({name}) => name).join() !== made.map(({name}) => name).join()) {
      made = parameters.map(makeSlider);
      sliders.replaceChildren(...made.map(({element}) => element),
                              others > 0 ? words.moreStarts(others) : "");
    }
    made.forEach((slider, i) => slider.show(parameters[i]));
  };
  const check = async (apply) => {
    typing = !apply && typing;
    const wish = apply && input.value !== experiment.wished()[name];
    const opening = wish ? changed({[name]: input.value}) : null;
    const mine = ++asked;
    const card = await core.ask({do: "formula", text: input.value});
    if (mine !== asked) return;  // typed on since
    input.setAttribute("aria-invalid", String(card.error !== undefined));
    problem.textContent = card.error ?? (card.warning ? words.isConstant + card.warning : "");
    if (card.error === undefined) {
      about.replaceChildren(words.derivative, page.formula(card.derivative));
      draw(card);
      makeSliders(card);
    }
    await opening;
    if (mine !== asked || problem.textContent === "" || state.opened === null) return;
    if (apply && input.value !== settings.now[name]) {
      problem.textContent += words.trainsStill(settings.now[name]);
    }
  };
  input.addEventListener("input", () => {
    typing = true;
    check(false);
  });
  input.addEventListener("change", () => check(true));
  check(false);
  return {
    element: page.element("div", {class: "box"},
      page.element("label", {}, words.formula + " ", input), problem, drawing, about, sliders,
      page.element("details", {}, page.element("summary", {}, words.catalog), catalog)),
    catalog,
    show(text) {  // what the settings say already, unless a person has gone on since
      if (typing || experiment.wished()[name] !== text) return;
      input.value = text;
      check(false);
    },
    choose(text) {
      input.value = text;
      check(true);
    },
  };
};

// Names to choose from while one types, and the whole catalog as pictures below each box.
const fillCatalog = async () => {
  const {rows} = await core.ask({do: "catalog"});
  document.body.append(page.element("datalist", {id: "catalog"},
    rows.map((row) => page.element("option", {value: row.name}, row.formula))));
  state.boxes.forEach((box, i) => box.catalog.append(...rows.map((row) =>
    page.element("button", {type: "button", title: row.formula,
                            onclick: () => box.choose(row.name)},
      page.curve({lines: [{values: row.curve, color: page.color(i)}], low: -1.5, high: 3,
                  x_low: -8, x_high: 8, width: 64, height: 36, label: row.formula}), row.name))));
};
