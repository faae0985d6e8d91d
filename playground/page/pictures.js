// Of images: the first of the test and what a network says of each, as one picture. A cross marks
// what is wrong.
const pictures = {
  columns: 6,
  scale: 1.5,

  bytes: (packed) => Uint8Array.from(atob(packed), (c) => c.charCodeAt(0)),

  image(pixels, width, height, number) {
    const small = new OffscreenCanvas(width, height);
    const data = small.getContext("2d").createImageData(width, height);
    for (let i = 0; i < width * height; ++i) {
      const at = 3 * (number * width * height + i);
      data.data.set([pixels[at], pixels[at + 1], pixels[at + 2], 255], 4 * i);
    }
    small.getContext("2d").putImageData(data, 0, 0);
    return small;
  },

  paint(canvas, {pixels, width, height, labels}, says) {
    const cell = width * pictures.scale + 2;
    canvas.width = pictures.columns * cell;
    canvas.height = Math.ceil(labels.length / pictures.columns) * cell;
    const context = canvas.getContext("2d");
    const style = getComputedStyle(document.documentElement);
    context.lineWidth = 3;
    context.strokeStyle = style.getPropertyValue("--series-2").trim();
    labels.forEach((label, i) => {
      const x = i % pictures.columns * cell, y = Math.floor(i / pictures.columns) * cell;
      context.drawImage(pictures.image(pixels, width, height, i), x, y, cell - 2, cell - 2);
      if (says[i] === label) return;
      context.beginPath();
      for (const turn of [0, 1]) {
        context.moveTo(x + turn * (cell - 4), y);
        context.lineTo(x + (1 - turn) * (cell - 4), y + cell - 4);
      }
      context.stroke();
    });
  },

  async fill(places, canvases) {
    const shown = await core.ask({do: "pictures", count: 24});
    if (shown.error !== undefined) return;
    const seen = {...shown, pixels: pictures.bytes(shown.pixels)};
    shown.sides.forEach(({says}, i) => {
      pictures.paint(canvases[i], seen, says);
      const wrong = d3.range(says.length).filter((j) => says[j] !== shown.labels[j]);
      const told = words.saidOf(says.length - wrong.length, says.length,
        wrong.map((j) => words.taken(shown.names[shown.labels[j]], shown.names[says[j]])));
      canvases[i].setAttribute("aria-label", told);
      places[i].replaceChildren(canvases[i], page.element("p", {class: "reading"}, told));
    });
  },
};
