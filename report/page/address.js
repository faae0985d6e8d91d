// The state of the controls stands in the address, "#trial=120&budget=500", so that a link shows
// what its sender saw. Parts without "=" name a section, as in "#replay&trial=120".
page.address = {
  listeners: new Map(),

  parts(hash = window.location.hash) {
    const state = new Map();
    let section = null;
    for (const part of hash.slice(1).split("&")) {
      const equals = part.indexOf("=");
      if (equals > 0) {
        state.set(part.slice(0, equals), page.address.decoded(part.slice(equals + 1)));
      } else if (equals < 0 && part !== "") {
        section = part;
      }
    }
    return {state, section};
  },

  decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;  // a lone "%" that somebody typed
    }
  },

  get(name) {
    return page.address.parts().state.get(name) ?? null;
  },

  set(name, value) {
    page.address.write(page.address.parts().state.set(name, String(value)));
  },

  // The whole state anew.
  write(state, section = page.address.parts().section) {
    const words = section === null ? [] : [section];
    for (const [key, content] of state) words.push(key + "=" + encodeURIComponent(content));
    window.history.replaceState(null, "", "#" + words.join("&"));
  },

  // Calls change(text) when the address is edited or a link of the page sets `name`; with null
  // where the address says nothing of it.
  follow(name, change) {
    page.address.listeners.set(name, change);
  },

  arrived() {
    const {state} = page.address.parts();
    for (const [name, change] of page.address.listeners) change(state.get(name) ?? null);
    page.address.scroll();
  },

  scroll() {
    const {section} = page.address.parts();
    if (section !== null) document.getElementById(section)?.scrollIntoView();
  },

  // A link within the page says where to go and what to change; the rest of the state stays.
  lead(hash) {
    const {state} = page.address.parts();
    const there = page.address.parts(hash);
    window.location.hash = there.section ?? "";  // the browser remembers where the reader was
    page.address.write(new Map([...state, ...there.state]), there.section);
  },
};
window.addEventListener("hashchange", () => page.address.arrived());
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  page.address.lead(link.hash);
});
