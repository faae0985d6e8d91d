// Inside a network: for each activation z with f and f' through it, the census, the gradient.
const kMostSquares = 32;  // of a layer

const inside = {
  activations: (side) => side.layout.sites.filter((site) => site.kind === "activation"),

  bins(side, histogram) {
    const edges = side.layout.edges.value;
    const total = d3.sum(histogram.counts) || 1;
    return histogram.counts.map((count, i) => ({low: edges[histogram.first + i],
      high: edges[histogram.first + i + 1], share: count / total}))
      .filter(({low, high}) => low >= -8 && high <= 8);
  },

  histogram(side, site, series, width) {
    const {z} = side.look.sites[site.name];
    const bins = inside.bins(side, z.histogram);
    const {f, slope} = side.curves[site.name];
    const top = Math.max(0.1, d3.max(bins, (bin) => bin.share) ?? 0);
    const height = d3.scaleLinear([-1.5, 3], [0, top]);  // beyond it, clipped
    const curve = (values) => values.map((value, i) => ({z: -8 + 16 * i / (values.length - 1),
      y: page.drawable(value === null ? null : height(value), 0, top)}));
    return page.plot({width, height: 120, marginBottom: 24, marginLeft: 8, grid: false,
      x: {domain: [-6, 6], label: null, ticks: 5}, y: {axis: null, domain: [0, top]}, marks: [
        Plot.rect(bins, {x1: "low", x2: "high", y1: 0, y2: "share", fill: page.color(5),
                         fillOpacity: 0.45, clip: true}),
        Plot.ruleX([0], {strokeOpacity: 0.3}),
        Plot.lineY(curve(f), {x: "z", y: "y", stroke: page.color(series), clip: true}),
        Plot.lineY(curve(slope), {x: "z", y: "y", stroke: page.color(series),
                                  strokeDasharray: "3 3", clip: true})]});
  },

  // {element, show}: a layer's place, which show(side) fills. Its squares stay where they are.
  layer(site, series, chooseUnit) {
    const drawing = page.element("div", {class: "drawing", role: "img",
                                         "aria-label": words.zOf(site.name)});
    const reading = page.element("p", {class: "reading"});
    const shown = state.opened.unit === "images" ? 0 : Math.min(site.units, kMostSquares);
    const units = page.element("div", {class: "units"}, d3.range(shown).map((unit) =>
      page.element("button", {type: "button",
        "aria-label": words.unitPlane(site.name, unit), title: words.unitPlane(site.name, unit),
        onclick: () => chooseUnit({site: site.name, index: unit})})),
      shown > 0 && shown < site.units ? words.moreSquares(site.units - shown) : null);
    const show = (side) => {
      const {z, slope} = side.look.sites[site.name];
      drawing.replaceChildren(inside.histogram(side, site, series, 240));
      reading.textContent = words.census(slope.dead, slope.saturated, site.units) + "; "
        + words.flat(page.number(100 * slope.flat)) + "; " + words.bump(page.number(100 * z.bump));
    };
    return {element: page.element("div", {class: "layer"},
      page.element("strong", {}, site.name), drawing, reading, units), show};
  },

  // All layers of both sides: show(looks) makes them anew only where other networks are open.
  layers(place, chooseUnit) {
    let opened = null, made = [];
    return (looks) => {
      if (opened !== state.opened) {
        opened = state.opened;
        made = looks.map((side, i) => inside.activations(side)
          .map((site) => inside.layer(site, i, chooseUnit)));
        place.replaceChildren(...made.map((layers, i) => page.element("div", {class: "side"},
          page.element("h3", {}, sideName(i)), layers.map((layer) => layer.element))));
      }
      looks.forEach((side, i) => made[i].forEach((layer) => layer.show(side)));
    };
  },

  lines(sides, value, label) {
    const rows = sides.flatMap((side, i) => inside.activations(side).map((site, depth) => ({
      depth: depth + 1, side: sideName(i), value: value(side, site)})))
      .filter((row) => Number.isFinite(row.value));
    const layers = d3.range(1, 1 + (d3.max(rows, (row) => row.depth) ?? 1));
    return (width) => page.plot({width, height: 200, x: {label: words.layerAxis,
      ticks: layers.length > 20 ? 10 : layers, tickFormat: "d"}, y: {label}, color: {legend: true,
      domain: [words.left, words.right], range: [page.color(0), page.color(1)]}, marks: [
      Plot.lineY(rows, {x: "depth", y: "value", stroke: "side", z: "side", marker: true})]});
  },

  gradients: (sides) => inside.lines(sides, (side, site) =>
    Math.log10(side.look.sites[site.name].gradient.entering), words.gradientAxis),
  updates: (sides) => inside.lines(sides, (side, site) => {
    const weight = site.name.replace(/act(\d*)$/, (_, number) =>
      number === "" ? "linear.weight" : `conv${number}.weight`);
    return side.look.parameters[weight]?.update ?? NaN;
  }, words.updateAxis),

  // What beta and its like have learned: mean over units, lowest and highest.
  learned(side) {
    return Object.entries(side.look.parameters).filter(([name]) => /(^|\.)act\d*\./.test(name))
      .map(([name, {values}]) => name + ": " + page.number(d3.mean(values)) + " ("
        + page.number(d3.min(values)) + " to " + page.number(d3.max(values)) + ")");
  },
};
