// Cheap rewards against expensive ones, by rank.
const agreementPlot = ({first, second, pairs}, width) => {
  const side = Math.min(width, 520);
  const ranks = [1, 2].map((n) => d3.rank(pairs, (a, b) => d3.descending(a[n], b[n])));
  const rows = pairs.map(([f, a, b], i) => ({
    x: ranks[0][i] + 1, y: ranks[1][i] + 1, formula: shorter(functions[f].formula),
    name: functions[f].name ?? "", first: rewardText(a), second: rewardText(b)}));
  return page.plot({
    width: side, height: side, marginLeft: 45,
    x: {label: "rank at " + first, domain: [0, pairs.length + 1]},
    y: {label: "rank at " + second, domain: [0, pairs.length + 1]},
    marks: [Plot.line([[1, 1], [pairs.length, pairs.length]],
                      {stroke: "currentColor", strokeOpacity: 0.3}),
            Plot.dot(rows, {x: "x", y: "y", fill: page.color(0), fillOpacity: 0.65, r: 3.5,
                            channels: {formula: "formula", first: "first", second: "second"},
                            tip: true}),
            Plot.text(rows.filter((row) => row.name !== ""),
                      {x: "x", y: "y", text: "name", dx: 7, textAnchor: "start",
                       fill: "currentColor"})]});
};

page.section("agreement", (section) => {
  const row = page.controls(section);
  const place = page.element("div");
  section.append(place);
  const options = report.agreements.map(
    ({first, second, pairs}) => `${first} against ${second} (${pairs.length})`);
  page.choice(row, {name: "comparison", label: "Comparison", options, change: (i) => {
    const agreement = report.agreements[i];
    const numbers = `Spearman ${page.fixed(agreement.spearman, 2)}, `
      + `Kendall ${page.fixed(agreement.kendall, 2)}`;
    place.replaceChildren();
    page.figure(place, {
      title: `${numbers} over ${agreement.pairs.length} formulas`,
      caption: "Rank 1 is the best reward. On the line: the same rank in both.",
      description: `Ranks at ${agreement.first} and at ${agreement.second}.`,
      draw: (width) => agreementPlot(agreement, width)});
  }});
});
