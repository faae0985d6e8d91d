// The map: a picture a run, a row a layer, a column a look.
const kMapGap = 24;

// The picture itself, a pixel a cell, which the browser stretches: one element, however many cells.
const mapPixels = (rows, columns, scale) => {
  const canvas = page.element("canvas", {width: columns, height: rows.length});
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(columns, rows.length);
  const shades = d3.range(256).map((i) => d3.rgb(scale.shades(i / 255)));
  rows.forEach((row, y) => row.values.forEach((value, x) => {
    if (Number.isNaN(value)) return;  // stays clear
    const share = Math.max(0, Math.min(1, (value - scale.low) / (scale.high - scale.low)));
    const {r, g, b} = shades[Math.round(255 * share)];
    pixels.data.set([r, g, b, 255], 4 * (y * columns + x));
  }));
  context.putImageData(pixels, 0, 0);
  return canvas.toDataURL();
};

const mapLayout = (rows, columns, width) => {
  const height = Math.max(3, Math.min(22, 620 / rows.length));
  const letters = Math.floor(Math.min(22, width / 17));
  const longest = d3.max(rows, (row) => Math.min(letters, row.name.length)) ?? 0;
  const left = 10 + 6.4 * longest;
  return {height, letters, left, top: 22, every: Math.ceil(11 / height),
          cell: (width - left - 8) / columns, bottom: 22 + height * rows.length};
};

// One run's picture, and mark(row, column), which draws a frame around a cell.
const drawMap = (run, rows, scale, width, pick) => {
  const columns = stepsOf(run).length;
  const {height, letters, left, top, every, cell, bottom} = mapLayout(rows, columns, width);
  const svg = d3.create("svg").attr("width", width).attr("height", bottom + 34)
                .attr("viewBox", [0, 0, width, bottom + 34]).attr("fill", "currentColor");
  svg.append("text").attr("x", left).attr("y", 13).attr("font-weight", 600).text(nameOf(run));
  svg.append("image").attr("x", left).attr("y", top).attr("width", cell * columns)
     .attr("height", height * rows.length).attr("preserveAspectRatio", "none")
     .style("image-rendering", "pixelated").style("cursor", "pointer")
     .attr("href", mapPixels(rows, columns, scale));
  svg.append("rect").attr("x", left).attr("y", top).attr("width", cell * columns)
     .attr("height", height * rows.length).attr("fill", "none").attr("stroke", "var(--rule)");
  rows.forEach((row, i) => {
    if (i % every !== 0) return;
    svg.append("text").attr("x", left - 6).attr("y", top + height * (i + 0.5))
       .attr("dy", "0.35em").attr("text-anchor", "end").attr("font-size", 10.5)
       .text(shortName(row.name, letters));
  });
  const apart = Math.ceil(70 / cell);  // columns between labels
  const labelled = d3.range(0, columns, apart);
  for (const column of labelled) {
    svg.append("text").attr("x", left + cell * (column + 0.5)).attr("y", bottom + 14)
       .attr("text-anchor", "middle").attr("font-size", 10.5)
       .text(page.number(stepsOf(run)[column]));
  }
  svg.append("text").attr("x", left + cell * columns / 2).attr("y", bottom + 29)
     .attr("text-anchor", "middle").attr("font-size", 11).text("step");
  const frame = svg.append("rect").attr("fill", "none").attr("stroke", "var(--ink)")
                   .attr("stroke-width", 2).attr("visibility", "hidden");
  const cellAt = (event) => {
    const [x, y] = d3.pointer(event, svg.node());
    const column = Math.floor((x - left) / cell), row = Math.floor((y - top) / height);
    return column < 0 || column >= columns || row < 0 || row >= rows.length ? null : {row, column};
  };
  svg.on("click", (event) => { const at = cellAt(event); if (at !== null) pick(at, true); });
  svg.on("pointermove", (event) => { const at = cellAt(event); if (at !== null) pick(at, false); });
  return {svg: svg.node(), mark: (row, column) => frame
    .attr("visibility", row < 0 ? "hidden" : "visible")
    .attr("x", left + cell * column - 1).attr("y", top + height * row - 1)
    .attr("width", cell + 2).attr("height", height + 2)};
};

const colorRamp = ({low, high, shades, statistic}, width) => {
  const [size, height] = [Math.min(width, 360), 46];
  const svg = d3.create("svg").attr("width", size).attr("height", height)
                .attr("viewBox", [0, 0, size, height]).attr("fill", "currentColor");
  const parts = 60;
  d3.range(parts).forEach((i) => svg.append("rect").attr("x", i * size / parts).attr("y", 4)
    .attr("width", size / parts + 0.5).attr("height", 12).attr("fill", shades((i + 0.5) / parts)));
  const ticks = d3.scaleLinear([low, high], [0, size]).nice(1).ticks(5)
                  .filter((tick) => tick >= low && tick <= high);
  for (const tick of ticks) {
    const x = (tick - low) / (high - low) * size;
    svg.append("text").attr("x", x).attr("y", 28).attr("font-size", 10.5)
       .attr("text-anchor", x < 12 ? "start" : x > size - 12 ? "end" : "middle")
       .text(page.number(tick));
  }
  svg.append("text").attr("y", 43).attr("font-size", 11).text(statistic.title);
  return svg.node();
};

// What the map and the section below it share: the cell that is looked at.
const cellChoice = {listeners: [], run: 0, site: 0, column: 0};
const announceCell = () => cellChoice.listeners.forEach((listen) => listen());

page.section("map", (section) => {
  let statistic = shownStatistics[0];
  let pictures = [];
  let figure = null;
  const row = page.controls(section);
  const said = page.element("p", {class: "quiet hint", "aria-live": "polite"},
    "Click a cell, or move with the arrow keys, to see what stands behind it.");
  const reading = page.element("p", {class: "reading"});
  const rowsOfRun = (run) => statisticRows(run, statistic.as);
  const tell = (run, {row, column}) => {
    const {name, values} = rowsOfRun(run)[row];
    const who = probed.length > 1 ? nameOf(run) + ", " : "";
    said.textContent = `${who}${name}, ${stepText(run, column)}: ${page.number(values[column])}`;
  };
  const mark = () => pictures.forEach(({mark}, i) => {
    const rows = rowsOfRun(probed[i]);
    mark(i === cellChoice.run ? rows.findIndex(({site}) => site === cellChoice.site) : -1,
         cellChoice.column);
  });
  const choose = (i, at) => {
    const {site} = rowsOfRun(probed[i])[at.row];
    tell(probed[i], at);
    if (site !== null) cellChoice.show?.(i, site, at.column);
  };
  const move = (event) => {
    const by = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0],
                ArrowDown: [1, 0]}[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const run = probed[cellChoice.run];
    const rows = rowsOfRun(run);
    const now = Math.max(0, rows.findIndex(({site}) => site === cellChoice.site));
    const inside = (value, count) => Math.max(0, Math.min(count - 1, value));
    choose(cellChoice.run, {row: inside(now + by[0], rows.length),
                            column: inside(cellChoice.column + by[1], stepsOf(run).length)});
  };
  const draw = (width) => {
    const scale = statisticScale(statistic);
    const most = Math.floor((width + kMapGap) / (300 + kMapGap));
    const side = Math.max(1, Math.min(probed.length, most));
    const each = (width - kMapGap * (side - 1)) / side;
    pictures = probed.map((run, i) => drawMap(run, rowsOfRun(run), scale, each, (at, chosen) => {
      if (chosen) choose(i, at); else tell(run, at);
    }));
    mark();
    return page.element("div", {}, page.element("div", {
      class: "maps", tabindex: 0, role: "group", onkeydown: move,
      "aria-label": "The map. Arrow keys move from cell to cell."},
      pictures.map(({svg}) => svg)), colorRamp(scale, width));
  };
  page.choice(row, {name: "map", label: "Colour", options: shownStatistics.map(({title}) => title),
                    change: (i) => {
                      statistic = shownStatistics[i];
                      reading.textContent = statistic.reading;
                      figure?.redraw();
                    }});
  figure = page.figure(section, {
    title: "Layers by steps",
    description: "Rows are layers, columns steps, the colour is the statistic chosen above. The "
      + "table layer by layer has the same numbers in words.",
    draw});
  section.append(said, reading);
  cellChoice.listeners.push(mark);
});
