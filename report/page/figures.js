// The colour of the n-th series, from 0. Styles decide what it is, in light and in dark.
page.color = (n) => "var(--series-" + (1 + (n % 7)) + ")";

// Plot.plot() with the margins that the letters of a page need.
page.plot = (options) => Plot.plot({marginLeft: 50, marginBottom: 42, grid: true, ...options});

page.figures = [];

// Adds a figure to a section:
//   page.figure(section, {title, caption, description, draw: (width) => page.plot({width, ...})})
// `description` says in words what the picture shows; screen readers read it. `reading` stands
// under the picture and says how to read it. draw() is called again whenever the width changes, or
// by redraw() of the figure that is returned.
page.figure = (section, {title, caption = null, reading = null, description, draw}) => {
  const drawing = page.element("div", {class: "drawing"});
  const heading = [page.element("strong", {}, title)];
  if (caption !== null) heading.push(page.element("span", {}, caption));
  section.append(page.element("figure", {}, page.element("figcaption", {}, heading), drawing,
    reading === null ? null : page.element("p", {class: "reading"}, reading)));
  let drawn = 0;
  const figure = {
    redraw() {
      drawn = Math.floor(drawing.clientWidth);
      if (drawn === 0) return;
      const picture = draw(drawn);
      for (const svg of picture.matches("svg") ? [picture] : picture.querySelectorAll("svg")) {
        if (svg.closest("[class*='-swatches']") !== null) {  // its name stands beside it
          svg.setAttribute("aria-hidden", "true");
          continue;
        }
        svg.setAttribute("role", "img");
        svg.setAttribute("aria-label", title + ". " + description);
      }
      drawing.replaceChildren(picture);
    },
    is_there: () => drawing.isConnected,
    follow_width() {
      if (Math.floor(drawing.clientWidth) !== drawn) figure.redraw();
    },
  };
  page.figures = page.figures.filter((other) => other.is_there());  // some places are filled anew
  page.figures.push(figure);
  figure.redraw();
  return figure;
};

// Where a line that is clipped to low..high may be drawn: a browser refuses numbers that are very
// large, and such a line leaves the frame all the same. Null breaks it.
page.drawable = (value, low, high) =>
  value === null ? NaN : Math.max(2 * low - high, Math.min(2 * high - low, value));

// A small curve for tables: lines of equal length over the same x, in a frame that shows y from
// `low` to `high`; null breaks a line. `label` is read by screen readers.
page.curve = ({lines, low, high, x_low, x_high, label, width = 108, height = 48}) => {
  const make = (tag, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };
  const y = d3.scaleLinear([low, high], [height - 2, 2]).clamp(false);
  const x = d3.scaleLinear([x_low, x_high], [2, width - 2]);
  const svg = make("svg", {class: "curve", width, height, viewBox: `0 0 ${width} ${height}`,
                           role: "img", "aria-label": label});
  const inside = (value) => page.drawable(value, 0, height);
  svg.append(make("line", {class: "axis", x1: 0, x2: width, y1: inside(y(0)), y2: inside(y(0))}));
  svg.append(make("line", {class: "axis", x1: x(0), x2: x(0), y1: 0, y2: height}));
  for (const line of [...lines].reverse()) {  // the first lies on top
    const step = (x_high - x_low) / Math.max(1, line.values.length - 1);
    const path = d3.line((_, i) => x(x_low + i * step), (v) => inside(y(v)))
                   .defined((v) => v !== null).digits(1);
    svg.append(make("path", {d: path(line.values) ?? "", stroke: line.color,
                             "stroke-dasharray": line.dash ?? "none"}));
  }
  return svg;
};
