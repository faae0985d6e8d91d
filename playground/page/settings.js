// What is trained: every setting with its usual value. All of them stand in the page's address.
const usual = {
  data: "spirals", target: "sin(3*x) + 0.3*x", noise: 0.02, count: 500, csv: "",
  a: "relu", b: "swish", depth: 3, width: 16, norm: "off", skip: false,
  rate: 0.01, optimizer: "adam", batch: 50, seed: 0, end: 5000, speed: 5,
};

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
      else if (Number.isFinite(Number(text))) settings.now[name] = Number(text);
    }
  },

  set(name, value) {
    settings.now[name] = value;
    page.address.set(name, value);
  },

  // As the core's "open" wants it.
  request() {
    const s = settings.now;
    const config = {depth: s.depth, width: s.width, batch_norm: s.norm, skip: s.skip, lr: s.rate,
                    optimizer: s.optimizer, batch_size: s.batch, seed: s.seed, max_steps: s.end};
    const request = {do: "open", config, activations: [s.a, s.b]};
    if (s.data === "fit") {
      return {...request, task: "regression",
              config: {...config, target: s.target, noise: s.noise, count: s.count}};
    }
    if (s.data === "own") return {...request, task: "points", csv: s.csv};
    return {...request, task: "points",
            config: {...config, data: s.data, noise: s.noise, count: s.count}};
  },
};
