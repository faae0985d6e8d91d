// Points of one's own: drawn with the pointer or by keys, or pasted as lines of "x, y, label".
const ownPoints = (changed) => {
  const kSide = 220;  // pixels
  const points = [];
  const cursor = {x: 0, y: 0};
  const canvas = page.element("canvas", {width: kSide, height: kSide, class: "draw", tabindex: 0,
                                         role: "application", "aria-label": words.drawHere});
  const label = page.element("select", {}, words.classes.map((name, i) =>
    page.element("option", {value: i}, name)));
  const box = page.element("textarea", {rows: 6, spellcheck: "false", "aria-label": words.paste,
                                        placeholder: words.pasteExample});
  const problem = page.element("p", {class: "problem", role: "status"});
  const draw = () => {
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, kSide, kSide);
    planes.dots(canvas, {inputs: points.flatMap(([x, y]) => [x, y]),
                         labels: points.map((point) => point[2])}, 1);
    if (document.activeElement === canvas) {
      context.strokeStyle = getComputedStyle(canvas).color;
      context.strokeRect((cursor.x + 1) / 2 * kSide - 5, (1 - cursor.y) / 2 * kSide - 5, 10, 10);
    }
  };
  const add = (x, y, other) => {
    const own = Number(label.value);
    points.push([x, y, other ? 1 - own : own]);
    box.value = points.map((point) => point.join(",")).join("\n");
    draw();
  };
  canvas.addEventListener("pointerdown", (event) => {
    const {left, top, width} = canvas.getBoundingClientRect();
    const at = (value) => Number((2 * value / width - 1).toFixed(3));
    add(at(event.clientX - left), -at(event.clientY - top), event.shiftKey);
  });
  const move = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]};
  canvas.addEventListener("keydown", (event) => {
    const inside = (value) => Math.max(-1, Math.min(1, Number(value.toFixed(3))));
    if (event.key === "Enter" || event.key === " ") add(cursor.x, cursor.y, event.shiftKey);
    else if (move[event.key] === undefined) return;
    else {
      cursor.x = inside(cursor.x + 0.05 * move[event.key][0]);
      cursor.y = inside(cursor.y + 0.05 * move[event.key][1]);
      draw();
    }
    event.preventDefault();
  });
  for (const name of ["focus", "blur", "repaint"]) canvas.addEventListener(name, draw);
  const use = () => {
    const lines = box.value.trim().split("\n");
    const is_head = /[a-z]/i.test(lines[0].split(",")[0]);
    if (is_head) lines.shift();
    const classes = new Set(lines.map((line) => line.split(",").at(-1).trim()));
    problem.textContent = lines.length < 10 || classes.size < 2 ? words.needsMore : "";
    if (problem.textContent !== "") return;
    changed({csv: "x,y,label\n" + lines.join("\n") + "\n"});
  };
  const clear = () => {
    points.length = 0;
    box.value = "";
    draw();
  };
  box.value = settings.now.csv.split("\n").slice(1).join("\n").trim();
  const button = (text, onclick) =>
    page.element("button", {type: "button", class: "action", onclick}, text);
  return page.element("div", {class: "own"}, page.element("p", {}, words.own), canvas, box,
    page.element("div", {class: "controls"}, page.element("label", {}, words.drawn, label),
      button(words.usePasted, use), button(words.clear, clear),
      button(words.savePoints, () => share.save("points.csv",
        new Blob([settings.now.csv], {type: "text/csv"})))),
    problem);
};
