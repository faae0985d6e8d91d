// What is trained: every setting with its usual value. What differs from it stands in the address.
const usual = {
  data: "spirals", target: "sin(3*x) + 0.3*x", noise: 0.02, count: 500, csv: "",
  a: "relu", b: "swish", depth: 3, width: 16, norm: "off", skip: false, imageNorm: "on",
  rate: 0.01, optimizer: "adam", batch: 50, init: "he", seed: 0, end: 5000, speed: 5,
};
const kLongestInAddress = 50000;  // letters; browsers refuse very long ones
const kHighestSpeed = 100;        // steps at a time; the core checks all other settings

const settings = {
  now: {...usual},  // of the networks that are open; where none are, what was asked for

  // What a text says of a setting; undefined where that is nonsense.
  from(name, text) {
    if (!Object.hasOwn(usual, name)) return undefined;
    if (typeof usual[name] === "string") return text;
    if (typeof usual[name] === "boolean") return {true: true, false: false}[text];
    const number = text.trim() === "" ? NaN : Number(text);
    if (!Number.isFinite(number)) return undefined;
    const is_speed = Number.isInteger(number) && number >= 1 && number <= kHighestSpeed;
    return name === "speed" && !is_speed ? undefined : number;
  },

  // What the address asks for, and the parts of it that say nothing.
  read() {
    const wanted = {...usual}, strange = [];
    for (const [name, text] of page.address.parts().state) {
      const value = settings.from(name, text);
      if (value === undefined) strange.push(name + "=" + text.slice(0, 40));
      else wanted[name] = value;
    }
    return {wanted, strange};
  },

  // As they stand in the address.
  written: (all) => new Map(Object.entries(all)
    .filter(([name, value]) => value !== usual[name] && String(value).length <= kLongestInAddress)
    .map(([name, value]) => [name, String(value)])),

  same: (one, other) => JSON.stringify([...settings.written(one)])
    === JSON.stringify([...settings.written(other)]),

  take(wanted) {
    settings.now = wanted;
    page.address.write(settings.written(wanted));
  },

  // points, own, fit or shapes: what the controls are of
  kind: (s = settings.now) => ["own", "fit", "shapes"].includes(s.data) ? s.data : "points",

  lackPoints: (s) => settings.kind(s) === "own" && s.csv.trim() === "",

  // As the core's "open" wants it.
  request(s = settings.now) {
    const config = {lr: s.rate, optimizer: s.optimizer, batch_size: s.batch, init_scheme: s.init,
                    seed: s.seed, max_steps: s.end};
    const request = {do: "open", activations: [s.a, s.b]};
    if (settings.kind(s) === "shapes") {
      return {...request, task: "images", config: {...config, data: "shapes", model: "resnet8",
                                                   batch_norm: s.imageNorm, count: s.count}};
    }
    Object.assign(config, {depth: s.depth, width: s.width, batch_norm: s.norm, skip: s.skip});
    if (settings.kind(s) === "own") {
      return {...request, task: "points", csv: s.csv, config};
    }
    Object.assign(config, {noise: s.noise, count: s.count});
    if (settings.kind(s) === "fit") {
      return {...request, task: "regression", config: {...config, target: s.target}};
    }
    return {...request, task: "points", config: {...config, data: s.data}};
  },
};
