// What a person takes away: a link, the losses, a picture, the command that repeats the run.
const share = {
  save(name, blob) {
    const address = URL.createObjectURL(blob);
    page.element("a", {href: address, download: name}).click();
    window.setTimeout(() => URL.revokeObjectURL(address), 1000);
  },

  csv(losses) {
    const rows = d3.range(losses[0].length).map((i) =>
      [i + 1, losses[0][i], losses[1][i] ?? ""].join(","));
    return new Blob(["step,loss_a,loss_b\n" + rows.join("\n") + "\n"], {type: "text/csv"});
  },

  // Both pictures beside each other.
  picture(canvases) {
    const both = page.element("canvas", {width: canvases[0].width * 2 + 16,
                                         height: canvases[0].height});
    canvases.forEach((canvas, i) =>
      both.getContext("2d").drawImage(canvas, i * (canvas.width + 16), 0));
    both.toBlob((blob) => share.save("playground.png", blob));
  },

  async fill(section, state) {
    const list = page.element("div");
    const copied = page.element("span", {class: "quiet", role: "status"});
    const copy = async () => {
      await navigator.clipboard.writeText(window.location.href);
      copied.textContent = words.copied;
    };
    page.controls(section).append(
      page.element("button", {type: "button", class: "action", onclick: copy}, words.copyLink),
      copied,
      page.element("button", {type: "button", class: "action",
        onclick: () => share.save("losses.csv", share.csv(state.losses))}, words.saveCsv),
      page.element("button", {type: "button", class: "action",
        onclick: () => share.picture(state.canvases)}, words.savePicture));
    section.append(page.element("h3", {}, words.commands), list);
    return async () => {
      const {commands} = await core.ask({do: "command"});
      list.replaceChildren(...(commands ?? []).map((command) =>
        page.element("pre", {class: "formula"}, command)));
    };
  },
};
