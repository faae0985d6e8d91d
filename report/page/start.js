// Called after the page's own script: figures follow the width of the window, and the address
// leads to its section now that everything above it has its height.
page.finish = () => {
  let pending = null;
  window.addEventListener("resize", () => {
    window.clearTimeout(pending);
    pending = window.setTimeout(() => page.figures.forEach((f) => f.follow_width()), 100);
  });
  page.address.scroll();
};
