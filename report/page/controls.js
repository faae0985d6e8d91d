// A row for controls.
page.controls = (section) => {
  const row = page.element("div", {class: "controls"});
  section.append(row);
  return row;
};

// A slider over whole numbers with a button that plays it from the left to the right. Its value
// stands in the address under `name`. describe(value) is the text beside it, change(value) is
// called at every move. Arrow keys move it by one, Page Up and Page Down by a tenth. Returns
// {set(value)}, which moves it as a person would.
page.slider = (row, {name, label, low, high, value, describe, change}) => {
  const input = page.element("input", {type: "range", min: low, max: high, step: 1});
  const output = page.element("output");
  const whole = (text) => Math.max(low, Math.min(high, Math.round(Number(text)) || low));
  const show = (now) => {
    input.value = String(now);
    input.setAttribute("aria-valuetext", describe(now));
    output.textContent = describe(now);
    change(now);
  };
  const move = (now) => {
    show(now);
    page.address.set(name, now);
  };
  let timer = null;
  const stop = () => {
    window.clearInterval(timer);
    timer = null;
    play.textContent = "Play";
  };
  const advance = () => {
    const step = Math.max(1, Math.round((high - low) / 200));
    if (Number(input.value) >= high || !input.isConnected) stop();
    else move(Math.min(high, Number(input.value) + step));
  };
  const play = page.element("button", {class: "action", type: "button", onclick: () => {
    if (timer !== null) return stop();
    if (Number(input.value) >= high) move(low);
    timer = window.setInterval(advance, 50);
    play.textContent = "Pause";
  }}, "Play");
  input.addEventListener("input", () => {
    if (timer !== null) stop();
    move(Number(input.value));
  });
  row.append(play, page.element("label", {class: "slider"}, label, input, output));
  const follow = (text) => show(whole(text ?? value));
  page.address.follow(name, follow);
  follow(page.address.get(name));
  return {set: (now) => move(whole(now))};
};

// One of several, at first that of place `value`: `options` are texts, change(index) is called at
// once and at every choice. With fewer than two there is nothing to choose, and nothing to see.
// Returns {set(index)}, which chooses as a person would.
page.choice = (row, {name, label, options, value = 0, change}) => {
  const select = page.element("select");
  options.forEach((option, i) => select.append(page.element("option", {value: i}, option)));
  const show = (text) => {
    const index = options[Number(text)] === undefined ? value : Number(text);
    select.value = String(index);
    change(index);
  };
  const choose = (index) => {
    page.address.set(name, index);
    show(index);
  };
  select.addEventListener("change", () => choose(select.value));
  if (options.length > 1) row.append(page.element("label", {}, label, select));
  const follow = (text) => show(text ?? value);
  page.address.follow(name, follow);
  follow(page.address.get(name));
  return {set: choose};
};
