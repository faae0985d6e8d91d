// What is trained: every setting with its usual value. All of them stand in the page's address.
const usual = {
  data: "spirals", target: "sin(3*x) + 0.3*x", noise: 0.02, count: 500, csv: "",
  a: "relu", b: "swish", depth: 3, width: 16, norm: "off", skip: false, imageNorm: "on",
  rate: 0.01, optimizer: "adam", batch: 50, init: "he", seed: 0, end: 5000, speed: 5,
};
const kLongestInAddress = 50000;  // letters; browsers refuse very long ones

const settings = {
  now: {...usual},

  // From an address; what it says of unknown settings, or nonsense, is passed over.
  read() {
    const {state} = page.address.parts();
    for (const [name, value] of Object.entries(usual)) {
      const text = state.get(name);
      if (text === undefined) continue;
      if (typeof value === "boolean") settings.now[name] = text === "true";
      else if (typeof value === "string") settings.now[name] = text;
      else if (text.trim() !== "" && Number.isFinite(Number(text))) {
        settings.now[name] = Number(text);
      }
    }
  },

  set(name, value) {
    settings.now[name] = value;
    page.address.set(name, String(value).length > kLongestInAddress ? "" : value);
  },

  // points, own, fit or shapes: what the controls are of
  kind: () => ["own", "fit", "shapes"].includes(settings.now.data) ? settings.now.data : "points",

  // As the core's "open" wants it.
  request() {
    const s = settings.now;
    const config = {lr: s.rate, optimizer: s.optimizer, batch_size: s.batch, init_scheme: s.init,
                    seed: s.seed, max_steps: s.end};
    const request = {do: "open", activations: [s.a, s.b]};
    if (settings.kind() === "shapes") {
      return {...request, task: "images", config: {...config, data: "shapes", model: "resnet8",
                                                   batch_norm: s.imageNorm, count: s.count}};
    }
    Object.assign(config, {depth: s.depth, width: s.width, batch_norm: s.norm, skip: s.skip});
    if (settings.kind() === "own") {
      const rows = s.csv.trim().split("\n").length - 1;  // a fifth of them is for the test
      config.batch_size = Math.max(1, Math.min(s.batch, Math.floor(0.8 * rows)));
      return {...request, task: "points", csv: s.csv, config};
    }
    Object.assign(config, {noise: s.noise, count: s.count});
    if (settings.kind() === "fit") {
      return {...request, task: "regression", config: {...config, target: s.target}};
    }
    return {...request, task: "points", config: {...config, data: s.data}};
  },
};
