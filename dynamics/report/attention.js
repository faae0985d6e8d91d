// What attention looks at: the weights of one example, a picture a head.
const attentive = probed.filter((run) => run.dynamics.attention.maps.length > 0);

const attentionBytes = once((run, key) => {
  const [map, look] = key.split(" ").map(Number);
  return bytesOf(run.dynamics.attention.maps[map].packed[look]);
});

// The weights of a head at the recorded look that is nearest to a column: a byte each, a row a
// query.
const attentionAt = (run, place, head, column) => {
  const {site, queries, keys, looks} = run.dynamics.attention.maps[place];
  const at = nearest(looks, column);
  const bytes = attentionBytes(run, `${place} ${looks.indexOf(at)}`);
  const size = queries * keys;
  return {name: run.dynamics.sites[site].name, queries, keys, column: at,
          weights: bytes.subarray(head * size, (head + 1) * size)};
};

// What stands along an axis of so many places: the sequence of that length, else numbers.
const wordsAlong = (run, count) =>
  run.dynamics.attention.sequences.find((words) => words.length === count)
  ?? d3.range(1, count + 1).map(String);

const attentionPixels = ({weights, queries, keys}) => {
  const rows = d3.range(queries).map((q) => (
    {values: weights.subarray(q * keys, (q + 1) * keys)}));
  return mapPixels(rows, keys, {low: 0, high: 255, shades: d3.interpolateViridis});
};

const addAttention = (svg, map, {x, y, width, height}) => {
  svg.append("image").attr("x", x).attr("y", y).attr("width", width).attr("height", height)
     .attr("preserveAspectRatio", "none").style("image-rendering", "pixelated")
     .attr("href", attentionPixels(map));
  svg.append("rect").attr("x", x).attr("y", y).attr("width", width).attr("height", height)
     .attr("fill", "none").attr("stroke", "var(--rule)");
};

// All heads of all layers, a row a layer.
const attentionSheet = (run, column, width, pick) => {
  const {maps} = run.dynamics.attention;
  const heads = d3.max(maps, (map) => map.heads);
  const [left, gap, name] = [4, 8, 18];
  const side = Math.min(130, (width - left) / heads - gap);
  const height = maps.length * (side + name + gap);
  const svg = d3.create("svg").attr("width", width).attr("height", height)
                .attr("viewBox", [0, 0, width, height]).attr("fill", "currentColor");
  maps.forEach((map, place) => {
    const y = place * (side + name + gap);
    svg.append("text").attr("x", left).attr("y", y + 12).attr("font-size", 11)
       .text(shortName(run.dynamics.sites[map.site].name, Math.floor(width / 7)));
    d3.range(map.heads).forEach((head) => {
      const x = left + head * (side + gap);
      addAttention(svg, attentionAt(run, place, head, column),
                   {x, y: y + name, width: side, height: side});
      svg.append("rect").attr("x", x).attr("y", y + name).attr("width", side)
         .attr("height", side).attr("fill", "transparent").style("cursor", "pointer")
         .on("click", () => pick(place, head));
    });
  });
  return svg.node();
};

// One head with the words along its axes.
const attentionHead = (run, map, width) => {
  const [asking, asked] = [wordsAlong(run, map.queries), wordsAlong(run, map.keys)];
  const left = 90, top = 80;
  const cell = Math.max(3, Math.min(26, (width - left - 8) / map.keys));
  const height = top + cell * map.queries + 8;
  const svg = d3.create("svg").attr("width", width).attr("height", height)
                .attr("viewBox", [0, 0, width, height]).attr("fill", "currentColor");
  addAttention(svg, map, {x: left, y: top, width: cell * map.keys, height: cell * map.queries});
  const every = Math.ceil(9 / cell);
  asking.forEach((word, q) => q % every !== 0 || svg.append("text").attr("x", left - 6)
    .attr("y", top + cell * (q + 0.5)).attr("dy", "0.35em").attr("text-anchor", "end")
    .attr("font-size", 10.5).text(shorter(word.trim(), 13)));
  asked.forEach((word, k) => k % every !== 0 || svg.append("text")
    .attr("transform", `translate(${left + cell * (k + 0.5)}, ${top - 6}) rotate(-60)`)
    .attr("font-size", 10.5).text(shorter(word.trim(), 13)));
  asking.forEach((word, q) => {
    const row = map.weights.subarray(q * map.keys, (q + 1) * map.keys);
    const most = d3.maxIndex(row);
    svg.append("rect").attr("x", left).attr("y", top + cell * q)
       .attr("width", cell * map.keys).attr("height", cell).attr("fill", "transparent")
       .append("title").text(`${word.trim()} looks at ${asked[most].trim()} most, with `
         + percent(row[most] / 255));
  });
  return svg.node();
};

page.section("attention", (section) => forOneRun(section, "attention-run", (place, run) => {
  const {maps} = run.dynamics.attention;
  const row = page.controls(place);
  const now = {place: 0, head: 0, column: 0};
  let [sheet, single, heads] = [null, null, null];
  const layer = page.choice(row, {
    name: "attention-layer", label: "Layer",
    options: maps.map(({site}) => run.dynamics.sites[site].name),
    change: (i) => { now.place = i; single?.redraw(); }});
  heads = page.choice(row, {
    name: "attention-head", label: "Head",
    options: d3.range(1, 1 + d3.max(maps, (map) => map.heads)).map(String),
    change: (i) => { now.head = Math.min(i, maps[now.place].heads - 1); single?.redraw(); }});
  lookSlider(row, run, "attention-look", (column) => {
    now.column = column;
    sheet?.redraw();
    single?.redraw();
  });
  const pick = (i, head) => { layer.set(i); heads.set(head); };
  sheet = page.figure(place, {
    title: "All heads",
    description: "A row a layer, a picture a head: rows are queries, columns keys.",
    reading: "Bright: most of a query's weight lies on that key. A bright diagonal looks at its "
      + "own place, or at the same place of the other sequence; an even colour looks everywhere. "
      + "Click a head to see its words.",
    draw: (width) => attentionSheet(run, now.column, width, pick)});
  single = page.figure(place, {
    title: "One head",
    description: "The weights of the head that is chosen, with words along both axes.",
    reading: "Each row is one place that asks, and adds up to 1 over the places that it looks at: "
      + "one example of the training part, always the same.",
    draw: (width) => attentionHead(
      run, attentionAt(run, now.place, now.head, now.column), width)});
}, attentive));
