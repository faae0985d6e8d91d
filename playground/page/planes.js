// Pictures of what a network says: over the plane as colours, over one input as a curve.
const planes = {
  size: 48,     // places along each side
  pixels: 300,  // of the picture

  // From the share of the second class to a colour between the series' two.
  colour(share) {
    const style = getComputedStyle(document.documentElement);
    const ends = [style.getPropertyValue("--series-2"), style.getPropertyValue("--series-1")];
    return d3.rgb(d3.interpolateRgb(ends[0].trim(), ends[1].trim())(share));
  },

  // Values by place: the softmax of two logits is one number; of more classes the largest counts.
  shares(values, outputs) {
    const shares = [];
    for (let i = 0; i < values.length; i += outputs) {
      const row = values.slice(i, i + outputs).map((value) => value ?? 0);
      if (outputs === 2) shares.push(1 / (1 + Math.exp(row[0] - row[1])));
      else shares.push(row.indexOf(Math.max(...row)) / Math.max(1, outputs - 1));
    }
    return shares;
  },

  paint(canvas, shares, size) {
    const context = canvas.getContext("2d");
    const scale = d3.range(0, 1.001, 1 / 64).map(planes.colour);
    const small = new OffscreenCanvas(size, size);
    const picture = small.getContext("2d").createImageData(size, size);
    shares.forEach((share, i) => {
      const colour = scale[Math.round(64 * Math.min(1, Math.max(0, share)))] ?? scale[32];
      picture.data.set([colour.r, colour.g, colour.b, 150], 4 * i);
    });
    small.getContext("2d").putImageData(picture, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingEnabled = true;
    context.drawImage(small, 0, 0, canvas.width, canvas.height);
  },

  // Class by shape as well as by colour: discs and squares.
  dots(canvas, rows, reach) {
    const context = canvas.getContext("2d");
    const ink = getComputedStyle(document.documentElement).getPropertyValue("--ground");
    const at = (value) => (value / reach + 1) / 2 * canvas.width;
    const classes = Math.max(1, d3.max(rows.labels) ?? 1);
    const step = Math.max(1, Math.floor(rows.labels.length / 300));
    for (let i = 0; i < rows.labels.length; i += step) {
      const x = at(rows.inputs[2 * i]), y = canvas.width - at(rows.inputs[2 * i + 1]);
      context.fillStyle = planes.colour(rows.labels[i] / classes).darker(0.7).formatRgb();
      context.strokeStyle = ink;
      context.beginPath();
      if (rows.labels[i] % 2 === 0) context.arc(x, y, 3.5, 0, 7);
      else context.rect(x - 3, y - 3, 6, 6);
      context.fill();
      context.stroke();
    }
  },

  // A unit's output, its own range as the whole of the colours.
  scaled(values) {
    const [low, high] = d3.extent(values.filter((value) => value !== null));
    return values.map((value) => value === null || high === low ? 0.5
                                                                : (value - low) / (high - low));
  },

  // Over x in the units of the data, not as the network sees it (standardised): the network's
  // answer with the targets, or a unit's output as it is.
  fit(values, opened, series, width, unit) {
    const rows = opened.test ?? opened.train;
    const plain = (value, scale) => value === null ? null : scale.mean + scale.deviation * value;
    const x = (value) => plain(value, opened.scales.inputs[0]);
    const target = (value) => plain(value, opened.scales.target);
    const step = 2 * opened.reach / values.length;
    const curve = values.map((value, i) => ({x: x(-opened.reach + (i + 0.5) * step),
                                             y: unit === null ? target(value) : value}));
    const dots = unit !== null ? []
      : d3.range(0, rows.targets.length, Math.ceil(rows.targets.length / 200));
    const picture = page.plot({width, height: width, x: {label: words.xAxis},
      y: {label: unit === null ? words.targetAxis : words.outputAxis}, marks: [
        Plot.dot(dots, {x: (i) => x(rows.inputs[i]), y: (i) => target(rows.targets[i]), r: 2,
                        fill: "var(--quiet)"}),
        Plot.lineY(curve, {x: "x", y: "y", stroke: page.color(series), strokeWidth: 2})]});
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", unit === null ? words.fitted
                                                     : words.unitPlane(unit.site, unit.index));
    return picture;
  },
};
