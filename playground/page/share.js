// What a person takes away: a link, the losses, a picture, the command that repeats the run.
const share = {
  save(name, blob) {
    const address = URL.createObjectURL(blob);
    page.element("a", {href: address, download: name}).click();
    window.setTimeout(() => URL.revokeObjectURL(address), 1000);
  },

  csv(losses) {
    const steps = Math.max(...losses.map((side) => side.length));  // one may have ended early
    const rows = d3.range(steps).map((i) =>
      [i + 1, ...losses.map((side) => side[i] ?? "")].join(","));
    return new Blob(["step,loss_a,loss_b\n" + rows.join("\n") + "\n"], {type: "text/csv"});
  },

  // A drawing with the page's colours in place of their names.
  async drawn(svg) {
    const style = getComputedStyle(document.documentElement);
    const text = new XMLSerializer().serializeToString(svg)
      .replaceAll(/var\((--[\w-]+)\)/g, (_, name) => style.getPropertyValue(name).trim())
      .replaceAll("currentColor", style.color);
    const image = new Image();
    image.src = "data:image/svg+xml," + encodeURIComponent(text);
    await image.decode();
    return image;
  },

  // Both pictures beside each other.
  async picture(places) {
    const both = await Promise.all(places.map((place) =>
      place.querySelector("canvas") ?? share.drawn(place.querySelector("svg"))));
    const width = both[0].width + 16;
    const canvas = page.element("canvas", {width: 2 * width - 16, height: both[0].height});
    const context = canvas.getContext("2d");
    context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--ground");
    context.fillRect(0, 0, canvas.width, canvas.height);  // as the page's, whatever lies behind it
    both.forEach((one, i) => context.drawImage(one, i * width, 0));
    canvas.toBlob((blob) => share.save("playground.png", blob));
  },

  async fill(section, state) {
    const list = page.element("div");
    const copied = page.element("span", {class: "quiet", role: "status"});
    const copy = async () => {
      try {
        await navigator.clipboard.writeText(window.location.href);
        copied.textContent = words.copied;
      } catch {  // a browser may refuse it to a file
        copied.textContent = words.notCopied;
      }
    };
    page.controls(section).append(
      page.element("button", {type: "button", class: "action", onclick: copy}, words.copyLink),
      copied,
      page.element("button", {type: "button", class: "action",
        onclick: () => share.save("losses.csv", share.csv(state.losses))}, words.saveCsv),
      page.element("button", {type: "button", class: "action",
        onclick: () => share.picture(state.places)}, words.savePicture));
    section.append(page.element("h3", {}, words.commands), list);
    return async () => {
      const {opened} = state;
      const {commands} = opened === null ? {} : await core.ask({do: "command"});
      if (state.opened !== opened) return;
      list.replaceChildren(...(commands ?? []).map((command) =>
        page.element("pre", {class: "formula"}, command)));
    };
  },
};
