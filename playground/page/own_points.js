// Points of one's own: drawn with the pointer or by keys, or pasted. The text in the box is all
// there is: the core reads it as it lies. Here it is read only to be shown, as far as it can be.

// {points: [[x, y, class], ...], classes: names, order: where x, y and label stand}
const readPoints = (text) => {
  const names = ["x", "y", "label"];
  const rows = text.split("\n").map((line) => line.split(",").map((cell) => cell.trim()));
  const head = rows[0].map((name) => name.toLowerCase());
  const order = names.every((name) => head.includes(name))
    ? names.map((name) => head.indexOf(name)) : [0, 1, 2];
  const found = rows.map((row) => order.map((place) => row[place] ?? ""))
    .filter(([x, y]) => x !== "" && y !== "" && Number.isFinite(Number(x))
      && Number.isFinite(Number(y)));
  const classes = [...new Set(found.map((row) => row[2]))].sort();
  for (const spare of ["0", "1"]) {  // a person draws points of two classes at least
    if (classes.length < 2 && !classes.includes(spare)) classes.push(spare);
  }
  const points = found.map(([x, y, label]) => [Number(x), Number(y), classes.indexOf(label)]);
  return {points, classes: classes.slice(0, 100), order};
};

const ownPoints = (changed) => {
  const kSide = 220;  // pixels
  const cursor = {x: 0, y: 0};  // from -1 to 1
  const canvas = page.element("canvas", {width: kSide, height: kSide, class: "draw", tabindex: 0,
                                         role: "application", "aria-label": words.drawHere});
  const label = page.element("select");
  const box = page.element("textarea", {rows: 6, spellcheck: "false", "aria-label": words.paste,
                                        placeholder: words.pasteExample});
  let read, reach;  // what the box says, and how far its points lie
  const draw = () => {
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, kSide, kSide);
    planes.dots(canvas, {inputs: read.points.flatMap(([x, y]) => [x, y]),
                         labels: read.points.map((point) => point[2])}, reach);
    if (document.activeElement === canvas) {
      context.strokeStyle = getComputedStyle(canvas).color;
      context.strokeRect((cursor.x + 1) / 2 * kSide - 5, (1 - cursor.y) / 2 * kSide - 5, 10, 10);
    }
  };
  const show = () => {
    read = readPoints(box.value);
    reach = Math.max(1, d3.max(read.points, ([x, y]) => Math.max(Math.abs(x), Math.abs(y))) ?? 1);
    const chosen = Math.max(0, label.selectedIndex);
    label.replaceChildren(...read.classes.map((name, i) =>
      page.element("option", {value: i}, words.classShape(i % 2, name))));
    label.selectedIndex = Math.min(chosen, read.classes.length - 1);
    draw();
  };
  const write = (text) => {
    box.value = text;
    show();
  };
  // Behind what is there.
  const add = (x, y, other) => {
    const chosen = other ? (label.selectedIndex + 1) % read.classes.length : label.selectedIndex;
    const cells = [];
    [x, y].forEach((value, i) => {
      cells[read.order[i]] = Number((value * reach).toPrecision(4));
    });
    cells[read.order[2]] = read.classes[chosen];
    write(box.value.trimEnd() + (box.value.trim() === "" ? "" : "\n") + cells.join(",") + "\n");
  };
  const undo = () => write(box.value.trimEnd().split("\n").slice(0, -1)
    .map((line) => line + "\n").join(""));
  // A tap or a click; a finger that moves on scrolls the page.
  canvas.addEventListener("click", (event) => {
    const {left, top, width} = canvas.getBoundingClientRect();
    const at = (value) => 2 * value / width - 1;
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
  box.addEventListener("input", show);
  const use = () => changed({csv: box.value});
  const save = () => share.save("points.csv", new Blob([box.value], {type: "text/csv"}));
  write(settings.now.csv);
  const button = (text, onclick) =>
    page.element("button", {type: "button", class: "action", onclick}, text);
  return page.element("div", {class: "own"}, page.element("p", {}, words.own), canvas, box,
    page.element("div", {class: "controls"}, page.element("label", {}, words.drawn, label),
      button(words.usePasted, use), button(words.undo, undo),
      button(words.clear, () => write("")), button(words.savePoints, save)));
};
