// A box for an activation: checked by the core's own parser while one types, f and f' drawn, a
// slider for the start of each of its parameters.
const formulaBox = (name, series, changed) => {
  const input = page.element("input", {type: "text", list: "catalog", spellcheck: "false",
    autocomplete: "off", value: settings.now[name], "aria-label": words.formula + " " + name});
  const problem = page.element("p", {class: "problem", role: "status"});
  const about = page.element("p", {class: "quiet formula"});
  const drawing = page.element("div", {class: "drawing"});
  const sliders = page.element("div", {class: "controls"});
  const catalog = page.element("div", {class: "catalog"});
  let asked = 0;

  const draw = (card) => {
    drawing.replaceChildren(page.curve({
      lines: [{values: card.curve, color: page.color(series)},
              {values: card.slope, color: page.color(series), dash: "4 3"}],
      low: -1.5, high: 3, x_low: card.low, x_high: card.high, width: 260, height: 110,
      label: words.curves}));
  };
  const start = (card, parameter, value) => {
    const starts = card.parameters.map((other) =>
      other.name + " = " + (other.name === parameter.name ? value : other.initial));
    input.value = card.text.split(" where ")[0] + " where " + starts.join(", ");
    check(true);
  };
  const makeSliders = (card) => {
    sliders.replaceChildren(...card.parameters.slice(0, 4).map((parameter) => {
      const output = page.element("output", {}, page.number(parameter.initial));
      const slider = page.element("input", {type: "range", min: -3, max: 3, step: 0.05,
        value: parameter.initial, oninput: () => { output.textContent = slider.value; },
        onchange: () => start(card, parameter, Number(slider.value))});
      return page.element("label", {class: "slider"}, words.start + " " + parameter.name, slider,
                          output);
    }));
  };
  const check = async (apply) => {
    if (apply && input.value !== settings.now[name]) changed({[name]: input.value});
    const mine = ++asked;
    const card = await core.ask({do: "formula", text: input.value});
    if (mine !== asked) return;  // typed on since
    input.setAttribute("aria-invalid", String(card.error !== undefined));
    problem.textContent = card.error ?? (card.warning ? words.isConstant + card.warning : "");
    if (apply && problem.textContent !== "" && input.value !== settings.now[name]) {
      problem.textContent += words.trainsStill(settings.now[name]);
    }
    if (card.error !== undefined) return;
    about.textContent = words.derivative + card.derivative.slice(0, 160);
    draw(card);
    makeSliders(card);
  };
  input.addEventListener("input", () => check(false));
  input.addEventListener("change", () => check(true));
  check(false);
  return {
    element: page.element("div", {class: "box"},
      page.element("label", {}, words.formula + " ", input), problem, drawing, about, sliders,
      page.element("details", {}, page.element("summary", {}, words.catalog), catalog)),
    catalog,
    show(text) {  // what the settings say already
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
