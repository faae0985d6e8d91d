// One example forward and back through the networks as they are now: the chain rule in numbers.
const passage = {
  async fill(section, row) {
    const {sides, error} = await core.ask({do: "passage", row});
    const tables = (sides ?? []).map((side, i) => page.element("div", {class: "scroll"},
      page.element("h3", {}, (i === 0 ? words.left : words.right) + ": " + words.loss.split(" ")[0]
        + " " + page.number(side.loss)),
      page.element("table", {},
        page.element("thead", {}, page.element("tr", {},
          words.passageHead.map((head) => page.element("th", {scope: "col"}, head)))),
        page.element("tbody", {}, side.layers.flatMap(passage.rows)))));
    section.replaceChildren(...(error === undefined ? tables
      : [page.element("p", {class: "problem"}, error)]));
  },

  rows: (layer) => layer.z.slice(0, 8).map((z, unit) => page.element("tr", {},
    page.element("td", {}, unit === 0 ? layer.name : ""), page.element("td", {}, String(unit)),
    [z, layer.y[unit], layer.slope[unit], layer.d_y[unit], layer.d_z[unit]].map((value) =>
      page.element("td", {class: "number"}, page.number(value))))),
};
