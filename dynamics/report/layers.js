// The numbers of one look in a table.
const layerColumns = (run, column) => {
  const weights = (site) =>
    parametersBehind(run, site).find((i) => isWeight(run.dynamics.parameters[i]));
  const number = (title, name) => ({
    title, number: true, value: (site) => {
      const value = numberAt(run, name, site, column);
      return Number.isNaN(value) ? null : value;
    }, cell: (value) => page.number(value)});
  const ofWeights = (title, name) => ({
    title, number: true, value: (site) => {
      const row = weights(site);
      const value = row === undefined ? NaN : numberAt(run, name, row, column);
      return Number.isNaN(value) ? null : value;
    }, cell: (value) => page.number(value)});
  return [
    {title: "Layer", value: (site) => site, cell: (site) => run.dynamics.sites[site].name},
    number("Mean z", "z-mean"), number("Dev. z", "z-deviation"), number("Bump", "bump"),
    number("E[f\u2032\u00b2]", "slope-square"), number("Flat", "flat"), number("Dead", "dead"),
    number("Gradient", "entering"), number("Factor", "factor"),
    ofWeights("log\u2081\u2080 update", "update"),
    ofWeights("Signal / noise", "signal-over-noise")];
};

page.section("layers", (section) => forOneRun(section, "layers-run", (place, run) => {
  const row = page.controls(place);
  const shown = page.element("div");
  place.append(shown);
  const rows = activationRows(run);
  lookSlider(row, run, "layers-look", (column) => {
    shown.replaceChildren();
    page.table(shown, {
      caption: `${nameOf(run)}, ${stepText(run, column)}: `
        + "every activation, with the weights before it",
      rows: rows.length > 0 ? rows : d3.range(run.dynamics.sites.length), shown: 40,
      columns: layerColumns(run, column)});
  });
}));
