// Points of one's own: drawn with the pointer, or pasted as lines of "x, y, label".
const ownPoints = (changed) => {
  const points = [];
  const canvas = page.element("canvas", {width: 220, height: 220, class: "draw", tabindex: 0,
                                         "aria-label": words.own});
  const box = page.element("textarea", {rows: 5, spellcheck: "false", "aria-label": words.own});
  const problem = page.element("p", {class: "problem", role: "status"});
  const draw = () => {
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, 220, 220);
    planes.dots(canvas, {inputs: points.flatMap(([x, y]) => [x, y]),
                         labels: points.map(([, , label]) => label)}, 1);
    box.value = points.map((point) => point.join(",")).join("\n");
  };
  canvas.addEventListener("pointerdown", (event) => {
    const {left, top, width} = canvas.getBoundingClientRect();
    const at = (value) => Number((2 * value / width - 1).toFixed(3));
    points.push([at(event.clientX - left), -at(event.clientY - top), event.shiftKey ? 1 : 0]);
    draw();
  });
  const use = () => {
    const lines = box.value.trim();
    const classes = new Set(lines.split("\n").map((line) => line.split(",").at(-1)));
    problem.textContent = lines.split("\n").length < 10 || classes.size < 2 ? words.needsMore : "";
    if (problem.textContent !== "") return;
    settings.set("csv", "x,y,label\n" + lines + "\n");
    changed();
  };
  const clear = () => {
    points.length = 0;
    draw();
  };
  box.value = settings.now.csv.split("\n").slice(1).join("\n").trim();
  return {
    element: page.element("div", {class: "own"}, page.element("p", {}, words.own),
      canvas, box, page.element("div", {class: "controls"},
        page.element("button", {type: "button", class: "action", onclick: use}, words.usePasted),
        page.element("button", {type: "button", class: "action", onclick: clear}, words.clear)),
      problem),
    use,
  };
};
