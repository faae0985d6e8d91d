// The state of the controls stands in the address, "#trial=120&budget=500", so that a link shows
// what its sender saw. Parts without "=" name a section, as in "#replay&trial=120".
page.address = {
  listeners: new Map(),

  parts() {
    const state = new Map();
    let section = null;
    for (const part of window.location.hash.slice(1).split("&")) {
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
    const {state, section} = page.address.parts();
    state.set(name, String(value));
    const words = section === null ? [] : [section];
    for (const [key, content] of state) words.push(key + "=" + encodeURIComponent(content));
    window.history.replaceState(null, "", "#" + words.join("&"));
  },

  // Calls change(text) when the address is edited or a link of the page sets `name`.
  follow(name, change) {
    page.address.listeners.set(name, change);
  },

  arrived() {
    const {state, section} = page.address.parts();
    for (const [name, content] of state) page.address.listeners.get(name)?.(content);
    if (state.size > 0 && section !== null) document.getElementById(section)?.scrollIntoView();
  },
};
window.addEventListener("hashchange", () => page.address.arrived());
