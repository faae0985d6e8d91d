// Adds a table whose columns sort at a click on their heads:
//   page.table(section, {caption, rows, shown: 20, columns: [
//     {title: "Reward", value: (row) => row.reward, cell: (value, row) => ..., number: true}]})
// value() is what is sorted by (null last), cell() what is shown: a text or an element. `shown`
// rows are there at first, a button shows all. On a narrow screen each row becomes a list of titles
// and values (page.css), so that no column lies beyond the edge; the roles keep it a table for
// screen readers.
page.table = (section, {caption, columns, rows, shown = Infinity}) => {
  const body = page.element("tbody", {role: "rowgroup"});
  const heads = columns.map((column) => page.element("th", {
    scope: "col", role: "columnheader", class: column.number ? "number" : null}));
  let order = rows.slice();
  let limit = shown;
  const cell = (column, row) => {
    const value = column.value(row);
    const content = column.cell ? column.cell(value, row) : value;
    const kind = column.number ? "number" : column.wide ? "wide" : null;
    return page.element("td", {class: kind, role: "cell", "data-title": column.title},
                        content ?? "\u2013");
  };
  const fill = () => {
    body.replaceChildren(...order.slice(0, limit).map(
      (row) => page.element("tr", {role: "row"}, columns.map((column) => cell(column, row)))));
  };
  const sort = (n) => {
    const descending = heads[n].getAttribute("aria-sort") === "ascending";
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    heads[n].setAttribute("aria-sort", descending ? "descending" : "ascending");
    const {value} = columns[n];
    const absent = (row) => value(row) === null || value(row) === undefined;
    order = d3.sort(rows.filter((row) => !absent(row)), value);
    if (descending) order.reverse();
    order.push(...rows.filter(absent));
    fill();
  };
  columns.forEach((column, n) => heads[n].append(
    page.element("button", {type: "button", onclick: () => sort(n)}, column.title)));
  const head = page.element("thead", {role: "rowgroup"}, page.element("tr", {role: "row"}, heads));
  const table = page.element("table", {role: "table"}, page.element("caption", {}, caption), head,
                             body);
  section.append(page.element("div", {class: "table", tabindex: 0, role: "region",
                                      "aria-label": caption}, table));
  if (rows.length > shown) {
    const all = page.element("button", {class: "action", type: "button", onclick: () => {
      limit = limit === shown ? Infinity : shown;
      all.textContent = limit === shown ? more : "Show fewer";
      fill();
    }});
    const more = `Show all ${page.number(rows.length)}`;
    all.textContent = more;
    section.append(all);
  }
  fill();
};

// Numbers at a glance: page.tiles(section, [{title, value, note}]); a note may be an element.
page.tiles = (section, tiles) => {
  section.append(page.element("dl", {class: "tiles"}, tiles.map(
    ({title, value, note = null}) => page.element("div", {}, page.element("dt", {}, title),
      page.element("dd", {}, page.element("strong", {}, value),
                   note === null ? null : page.element("span", {}, note))))));
};
